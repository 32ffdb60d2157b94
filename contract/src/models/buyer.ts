import { date, flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const buyer = model("Buyer", {
  ID: id({ search: 2, sort: 1 }),
  Name: text({ required: true, max: 100, search: 1, sort: 2 }),
  DefaultCatalogID: text(),
  Active: flag({ nullable: false }),
  DateCreated: date({ readOnly: true, nullable: false, sort: 3 }),
  GroupID: text(),
  xp: xp(),
});

export const buyerGroup = model(
  "BuyerGroup",
  {
    ID: id({ search: 1, sort: 2 }),
    Name: text({ required: true, max: 100, search: 2, sort: 1 }),
    Description: text({ max: 2000, search: 3 }),
    DefaultCatalogID: text(),
    xp: xp(),
  },
  "Buyers that share catalog assignments, discounts and a default catalog.",
);

export const buyerSupplier = model(
  "BuyerSupplier",
  {
    ID: id({ search: 1, sort: 2 }),
    Name: text({ max: 100, search: 2, sort: 1 }),
  },
  "A company that a buyer may order from.",
);
