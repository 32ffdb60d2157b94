import { Table } from "../../platform/crud/table.ts";

export const costCenterTable = new Table("cost_center", "CostCenter");
