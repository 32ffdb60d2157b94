import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";

/** Cards of a buyer; those that users saved for themselves are none of them. */
export const creditCardTable = new Table("credit_card", "CreditCard", { where: sql`t.private_to is null` });

const editable = sql`t.private_to is not null`;

/** Cards as users meet them, their own and those assigned to them. */
export const shopperCardTable = new Table("credit_card", "BuyerCreditCard", {
  computed: { Editable: editable },
  columns: { Editable: { scalar: editable, nullable: false } },
});
