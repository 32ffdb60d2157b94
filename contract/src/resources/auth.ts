import { post, resource } from "../declare.ts";

export const auth = resource("Auth", {
  section: "Authentication and authorization",
  description: "The grants of the token endpoint.",
  operations: [
    post("Login", "/oauth/token", {
      summary: "Get a token with username and password.",
      body: "TokenRequest",
      form: true,
      required: ["grant_type", "username", "password", "client_id"],
      reply: "AccessToken",
      access: "open",
      status: 200,
    }),
    post("ElevatedLogin", "/oauth/token", {
      summary: "Get a token with username, password and client secret.",
      body: "TokenRequest",
      form: true,
      required: ["grant_type", "client_id", "username", "password", "client_secret"],
      reply: "AccessToken",
      access: "open",
      status: 200,
    }),
    post("ClientCredentials", "/oauth/token", {
      summary: "Get a token for the client's default user.",
      body: "TokenRequest",
      form: true,
      required: ["grant_type", "client_id", "client_secret"],
      reply: "AccessToken",
      access: "open",
      status: 200,
    }),
    post("RefreshToken", "/oauth/token", {
      summary: "Get a new token with a refresh token.",
      body: "TokenRequest",
      form: true,
      required: ["grant_type", "client_id", "refresh_token"],
      reply: "AccessToken",
      access: "open",
      status: 200,
    }),
    post("Anonymous", "/oauth/token", {
      summary: "Get a token for an anonymous shopper.",
      body: "TokenRequest",
      form: true,
      required: ["grant_type", "client_id"],
      reply: "AccessToken",
      access: "open",
      status: 200,
    }),
  ],
});
