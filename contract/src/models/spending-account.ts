import { date, decimal, flag, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { named, onlyGroup, onlyUser, ownId } from "../shared-fields.ts";

export const spendingAccount = model(
  "SpendingAccount",
  {
    ID: ownId("the buyer", { search: 1, sort: 2 }),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    Balance: decimal("What is left to spend, to two decimals. Orders take from it when they open, not before.", {
      required: true,
      nullable: false,
    }),
    AllowAsPaymentMethod: flag("Payments may name it.", { nullable: false }),
    StartDate: date("From when it may be spent. Null: at once."),
    EndDate: date("Until when it may be spent; then users no longer see it. Null: without end."),
    xp: xp(),
  },
  "A balance that a buyer's users pay orders from: a budget, a gift card or points. One that a payment names cannot be deleted.",
);

export const spendingAccountAssignment = model(
  "SpendingAccountAssignment",
  {
    SpendingAccountID: text("Account of the buyer that the path names.", { required: true }),
    UserID: onlyUser(),
    UserGroupID: onlyGroup(),
    AllowExceed: flag("They may spend more than is left. Of several assignments one that allows it is enough.", {
      nullable: false,
    }),
  },
  "Lets a whole buyer, a user group or a user pay from a spending account.",
);
