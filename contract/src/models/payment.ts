import { date, decimal, embedded, flag, id, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const payment = model("Payment", {
  ID: id({ search: 1, sort: 2 }),
  Type: oneOf("PaymentType", { sort: 3 }),
  DateCreated: date({ readOnly: true, nullable: false, sort: 1 }),
  CreditCardID: text({ sort: 4 }),
  SpendingAccountID: text({ sort: 5 }),
  Description: text({ max: 2000, search: 2 }),
  Currency: text({ readOnly: true }),
  Amount: decimal(),
  Accepted: flag(),
  OrderReturnID: text(),
  xp: xp(),
  Transactions: listOf(embedded("PaymentTransaction"), { readOnly: true }),
});

export const paymentTransaction = model("PaymentTransaction", {
  ID: id(),
  Type: text({ required: true }),
  DateExecuted: date({ required: true, nullable: false }),
  Currency: text({ max: 100 }),
  Amount: decimal(),
  Succeeded: flag({ nullable: false }),
  ResultCode: text(),
  ResultMessage: text(),
  xp: xp(),
});
