import { error } from "../error.ts";
import { text } from "../field.ts";

/** Buyers, and what belongs to them. */
export const buyerErrors = {
  "Buyer.RequiredIDOnBehalf": error(400, "Name the buyer user the order is for.", "Send FromCompanyID and FromUserID."),
  "Buyer.RequiredIDWhenAnon": error(
    400,
    "Name the buyer for anonymous shopping with this API client.",
    "Send the buyer's ID, since several use the API client.",
  ),
  "Buyer.UserNotFound": error(400, "The user does not belong to the buyer.", "Name a user of that buyer.", {
    BuyerID: text({ nullable: true }),
    UserID: text({ nullable: true }),
  }),
  "Buyer.DefaultCatalogAlreadyExists": error(
    409,
    "A catalog with the ID of the buyer exists; name a DefaultCatalogID or choose another ID.",
    "Send a DefaultCatalogID that exists, or another ID for the buyer.",
    { CatalogID: text() },
  ),
  "CreditCard.CannotEditPublic": error(
    400,
    "This credit card was assigned to you and is not yours to change.",
    "Save a credit card of your own instead, or ask who administers the buyer.",
  ),
};
