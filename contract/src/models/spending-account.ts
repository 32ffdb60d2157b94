import { date, decimal, flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const spendingAccount = model("SpendingAccount", {
  ID: id({ search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 1 }),
  Balance: decimal({ required: true, nullable: false }),
  AllowAsPaymentMethod: flag({ nullable: false }),
  StartDate: date(),
  EndDate: date(),
  xp: xp(),
});

export const spendingAccountAssignment = model("SpendingAccountAssignment", {
  SpendingAccountID: text({ required: true }),
  UserID: text(),
  UserGroupID: text(),
  AllowExceed: flag({ nullable: false }),
});
