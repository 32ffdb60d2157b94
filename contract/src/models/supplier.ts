import { date, flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const supplier = model("Supplier", {
  ID: id({ search: 2, sort: 1 }),
  Name: text({ required: true, max: 100, search: 1, sort: 2 }),
  Active: flag({ nullable: false }),
  DateCreated: date({ readOnly: true, nullable: false, sort: 3 }),
  AllBuyersCanOrder: flag({ nullable: false }),
  xp: xp(),
});

export const supplierBuyer = model(
  "SupplierBuyer",
  {
    ID: id({ search: 1, sort: 2 }),
    Name: text({ max: 100, search: 2, sort: 1 }),
  },
  "A buyer that may order from a supplier.",
);
