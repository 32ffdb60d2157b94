import type { People, PeopleDependents } from "../people/index.ts";
import type { Implementation } from "../platform/operation/implement.ts";
import { myAddressOperations } from "./addresses/operations.ts";
import { catalogOperations } from "./catalogs/operations.ts";
import { myCostCenterOperations } from "./cost-centers/operations.ts";
import { myCreditCardOperations } from "./credit-cards/operations.ts";
import { invitationOperations } from "./product-collections/invitations.ts";
import { collectionOperations } from "./product-collections/operations.ts";
import { productOperations } from "./products/operations.ts";
import { profileOperations } from "./profile/operations.ts";
import type { FirstToken } from "./registration/first-token.ts";
import { registrationOperations } from "./registration/operations.ts";
import { mySpendingAccountOperations } from "./spending-accounts/operations.ts";

/** Operations on what the user behind the token is, sees and owns. */
export function me(parts: {
  readonly people: People;
  readonly firstToken: FirstToken;
  readonly dependents?: readonly PeopleDependents[];
}): Implementation[] {
  return [
    ...profileOperations(parts.people, parts.dependents ?? []),
    ...registrationOperations(parts.people, parts.firstToken, parts.dependents ?? []),
    ...myAddressOperations(parts.dependents ?? []),
    ...catalogOperations(),
    ...productOperations(),
    ...collectionOperations(),
    ...invitationOperations(),
    ...myCostCenterOperations(),
    ...myCreditCardOperations(),
    ...mySpendingAccountOperations(),
  ];
}
