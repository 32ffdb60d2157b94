import { date, flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { created, onlyGroup, onlyUser, ownId } from "../shared-fields.ts";

const facts = {
  Token: text("What the payment provider knows the card by.", { max: 100 }),
  DateCreated: created({ sort: 5 }),
  CardType: text("Brand of the card, in any spelling.", { search: 3, sort: 3 }),
  PartialAccountNumber: text("Last digits, for people to recognize it.", { max: 5 }),
  CardholderName: text("Name printed on the card.", { search: 2, sort: 2 }),
  ExpirationDate: date("When the card expires; not checked.", { search: 4, sort: 4 }),
  xp: xp(),
};

export const creditCard = model(
  "CreditCard",
  { ID: ownId("the buyer", { search: 1, sort: 1 }), ...facts },
  "Facts about a card and the token under which a payment provider keeps it. Never the card number.",
);

export const buyerCreditCard = model(
  "BuyerCreditCard",
  {
    ID: id("Generated for a private card; else as the buyer's administrators chose it.", {
      readOnly: true,
      search: 1,
      sort: 1,
    }),
    Editable: flag("True for a private card, false for one that is assigned.", {
      readOnly: true,
      nullable: false,
      search: 5,
    }),
    ...facts,
  },
  "A credit card as a buyer user sees it: private ones and those assigned to them.",
);

export const creditCardAssignment = model(
  "CreditCardAssignment",
  {
    CreditCardID: text("Card of the buyer that the path names.", { required: true }),
    UserID: onlyUser(),
    UserGroupID: onlyGroup(),
  },
  "Lets a whole buyer, a user group or a user pay with a card.",
);
