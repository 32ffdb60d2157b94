import { crud, post, remove, resource } from "../declare.ts";
import { inGroup } from "../parameters.ts";
import { userDeletion, userWrites } from "../raises.ts";

export const supplierUsers = resource("SupplierUsers", {
  section: "Suppliers",
  description: "Users of suppliers.",
  roles: { read: ["SupplierUserAdmin", "SupplierUserReader"], write: ["SupplierUserAdmin"] },
  userTypes: { write: ["Seller", "Supplier"] },
  operations: [
    crud("/suppliers/{supplierID}/users/{userID}", "User", {
      noun: ["a user", "users"],
      whose: "of a supplier",
      except: { List: { query: inGroup } },
    }),
    remove("RevokeUserTokens", "/suppliers/{supplierID}/users/{userID}/tokens", {
      summary: "Revoke every token of a supplier user.",
    }),
    post("UnlockUserAccount", "/suppliers/{supplierID}/users/{userID}/unlock", {
      summary: "Lift the lockout of a supplier user.",
    }),
  ],
  raises: {
    "Create Save Patch": [...userWrites],
    Delete: [...userDeletion],
  },
});
