import type { User } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { Work } from "../../platform/work/work.ts";
import { companyScope, type PeopleDependents, type UserMove } from "../company/company.ts";
import { revokeTokens } from "../sign-in/revoke.ts";
import { moveUser } from "./store.ts";
import { requireUser } from "./users.ts";

/**
 * Moves a user from one buyer to another (docs/behaviour/parties.md §2). Their tokens end, since their roles came from
 * the old buyer.
 *
 * @throws ApiError User.CannotMoveDefaultContextUser, User.CannotMoveeWithOpenOrder, IdExists
 */
export async function moveBetweenBuyers(
  work: Work,
  userId: string,
  move: UserMove,
  dependents: readonly PeopleDependents[],
): Promise<Row<User>> {
  const { db, services } = work;
  const user = await requireUser(work, { buyerId: move.from, supplierId: null }, userId);
  if (move.from !== move.to) {
    for (const dependent of dependents) await dependent.movingUser?.(work, user, move);
    await moveUser(db, services, user, move);
    await revokeTokens(work, user, dependents);
    for (const dependent of dependents) await dependent.givenAccess?.(work, user);
  }
  const scope = companyScope({ buyerId: move.to, supplierId: null });
  return (await services.people.users.find(db, scope, user.id)) as Row<User>;
}
