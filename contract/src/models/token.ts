import { anything, id, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const tokenRequest = model(
  "TokenRequest",
  {
    grant_type: oneOf("GrantType", "How the caller proves who they are.", { required: true }),
    client_id: text("ID of the API client.", { required: true }),
    client_secret: text("A secret of the API client; needed if it has any.", { writeOnly: true }),
    username: text("Who signs in, with grant type `password`."),
    password: text("Password of that user, or the one-time password they were sent.", { writeOnly: true }),
    refresh_token: text("Token to go on with, with grant type `refresh_token`."),
    scope: text("Roles wanted, with spaces between. Left out: all that user and client allow; others are dropped."),
    anonuserid: text("ID by which you know an anonymous shopper; the token carries it."),
  },
  "The form sent to the token endpoint; which properties it needs depends on `grant_type`.",
);

export const accessToken = model(
  "AccessToken",
  {
    access_token: text("Token to send as `Authorization: Bearer`."),
    expires_in: integer("Seconds that it is still valid.", { nullable: false }),
    token_type: text("Always `bearer`."),
    refresh_token: text("Token to get another with. Null: the API client gives none, nor to anonymous shoppers."),
  },
  "Answer of the token endpoint.",
);

export const accessTokenBasic = model(
  "AccessTokenBasic",
  {
    access_token: text("Token of the new user, to send as `Authorization: Bearer`."),
  },
  "A token without its lifetime, handed to a shopper who registers.",
);

export const identityToken = model(
  "IdentityToken",
  {
    identity_token: text("JSON Web Token with username, company, groups, roles and currency."),
    expires_in: integer("Seconds that it is still valid."),
  },
  "A token that says who the caller is, without permissions.",
);

export const publicKey = model(
  "PublicKey",
  {
    kty: text("Kind of key: `RSA`."),
    n: text("Modulus, base64url."),
    e: text("Exponent, base64url."),
    alg: text("Algorithm of the signatures: `RS256`."),
    use: text("What the key is for: `sig`, signatures."),
    kid: text("ID of the key, which tokens carry in their header. Never given to another key."),
  },
  "A key that verifies token signatures, as JSON Web Key.",
);

export const decodedToken = model(
  "DecodedToken",
  {
    usr: text("Username; for an anonymous shopper, of the client's default user.", { required: true }),
    cid: text("API client that the token came from, in lower case.", { required: true }),
    usrtype: oneOf("TokenUserType", "Type of the user.", { required: true }),
    role: anything("Roles: a text for one, a list for several, absent for none.", { required: true }),
    iss: text("Address of the server that issued it.", { required: true }),
    aud: text("Address of the API that it is for.", { required: true }),
    exp: integer("When it expires, in seconds since 1970.", { required: true }),
    nbf: integer("When it was issued, in seconds since 1970; a few earlier, for clocks that differ.", {
      required: true,
    }),
    orderid: text("ID of the one order that an anonymous shopper may have."),
  },
  "Claims of an access token.",
);

export const impersonateTokenRequest = model(
  "ImpersonateTokenRequest",
  {
    ClientID: text("API client that an impersonation configuration names.", { required: true }),
    Roles: listOf(
      oneOf("ApiRole"),
      "Roles wanted, of those that the configuration allows. None at all, custom or not, or `FullAccess`: every one of these.",
    ),
    CustomRoles: listOf(text(), "Custom roles wanted."),
  },
  "The client and roles with which a user is impersonated.",
);

export const impersonationConfig = model(
  "ImpersonationConfig",
  {
    ID: id("Unique within the marketplace; generated when left out.", { search: 9, sort: 9 }),
    ImpersonationBuyerID: text("Buyer whose users may impersonate. Null: users of the marketplace owner.", {
      search: 1,
      sort: 1,
    }),
    ImpersonationGroupID: text("User group whose members may impersonate. Null: not limited to one.", {
      search: 2,
      sort: 2,
    }),
    ImpersonationUserID: text("User who may impersonate. Null: not limited to one.", { search: 3, sort: 3 }),
    BuyerID: text("Buyer whose users may be impersonated. Null: of any buyer.", { search: 4, sort: 4 }),
    GroupID: text("User group whose members may be impersonated. Null: not limited to one.", { search: 5, sort: 5 }),
    UserID: text("User who may be impersonated. Null: not limited to one.", { search: 6, sort: 6 }),
    SecurityProfileID: text("Profile whose roles the tokens may carry.", { required: true, search: 7, sort: 7 }),
    ClientID: text("API client that the tokens are for.", { required: true, search: 8, sort: 8 }),
  },
  "Permission to act as another user, through an API client and with the roles of a security profile.",
);

export const signInReturn = model(
  "SignInReturn",
  {
    code: text("What the provider gives tokens for."),
    state: text("What the browser was sent with."),
    error: text("Why the provider refused."),
  },
  "The form with which a provider sends a browser back.",
);
