import { anything, id, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const tokenRequest = model(
  "TokenRequest",
  {
    grant_type: oneOf("GrantType", { required: true }),
    client_id: text({ required: true }),
    client_secret: text({ writeOnly: true }),
    username: text(),
    password: text({ writeOnly: true }),
    refresh_token: text(),
    scope: text(),
    anonuserid: text(),
  },
  "The form sent to the token endpoint; which properties it needs depends on `grant_type`.",
);

export const accessToken = model(
  "AccessToken",
  {
    access_token: text(),
    expires_in: integer({ nullable: false }),
    token_type: text(),
    refresh_token: text(),
  },
  "What the token endpoint answers with.",
);

export const accessTokenBasic = model(
  "AccessTokenBasic",
  {
    access_token: text(),
  },
  "A token without its lifetime, handed to a shopper who registers.",
);

export const identityToken = model(
  "IdentityToken",
  {
    identity_token: text(),
    expires_in: integer(),
  },
  "A token that says who the caller is, without permissions.",
);

export const publicKey = model(
  "PublicKey",
  {
    kty: text(),
    n: text(),
    e: text(),
    alg: text(),
    use: text(),
    kid: text(),
  },
  "A key that verifies token signatures, as JSON Web Key.",
);

export const decodedToken = model(
  "DecodedToken",
  {
    usr: text({ required: true }),
    cid: text({ required: true }),
    usrtype: oneOf("TokenUserType", { required: true }),
    role: anything({ required: true }),
    iss: text({ required: true }),
    aud: text({ required: true }),
    exp: integer({ required: true }),
    nbf: integer({ required: true }),
    orderid: text(),
  },
  "Claims of an access token.",
);

export const impersonateTokenRequest = model(
  "ImpersonateTokenRequest",
  {
    ClientID: text({ required: true }),
    Roles: listOf(oneOf("ApiRole")),
    CustomRoles: listOf(text()),
  },
  "The client and roles with which a user is impersonated.",
);

export const impersonationConfig = model(
  "ImpersonationConfig",
  {
    ID: id({ search: 9, sort: 9 }),
    ImpersonationBuyerID: text({ search: 1, sort: 1 }),
    ImpersonationGroupID: text({ search: 2, sort: 2 }),
    ImpersonationUserID: text({ search: 3, sort: 3 }),
    BuyerID: text({ search: 4, sort: 4 }),
    GroupID: text({ search: 5, sort: 5 }),
    UserID: text({ search: 6, sort: 6 }),
    SecurityProfileID: text({ required: true, search: 7, sort: 7 }),
    ClientID: text({ required: true, search: 8, sort: 8 }),
  },
  "Who may act as whom, through which API client and with which permissions.",
);
