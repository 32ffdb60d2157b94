import { date, decimal, embedded, flag, id, integer, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { supplier } from "./supplier.ts";

export const product = model("Product", {
  OwnerID: text(),
  DefaultPriceScheduleID: text(),
  AutoForward: flag({ nullable: false }),
  ID: id({ search: 1, sort: 2 }),
  ParentID: text(),
  IsParent: flag({ nullable: false }),
  IsBundle: flag({ readOnly: true, nullable: false }),
  Name: text({ required: true, unless: "ParentID", max: 100, search: 2, sort: 1 }),
  Description: text({ max: 2000, search: 3 }),
  QuantityMultiplier: integer({ atLeast: 1, default: 1, unless: "ParentID" }),
  ShipWeight: decimal(),
  ShipHeight: decimal(),
  ShipWidth: decimal(),
  ShipLength: decimal(),
  Active: flag({ nullable: false }),
  SpecCount: integer({ readOnly: true, nullable: false }),
  VariantCount: integer({ readOnly: true, nullable: false }),
  ShipFromAddressID: text(),
  Inventory: embedded("Inventory"),
  DefaultSupplierID: text(),
  AllSuppliersCanSell: flag({ nullable: false }),
  Returnable: flag({ nullable: false }),
  DateCreated: date({ readOnly: true }),
  xp: xp(),
});

export const buyerProduct = model(
  "BuyerProduct",
  {
    PriceSchedule: embedded("BuyerPriceSchedule"),
    ID: id({ search: 1, sort: 2 }),
    ParentID: text(),
    IsParent: flag({ nullable: false }),
    IsBundle: flag({ readOnly: true, nullable: false }),
    Name: text({ required: true, max: 100, search: 2, sort: 1 }),
    Description: text({ max: 2000, search: 3 }),
    QuantityMultiplier: integer({ atLeast: 1, default: 1 }),
    ShipWeight: decimal(),
    ShipHeight: decimal(),
    ShipWidth: decimal(),
    ShipLength: decimal(),
    Active: flag({ nullable: false }),
    SpecCount: integer({ readOnly: true, nullable: false }),
    VariantCount: integer({ readOnly: true, nullable: false }),
    ShipFromAddressID: text(),
    Inventory: embedded("Inventory"),
    DefaultSupplierID: text(),
    AllSuppliersCanSell: flag({ nullable: false }),
    Returnable: flag({ nullable: false }),
    DateCreated: date({ readOnly: true }),
    xp: xp(),
  },
  "A product as a shopper sees it, with the price schedule that applies.",
);

export const productAssignment = model(
  "ProductAssignment",
  {
    SellerID: text(),
    ProductID: text({ required: true }),
    BuyerID: text({ required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: text(),
    PriceScheduleID: text(),
  },
  "Gives a buyer or user group access to a product, at the prices of a price schedule.",
  noUserLevel,
);

export const productSupplier = model(
  "ProductSupplier",
  {
    DefaultPriceScheduleID: text(),
    ...supplier.fields,
  },
  "A supplier of a product, with its price schedule.",
);

export const productSeller = model(
  "ProductSeller",
  {
    PriceSchedule: embedded("BuyerPriceSchedule"),
    ID: id({ search: 1, sort: 2 }),
    Name: text({ max: 100, search: 2, sort: 1 }),
  },
  "A company that sells a product, with its price.",
);
