import type { CostCenterAssignment } from "@orderwell/contract";
import { Table } from "../../platform/crud/table.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { accountAssignments, buyerAccountOperations } from "../accounts/operations.ts";

export const costCenterTable = new Table("cost_center", "CostCenter");

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
