import { flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { created, described, named, ownId } from "../shared-fields.ts";

export const buyer = model(
  "Buyer",
  {
    ID: ownId("the marketplace", { search: 2, sort: 1 }),
    Name: named({ required: true, max: 100, search: 1, sort: 2 }),
    DefaultCatalogID: text(
      "Catalog that its users see where they name none. Left out on creation: the one of its buyer group, else a new catalog with the ID of the buyer. Setting it assigns the catalog to the buyer.",
    ),
    Active: flag("False: none of its users gets a token, and no message is sent to them.", { nullable: false }),
    DateCreated: created({ nullable: false, sort: 3 }),
    GroupID: text("Buyer group it belongs to: it has the group's catalogs and discounts besides its own."),
    xp: xp(),
  },
  "A company that buys, with users, addresses and accounts of its own.",
);

export const buyerGroup = model(
  "BuyerGroup",
  {
    ID: ownId("the marketplace", { search: 1, sort: 2 }),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    Description: described({ max: 2000, search: 3 }),
    DefaultCatalogID: text("Default catalog of the buyers in it that have none of their own."),
    xp: xp(),
  },
  "Buyers that share catalog assignments, discounts and a default catalog. A buyer names its group.",
);

export const buyerSupplier = model(
  "BuyerSupplier",
  {
    ID: id("ID to name as `ToCompanyID` of an order.", { search: 1, sort: 2 }),
    Name: text("Name of the company, as it calls itself.", { max: 100, search: 2, sort: 1 }),
  },
  "A company that a buyer may order from: the marketplace owner or a supplier.",
);
