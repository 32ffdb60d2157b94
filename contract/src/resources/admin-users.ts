import { crud, post, remove, resource } from "../declare.ts";
import { userDeletion, userWrites } from "../raises.ts";

export const adminUsers = resource("AdminUsers", {
  section: "Marketplace owner",
  description: "Users of the marketplace owner.",
  roles: { read: ["AdminUserAdmin", "AdminUserReader"], write: ["AdminUserAdmin"] },
  userTypes: { write: ["Seller"] },
  operations: [
    crud("/adminusers/{userID}", "User", { noun: ["a seller user", "seller users"] }),
    remove("RevokeUserTokens", "/adminusers/{userID}/tokens", { summary: "Revoke every token of a seller user." }),
    post("UnlockUserAccount", "/adminusers/{userID}/unlock", { summary: "Lift the lockout of a seller user." }),
  ],
  raises: {
    "Create Save Patch": [...userWrites],
    Delete: [...userDeletion],
  },
});
