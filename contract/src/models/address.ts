import { flag, id, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { created, onlyGroup, onlyUser, ownId } from "../shared-fields.ts";

const lines = {
  DateCreated: created({ sort: 3 }),
  CompanyName: text("Company at the address, above the name of a person.", { max: 100, search: 3, sort: 4 }),
  FirstName: text("First name of the person at the address.", { max: 100, search: 8, sort: 5 }),
  LastName: text("Last name of the person at the address.", { max: 100, search: 7, sort: 6 }),
  Street1: text("Street and number.", { required: true, max: 100, search: 5, sort: 7 }),
  Street2: text("Second line, such as a floor or suite.", { max: 100, search: 6, sort: 8 }),
  City: text("Town; not checked against the postal code.", { required: true, max: 100, search: 4, sort: 9 }),
  State: text("State, province or region, in any spelling.", {
    requiredFor: ["US", "CA"],
    max: 100,
    search: 9,
    sort: 10,
  }),
  Zip: text("Postal code, in any format.", { requiredFor: ["US", "CA"], max: 100, search: 10, sort: 11 }),
  Country: text("Country as two letters of ISO 3166, such as `US`. In any case; not checked against a list.", {
    required: true,
    max: 2,
    sort: 12,
  }),
  Phone: text("Telephone number, in any format.", { max: 100, sort: 13 }),
  AddressName: text("Name by which people pick it, such as `Warehouse`.", { max: 100, search: 2, sort: 1 }),
  xp: xp(),
};

export const address = model(
  "Address",
  { ID: ownId("its company", { search: 1, sort: 2 }), ...lines },
  "A postal address of the marketplace owner, a buyer or a supplier. Orders keep a copy from submission on.",
);

export const buyerAddress = model(
  "BuyerAddress",
  {
    ID: id("Generated for a private address; else as the buyer's administrators chose it.", {
      readOnly: true,
      search: 1,
      sort: 2,
    }),
    Shipping: flag("Orders may be shipped there. One that is assigned: where any of its assignments says so.", {
      nullable: false,
    }),
    Billing: flag("Orders may be billed there. One that is assigned: where any of its assignments says so.", {
      nullable: false,
    }),
    Editable: flag("True for a private address, false for one that is assigned.", { readOnly: true, nullable: false }),
    ...lines,
  },
  "An address as a buyer user sees it: private ones and those assigned to them.",
);

export const addressAssignment = model(
  "AddressAssignment",
  {
    AddressID: text("Address of the buyer that the path names.", { required: true }),
    UserID: onlyUser(),
    UserGroupID: onlyGroup(),
    IsShipping: flag("Orders may be shipped there. At least one of shipping and billing must be true.", {
      nullable: false,
    }),
    IsBilling: flag("Orders may be billed there.", { nullable: false }),
  },
  "Makes an address of a buyer available to the whole buyer, a user group or a user, for shipping, billing or both. Saving it again replaces both flags.",
);
