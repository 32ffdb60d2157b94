import { type Call, crud, list, post, put, remove } from "../declare.ts";
import { oneOf } from "../field.ts";

export const productCollections: readonly Call[] = [
  ...crud("/me/productcollections/{productCollectionID}", "ProductCollection", {
    noun: ["a product collection", "product collections"],
    whose: "of the caller",
    names: ["ProductCollection", "ProductCollections"],
  }),
  put("CreateProductCollectionEntry", "/me/productcollections/{productCollectionID}/{productID}", {
    summary: "Add a product to a product collection.",
  }),
  remove("DeleteProductCollectionEntry", "/me/productcollections/{productCollectionID}/{productID}", {
    summary: "Take a product out of a product collection.",
  }),
  ...crud("/me/productcollections/{productCollectionID}/invitations/{invitationID}", "ProductCollectionInvitation", {
    noun: ["an invitation", "invitations"],
    whose: "of a product collection",
    names: ["ProductCollectionInvitation", "ProductCollectionInvitations"],
    only: ["List", "Create", "Get", "Delete", "Patch"],
    except: {
      List: {
        query: { searchType: oneOf("SearchType", "How the words of `search` must occur. Left out: any of them.") },
      },
    },
  }),
  post(
    "AcceptProductCollectionInvitation",
    "/me/productcollections/{productCollectionID}/invitations/accept/{invitationID}",
    { summary: "Accept an invitation to a product collection." },
  ),
  post(
    "DeclineProductCollectionInvitation",
    "/me/productcollections/{productCollectionID}/invitations/decline/{invitationID}",
    { summary: "Decline an invitation to a product collection." },
  ),
  list(
    "ListProductCollectionEntries",
    "/me/productcollections/{productCollectionID}/products",
    "ProductCollectionBuyerProduct",
    { summary: "List the products in a product collection.", list: "faceted" },
  ),
  post("SaveProductCollectionEntry", "/me/productcollections/{productCollectionID}/products", {
    summary: "Add a product to a product collection at a place in its order.",
    body: "ProductCollectionEntry",
  }),
];
