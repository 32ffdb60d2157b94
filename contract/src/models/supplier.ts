import { flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { created, named, ownId } from "../shared-fields.ts";

export const supplier = model(
  "Supplier",
  {
    ID: ownId("the marketplace", { search: 2, sort: 1 }),
    Name: named({ required: true, max: 100, search: 1, sort: 2 }),
    Active: flag("False: none of its users gets a token, and no message is sent to them.", { nullable: false }),
    DateCreated: created({ nullable: false, sort: 3 }),
    AllBuyersCanOrder: flag(
      "Every buyer may order from it, not only those it is opened to. Only the marketplace owner sets it: of others it is left as it is.",
      { nullable: false },
    ),
    xp: xp(),
  },
  "A company that sells beside the marketplace owner: it has products, receives orders and ships them.",
);

export const supplierBuyer = model(
  "SupplierBuyer",
  {
    ID: id("Buyer that the supplier is opened to.", { search: 1, sort: 2 }),
    Name: text("Name of the buyer, as it calls itself.", { max: 100, search: 2, sort: 1 }),
  },
  "A buyer that may order from a supplier.",
);
