import { get, resource } from "../declare.ts";

export const certs = resource("Certs", {
  section: "Authentication and authorization",
  description: "Keys that verify token signatures.",
  servedBy: "oauth",
  operations: [
    get("GetPublicKey", "/oauth/certs/{ID}", {
      summary: "Get a key that verifies token signatures.",
      reply: "PublicKey",
      access: "open",
    }),
  ],
});
