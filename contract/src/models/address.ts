import { date, flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const address = model("Address", {
  ID: id({ search: 1, sort: 2 }),
  DateCreated: date({ readOnly: true, sort: 3 }),
  CompanyName: text({ max: 100, search: 3, sort: 4 }),
  FirstName: text({ max: 100, search: 8, sort: 5 }),
  LastName: text({ max: 100, search: 7, sort: 6 }),
  Street1: text({ required: true, max: 100, search: 5, sort: 7 }),
  Street2: text({ max: 100, search: 6, sort: 8 }),
  City: text({ required: true, max: 100, search: 4, sort: 9 }),
  State: text({ requiredFor: ["US", "CA"], max: 100, search: 9, sort: 10 }),
  Zip: text({ requiredFor: ["US", "CA"], max: 100, search: 10, sort: 11 }),
  Country: text({ required: true, max: 2, sort: 12 }),
  Phone: text({ max: 100, sort: 13 }),
  AddressName: text({ max: 100, search: 2, sort: 1 }),
  xp: xp(),
});

export const buyerAddress = model(
  "BuyerAddress",
  {
    ID: id({ readOnly: true, search: 1, sort: 2 }),
    Shipping: flag({ nullable: false }),
    Billing: flag({ nullable: false }),
    Editable: flag({ readOnly: true, nullable: false }),
    DateCreated: date({ readOnly: true, sort: 3 }),
    CompanyName: text({ max: 100, search: 3, sort: 4 }),
    FirstName: text({ max: 100, search: 8, sort: 5 }),
    LastName: text({ max: 100, search: 7, sort: 6 }),
    Street1: text({ required: true, max: 100, search: 5, sort: 7 }),
    Street2: text({ max: 100, search: 6, sort: 8 }),
    City: text({ required: true, max: 100, search: 4, sort: 9 }),
    State: text({ requiredFor: ["US", "CA"], max: 100, search: 9, sort: 10 }),
    Zip: text({ requiredFor: ["US", "CA"], max: 100, search: 10, sort: 11 }),
    Country: text({ required: true, max: 2, sort: 12 }),
    Phone: text({ max: 100, sort: 13 }),
    AddressName: text({ max: 100, search: 2, sort: 1 }),
    xp: xp(),
  },
  "An address as a buyer user sees it: private ones and those assigned to them.",
);

export const addressAssignment = model(
  "AddressAssignment",
  {
    AddressID: text({ required: true }),
    UserID: text(),
    UserGroupID: text(),
    IsShipping: flag({ nullable: false }),
    IsBilling: flag({ nullable: false }),
  },
  "Makes an address of a buyer available to the whole buyer, a user group or a user, for shipping, billing or both.",
);
