import { date, embedded, flag, id, integer, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { described, measures, onlyGroup, owner, ownId } from "../shared-fields.ts";
import { supplier } from "./supplier.ts";

/** Properties that administrators and shoppers alike see of a product. */
const seen = {
  ID: ownId("the marketplace", { search: 1, sort: 2 }),
  ParentID: text("Parent product, which gives what this one leaves null. It is seen where the parent is."),
  IsParent: flag("Stands for the products that name it as parent, and is not sold itself.", { nullable: false }),
  IsBundle: flag("Stands for the bundle with its ID; sold through it only.", { readOnly: true, nullable: false }),
  Name: text("Shown to people; need not be unique.", { required: true, max: 100, search: 2, sort: 1 }),
  Description: described({ max: 2000, search: 3 }),
  QuantityMultiplier: integer("How many pieces one unit holds; for people, prices and quantities are per unit.", {
    atLeast: 1,
    default: 1,
  }),
  ...measures,
  Active: flag("False: no shopper sees or buys it, nor the children of a parent.", { nullable: false }),
  SpecCount: integer("Specs assigned to it; for a child, its parent's as well.", { readOnly: true, nullable: false }),
  VariantCount: integer("Variants generated for it.", { readOnly: true, nullable: false }),
  ShipFromAddressID: text(
    "Address it is shipped from: of its default supplier, without one of the marketplace owner. A line takes it over when it is added.",
  ),
  Inventory: embedded("Inventory", "How stock is tracked, and how much there is. Null: not at all."),
  DefaultSupplierID: text("Supplier to whom its lines are forwarded. Setting it lets the supplier sell the product."),
  AllSuppliersCanSell: flag(
    "Any supplier may offer it at prices of its own. Only for the marketplace owner's products.",
    { nullable: false },
  ),
  Returnable: flag("Shoppers may ask to return it. Lines keep what it was on submission.", { nullable: false }),
  DateCreated: date("Set by the server on creation.", { readOnly: true }),
  xp: xp("Properties of your own, up to 8,000 characters of JSON. A child takes each that it lacks from its parent."),
};

export const product = model(
  "Product",
  {
    OwnerID: owner(),
    DefaultPriceScheduleID: text("Prices for whoever has no assignment with prices of its own."),
    AutoForward: flag(
      "Orders with it are forwarded to suppliers as soon as they open. Needs a default supplier, and a user of the marketplace to forward as.",
      { nullable: false },
    ),
    ...seen,
    Name: { ...seen.Name, unless: "ParentID" },
    QuantityMultiplier: { ...seen.QuantityMultiplier, unless: "ParentID" },
  },
  "Something to sell. A shopper sees it when it is active, in a catalog of their buyer, and opened there or by an assignment. Submitted orders keep a copy.",
);

export const buyerProduct = model(
  "BuyerProduct",
  {
    PriceSchedule: embedded("BuyerPriceSchedule", "Prices for this shopper. Null: the product cannot be bought.", {
      readOnly: true,
    }),
    ...seen,
  },
  "A product as a shopper sees it, with the price schedule that applies.",
);

export const productAssignment = model(
  "ProductAssignment",
  {
    SellerID: text(
      "Seller at whose prices it is offered. Null: the caller's company. The marketplace owner may name a supplier, together with a price schedule.",
    ),
    ProductID: text("Product that is opened. It must be in a catalog of the buyer.", { required: true }),
    BuyerID: text("Buyer it is opened to.", { required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: onlyGroup(),
    PriceScheduleID: text("Prices for them; a group's come before its buyer's. Null: seen, at other prices if any."),
  },
  "Gives a buyer or user group access to a product, at the prices of a price schedule. One for each seller; saving it again replaces the prices.",
  noUserLevel,
);

export const productSupplier = model(
  "ProductSupplier",
  {
    DefaultPriceScheduleID: text("Prices at which this supplier sells the product to whoever has no others."),
    ...supplier.fields,
  },
  "A supplier of a product, with its price schedule.",
);

export const productSeller = model(
  "ProductSeller",
  {
    PriceSchedule: embedded("BuyerPriceSchedule", "Prices of this seller for the shopper. Null: none."),
    ID: id("Marketplace owner or supplier, to name as `ToCompanyID` of an order.", { search: 1, sort: 2 }),
    Name: text("Name of the seller, as it calls itself.", { max: 100, search: 2, sort: 1 }),
  },
  "A company that sells a product, with its price.",
);
