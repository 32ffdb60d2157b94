import { crud, list, post, remove, resource } from "../declare.ts";
import { oneOf } from "../field.ts";
import { inGroup } from "../parameters.ts";
import { userDeletion, userWrites } from "../raises.ts";

export const users = resource("Users", {
  section: "Buyers",
  description: "Users of buyers.",
  roles: { read: ["BuyerUserAdmin", "BuyerUserReader"], write: ["BuyerUserAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/users/{userID}", "User", {
      noun: ["a user", "users"],
      whose: "of a buyer",
      except: { List: { query: inGroup } },
    }),
    post("GetAccessToken", "/buyers/{buyerID}/users/{userID}/accesstoken", {
      summary: "Get a token that acts as a buyer user.",
      body: "ImpersonateTokenRequest",
      reply: "AccessToken",
      roles: ["BuyerImpersonation"],
      status: 200,
    }),
    post("Move", "/buyers/{buyerID}/users/{userID}/moveto/{newBuyerID}", {
      summary: "Move a user to another buyer.",
      reply: "User",
      query: { orders: oneOf("UserOrderMoveOption", "Orders that go along.", { required: true }) },
      userTypes: ["Seller"],
    }),
    remove("RevokeUserTokens", "/buyers/{buyerID}/users/{userID}/tokens", {
      summary: "Revoke every token of a buyer user.",
    }),
    post("UnlockUserAccount", "/buyers/{buyerID}/users/{userID}/unlock", {
      summary: "Lift the lockout of a buyer user.",
    }),
    list("ListAcrossBuyers", "/buyerusers", "User", { summary: "List users of all buyers.", userTypes: ["Seller"] }),
  ],
  raises: {
    "Create Save Patch": [...userWrites],
    Delete: [...userDeletion],
    Move: [
      "IdExists",
      "User.NotFound",
      "User.CannotMoveDefaultContextUser",
      "User.CannotMoveDevImpersonationUser",
      "User.CannotMoveeWithOpenOrder",
    ],
    GetAccessToken: [
      "Auth.ClientNotActive",
      "Auth.UserNotActive",
      "Auth.CompanyNotActive",
      "Auth.SellerNotActive",
      "Auth.UnauthorizedRole",
      "Auth.AnonUserProhibited",
      "Auth.ImpersonatorProhibited",
      "Impersonation.BuyerNotAssigned",
      "Impersonation.ClientIDNotFound",
      "Impersonation.ConfigError",
    ],
  },
});
