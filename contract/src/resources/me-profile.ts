import { type Call, get, list, patch, post, put, remove } from "../declare.ts";
import { everyone } from "../operation.ts";
import { anonymousToken } from "../parameters.ts";

export const profile: readonly Call[] = [
  get("Get", "/me", {
    summary: "Get the user behind the token.",
    reply: "MeUser",
    access: "token",
    userTypes: everyone,
  }),
  put("Save", "/me", {
    summary: "Replace the own profile.",
    body: "MeUser",
    reply: "MeUser",
    roles: ["MeAdmin"],
    userTypes: everyone,
  }),
  patch("Patch", "/me", {
    summary: "Change some properties of the own profile.",
    body: "MeUser",
    reply: "MeUser",
    roles: ["MeAdmin"],
    userTypes: everyone,
  }),
  post("ResetPasswordByToken", "/me/password", {
    summary: "Set the own password.",
    body: "TokenPasswordReset",
    roles: ["PasswordReset"],
    userTypes: everyone,
  }),
  put("Register", "/me/register", {
    summary: "Turn the anonymous shopper into a registered user.",
    body: "MeUser",
    reply: "AccessTokenBasic",
    query: anonymousToken,
    limited: "message",
    anonymousProhibited: false,
  }),
  list("ListBuyerSellers", "/me/sellers", "BuyerSupplier", {
    summary: "List the companies the caller may order from.",
  }),
  remove("RevokeTokens", "/me/tokens", {
    summary: "Revoke every token of the caller.",
    access: "token",
    userTypes: everyone,
  }),
  list("ListUserGroups", "/me/usergroups", "UserGroup", {
    summary: "List the user groups the caller belongs to.",
    access: "token",
  }),
];
