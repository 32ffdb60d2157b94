import { Table } from "../../platform/crud/table.ts";

/** What providers did with payments. Its scope is a payment: `order_id` and `payment_id`. */
export const transactionTable = new Table("payment_transaction", "PaymentTransaction");
