import { date, id, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const groupOrderInvitation = model(
  "GroupOrderInvitation",
  {
    ID: id({ readOnly: true, search: 1, sort: 1 }),
    ExpirationDate: date({ required: true }),
    Name: text({ max: 100, search: 2, sort: 2 }),
    OrderID: text({ required: true, search: 3, sort: 3 }),
    OrderStatus: oneOf("OrderStatus", { readOnly: true, nullable: false, search: 4, sort: 4 }),
    xp: xp(),
  },
  "Lets people without an account add line items to an order.",
);
