import { Table } from "../../platform/crud/table.ts";

export const incrementorTable = new Table("incrementor", "Incrementor");
