import { get, resource } from "../declare.ts";

export const userInfo = resource("UserInfo", {
  section: "Authentication and authorization",
  description: "Identity of the caller.",
  operations: [
    get("GetToken", "/oauth/userinfo", {
      summary: "Get a token that identifies the caller.",
      reply: "IdentityToken",
      also: "POST",
      access: "token",
    }),
  ],
});
