import { date, id, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const groupOrderInvitation = model(
  "GroupOrderInvitation",
  {
    ID: id("Generated; whoever has it gets a token for the order.", { readOnly: true, search: 1, sort: 1 }),
    ExpirationDate: date("Until when it can be used, at most a year ahead; then it is deleted.", { required: true }),
    Name: text("Shown to people; need not be unique.", { max: 100, search: 2, sort: 2 }),
    OrderID: text("Unsubmitted order of the inviting user; up to 100 invitations each.", {
      required: true,
      search: 3,
      sort: 3,
    }),
    OrderStatus: oneOf("OrderStatus", "Where the order stands.", {
      readOnly: true,
      nullable: false,
      search: 4,
      sort: 4,
    }),
    xp: xp(),
  },
  "Lets people without an account add line items to an order. They see and change their own lines only, until it is submitted.",
);
