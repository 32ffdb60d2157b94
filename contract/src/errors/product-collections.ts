import { error } from "../error.ts";
import { integer, text } from "../field.ts";

/** Collections of shoppers. */
export const productCollectionErrors = {
  "ProductCollection.ProductEntryLimit": error(
    400,
    "The collection holds as many products as it may.",
    "Remove a product first.",
    { Limit: integer() },
  ),
  "ProductCollection.CannotAcceptOrDeclineOwnInvitation": error(
    400,
    "The invitation is to your own collection.",
    "Let the user who was invited do it.",
    { InvitationID: text() },
  ),
  "ProductCollection.AlreadyAcceptedInvitation": error(
    400,
    "You have accepted an invitation to this collection before.",
    "Read the collection: it is shared with you already.",
    { InvitationID: text() },
  ),
  "ProductCollection.CannotModify": error(
    403,
    "You may not change this collection.",
    "Let the owner of the collection do it.",
    { ProductCollectionID: text() },
  ),
};
