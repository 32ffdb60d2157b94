import { buyerUser, costCenterTable, visibleCostCenters } from "../../buyers/index.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";

/** Cost centers that the caller may charge to (docs/behaviour/parties.md §8). */
export const myCostCenterOperations = (): Implementation[] =>
  implementSome("Me", {
    ListCostCenters: ({ db, actor, list }) =>
      costCenterTable.list(db, { where: visibleCostCenters(buyerUser(actor)) }, list),
  });
