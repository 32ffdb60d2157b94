import { embedded, id, text } from "../field.ts";
import { model, unlisted } from "../model.ts";
import { person } from "../shared-fields.ts";

export const meUser = model(
  "MeUser",
  {
    Buyer: embedded("MeBuyer", "Buyer of the user. Null for others than buyer users.", { readOnly: true }),
    Supplier: embedded("MeSupplier", "Supplier of the user. Null for others than supplier users.", { readOnly: true }),
    Seller: embedded("MeSeller", "The marketplace, whoever asks.", { readOnly: true }),
    ...unlisted(person),
  },
  "The user behind the token; for an anonymous shopper, the default user of the API client.",
);

export const meBuyer = model(
  "MeBuyer",
  {
    ID: id("Buyer of the user.", { readOnly: true }),
    DefaultCatalogID: text("Catalog that is meant where none is named.", { readOnly: true }),
  },
  "The buyer of the user behind the token.",
);

export const meSupplier = model(
  "MeSupplier",
  {
    ID: id("Supplier of the user.", { readOnly: true }),
  },
  "The supplier of the user behind the token.",
);

export const meSeller = model(
  "MeSeller",
  {
    ID: id("ID of the marketplace.", { readOnly: true }),
  },
  "The marketplace.",
);
