import {
  type CompanyOf,
  moveBetweenBuyers,
  ofAnyBuyer,
  type People,
  type PeopleDependents,
  userOperations,
} from "../../people/index.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { buyerOf } from "../buyers/access.ts";

/** The buyer that the path names. */
export const buyerCompany: CompanyOf = async (call, intent) => ({
  buyerId: await buyerOf(call, pathOf(call, "buyerID"), intent),
  supplierId: null,
});

/** Users of buyers (docs/behaviour/parties.md §2). */
export function buyerUserOperations(people: People, dependents: readonly PeopleDependents[]): Implementation[] {
  return implementSome("Users", {
    ...userOperations(people, buyerCompany, dependents),
    async Move(call) {
      const [from, to] = [
        await buyerOf(call, call.path.buyerID, "write"),
        await buyerOf(call, call.path.newBuyerID, "write"),
      ];
      return moveBetweenBuyers(call, call.path.userID, { from, to, orders: call.query.orders }, dependents);
    },
    ListAcrossBuyers: (call) => people.users.list(call.db, { where: ofAnyBuyer }, call.list),
  });
}
