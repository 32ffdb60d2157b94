import { date, flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const creditCard = model(
  "CreditCard",
  {
    ID: id({ search: 1, sort: 1 }),
    Token: text({ max: 100 }),
    DateCreated: date({ readOnly: true, sort: 5 }),
    CardType: text({ search: 3, sort: 3 }),
    PartialAccountNumber: text({ max: 5 }),
    CardholderName: text({ search: 2, sort: 2 }),
    ExpirationDate: date({ search: 4, sort: 4 }),
    xp: xp(),
  },
  "Facts about a card and the token under which a payment provider keeps it. Never the card number.",
);

export const buyerCreditCard = model(
  "BuyerCreditCard",
  {
    ID: id({ readOnly: true, search: 1, sort: 1 }),
    Editable: flag({ readOnly: true, nullable: false, search: 5 }),
    Token: text({ max: 100 }),
    DateCreated: date({ readOnly: true, sort: 5 }),
    CardType: text({ search: 3, sort: 3 }),
    PartialAccountNumber: text({ max: 5 }),
    CardholderName: text({ search: 2, sort: 2 }),
    ExpirationDate: date({ search: 4, sort: 4 }),
    xp: xp(),
  },
  "A credit card as a buyer user sees it: private ones and those assigned to them.",
);

export const creditCardAssignment = model("CreditCardAssignment", {
  CreditCardID: text({ required: true }),
  UserID: text(),
  UserGroupID: text(),
});
