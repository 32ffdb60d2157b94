import type { PeopleDependents } from "../people/index.ts";
import type { Implementation } from "../platform/operation/implement.ts";
import { apiClientOperations } from "./api-clients/operations.ts";
import { apiClientTable } from "./api-clients/table.store.ts";
import { forgottenCredentialsOperations } from "./credentials/operations.ts";
import { impersonationConfigOperations } from "./impersonation/configs.ts";
import { impersonationTable } from "./impersonation/table.store.ts";
import { impersonationOperations } from "./impersonation/token.operations.ts";
import { openIdConnectOperations } from "./open-id-connects/operations.ts";
import { configTable } from "./open-id-connects/store.ts";
import { securityProfileOperations } from "./security-profiles/operations.ts";
import { userInfoOperations } from "./user-info/operations.ts";

export { hasSellerClient } from "./api-clients/store.ts";
export { contextClaims } from "./credentials/context-claims.ts";
export { recipientClaims } from "./credentials/recipient-claims.ts";
export { purgeCodes } from "./credentials/store.ts";
export { identityDependents } from "./dependents.ts";
export { integrationGuards } from "./full-access/integrations.ts";
export { ContextClients } from "./oauth/context-clients.ts";
export { namedToken } from "./oauth/named-token.ts";
export { registeredToken } from "./oauth/registered.ts";
export { oauthRoutes } from "./oauth/routes.ts";
export { purgeRefreshTokens } from "./oauth/store.ts";
export { TokenEndpoint } from "./oauth/token-endpoint.ts";
export { purgeUnknownNames } from "./oauth/unknown-names.store.ts";
export { availableRoles, companyPasswordConfigs, passwordConfigs } from "./security-profiles/reach.store.ts";
export { userDirectory } from "./sessions/directory.store.ts";
export { singleSignOnRoutes } from "./sso/routes.ts";
export { SingleSignOn } from "./sso/single-sign-on.ts";

/** Tables whose constraints mean something to clients. */
export const identityTables = [apiClientTable, configTable, impersonationTable];

/** Operations on who may sign in, through what, and with which roles. */
export function authentication({ dependents }: { readonly dependents: readonly PeopleDependents[] }): Implementation[] {
  return [
    ...apiClientOperations(),
    ...securityProfileOperations(),
    ...openIdConnectOperations(),
    ...impersonationConfigOperations(),
    ...impersonationOperations(),
    ...forgottenCredentialsOperations(dependents),
    ...userInfoOperations(),
  ];
}
