import { get, post, resource } from "./declare.ts";
import { text } from "./field.ts";
import type { Operation, Resource } from "./operation.ts";
import { operations } from "./resources.ts";

/**
 * Routes at which browsers sign in at identity providers. They are sent on in every case, with a mistake in the address
 * if it is one.
 */
export const singleSignOn: Resource = resource("SingleSignOn", {
  base: "",
  section: "Authentication and authorization",
  description: "Addresses for browsers, which sign in at an identity provider and come back to the shop with tokens.",
  operations: [
    get("Begin", "/ocrplogin", {
      summary: "Send a browser to the identity provider.",
      query: {
        id: text("OpenID Connect configuration that says where.", { required: true }),
        cid: text("API client that the configuration is for.", { required: true }),
        roles: text("Roles to ask for, divided by spaces. Left out: all."),
        appstartpath: text("Put in place of `{2}` in the configuration's address of the shop."),
        customParams: text("Parameters that are passed on to the provider."),
      },
      access: "open",
      status: 302,
    }),
    get("Return", "/ocrpcode", {
      summary: "Take a browser back from the identity provider.",
      query: {
        code: text("What the provider gives tokens for."),
        state: text("What the browser was sent with.", { required: true }),
        error: text("Why the provider refused."),
      },
      access: "open",
      status: 302,
    }),
    post("ReturnForm", "/ocrpcode", {
      summary: "Take a browser back from a provider that posts a form.",
      body: "SignInReturn",
      form: true,
      access: "open",
      status: 302,
    }),
  ],
  raises: { "Begin Return ReturnForm": ["Auth.OauthError"] },
});

/** Everything that gives tokens or says whose they are, by its ID: what lies under `/oauth`, and single sign-on. */
export const signInOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  [...Object.values(operations), ...Object.values(singleSignOn.operations)]
    .filter(({ path }) => !path.startsWith("/v1/"))
    .map((operation) => [operation.id, operation]),
);
