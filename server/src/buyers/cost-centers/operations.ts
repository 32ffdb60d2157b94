import type { CostCenterAssignment } from "@orderwell/contract";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { accountAssignments } from "../accounts/assignments.store.ts";
import { buyerAccountOperations } from "../accounts/operations.ts";
import { costCenterTable } from "./store.ts";

const assignments = accountAssignments<CostCenterAssignment>("cost_center", "CostCenterID", ["Company", "Group"]);

/** Cost centers and who may charge to them (docs/behaviour/parties.md §4). */
export const costCenterOperations = (): Implementation[] =>
  implement(
    "CostCenters",
    buyerAccountOperations(
      { table: costCenterTable, idParam: "costCenterID", idProperty: "CostCenterID" },
      assignments,
    ),
  );
