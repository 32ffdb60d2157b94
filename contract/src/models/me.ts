import { date, embedded, flag, id, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const meUser = model(
  "MeUser",
  {
    Buyer: embedded("MeBuyer", { readOnly: true }),
    Supplier: embedded("MeSupplier", { readOnly: true }),
    Seller: embedded("MeSeller", { readOnly: true }),
    ID: id(),
    CompanyID: text({ readOnly: true }),
    Username: text({ required: true, max: 100 }),
    Password: text({ writeOnly: true }),
    FirstName: text({ required: true, max: 100 }),
    LastName: text({ required: true, max: 100 }),
    Email: text({ required: true, max: 200 }),
    Phone: text({ max: 100 }),
    TermsAccepted: date({ orFlag: true }),
    Active: flag({ required: true, nullable: false }),
    xp: xp(),
    AvailableRoles: listOf(text(), { readOnly: true }),
    Locale: embedded("Locale", { readOnly: true }),
    DateCreated: date({ readOnly: true }),
    LastActive: date({ readOnly: true }),
    PasswordLastSetDate: date({ readOnly: true }),
  },
  "The user behind the token.",
);

export const meBuyer = model(
  "MeBuyer",
  {
    ID: id({ readOnly: true }),
    DefaultCatalogID: text({ readOnly: true }),
  },
  "The buyer of the user behind the token.",
);

export const meSupplier = model(
  "MeSupplier",
  {
    ID: id({ readOnly: true }),
  },
  "The supplier of the user behind the token.",
);

export const meSeller = model(
  "MeSeller",
  {
    ID: id({ readOnly: true }),
  },
  "The marketplace.",
);
