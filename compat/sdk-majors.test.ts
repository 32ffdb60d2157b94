import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, operatedServer } from "@orderwell/testing";
import type { OrderCloudError } from "ordercloud-javascript-sdk";
import { type Sdk, sdks } from "./sdk-majors.ts";

const password = "Correct-Horse-9";

/** A shop for the tests of one major of the SDK, made with it. */
function openShop(sdk: Sdk) {
  let opened: ReturnType<typeof makeShop> | undefined;
  /** As the seller. */
  return async () => {
    opened ??= makeShop(sdk);
    const made = await opened;
    sdk.Tokens.SetAccessToken(made.sellerToken);
    return made;
  };
}

async function makeShop(sdk: Sdk) {
  const { baseUrl } = await operatedServer();
  const {
    id,
    seller: { token: sellerToken },
  } = await marketplace({ name: "sdk-majors" }, baseUrl);
  sdk.Configuration.Set({ baseApiUrl: baseUrl });
  sdk.Tokens.SetAccessToken(sellerToken);
  await sdk.Catalogs.Create({ ID: "tools", Name: "Tools", Active: true });
  await sdk.Buyers.Create({ ID: "acme", Name: "Acme", Active: true, DefaultCatalogID: "tools" });
  await sdk.Users.Create("acme", {
    ID: "amy",
    Username: "amy",
    Password: password,
    FirstName: "Amy",
    LastName: "Adams",
    Email: "amy@acme.example",
    Active: true,
  });
  await sdk.SecurityProfiles.Create({
    ID: "shopper",
    Name: "Shopper",
    Roles: ["Shopper", "MeAdmin"],
    CustomRoles: ["Taster"],
  });
  await sdk.SecurityProfiles.SaveAssignment({ SecurityProfileID: "shopper", BuyerID: "acme" });
  const client = (more: object) =>
    sdk.ApiClients.Create({
      AppName: "App",
      Active: true,
      AccessTokenDuration: 60,
      RefreshTokenDuration: 120,
      AllowAnyBuyer: true,
      ...more,
    }).then(({ ID }) => String(ID));
  return {
    marketplaceId: id,
    sellerToken,
    app: await client({}),
    secured: await client({ ClientSecret: "A-Secret-2026", DefaultContextUserName: "amy" }),
    open: await client({ DefaultContextUserName: "amy", IsAnonBuyer: true }),
  };
}

const claims = (token: string) => JSON.parse(Buffer.from(String(token.split(".")[1]), "base64url").toString());

/** The same token as if it had been issued yesterday. Nobody but the client itself believes it. */
function expired(token: string): string {
  const [head, , signature] = token.split(".");
  const yesterday = Math.floor(Date.now() / 1000) - 86_400;
  const payload = { ...claims(token), nbf: yesterday - 3600, exp: yesterday };
  return [head, Buffer.from(JSON.stringify(payload)).toString("base64url"), signature].join(".");
}

/**
 * Refusals, by the code of their first error. The fourth looks for it in text alone, and axios has parsed the reply
 * already: there it is found one level down.
 */
const codeOf = ({ errorCode, errors }: OrderCloudError): string =>
  (errors as unknown as { Errors?: { ErrorCode: string }[] } | undefined)?.Errors?.[0]?.ErrorCode ?? errorCode;

for (const [major, sdk] of Object.entries(sdks)) {
  const { Auth, Tokens } = sdk;
  const shop = openShop(sdk);

  test(`SDK ${major}: every grant gives a token that the SDK keeps, with the roles that were asked for`, async () => {
    const { app, secured, open } = await shop();
    const login = await Auth.Login("amy", password, app, ["Shopper"]);
    assert.deepEqual([claims(login.access_token).role, claims(login.access_token).cid], ["Shopper", app]);
    const all = await Auth.Login("AMY", password, app.toUpperCase(), []);
    assert.deepEqual(claims(all.access_token).role.sort(), ["MeAdmin", "Shopper", "Taster"]);
    // The fourth has no argument for custom roles.
    const custom =
      major === "4"
        ? await Auth.Login("amy", password, app, ["MeAdmin", "Taster", "Unheard-Of"] as never)
        : await Auth.Login("amy", password, app, ["MeAdmin"], ["Taster", "Unheard-Of"]);
    assert.deepEqual(claims(custom.access_token).role.sort(), ["MeAdmin", "Taster"]);
    const elevated = await Auth.ElevatedLogin("A-Secret-2026", "amy", password, secured, ["Shopper"]);
    assert.equal((await sdk.Me.Get({ accessToken: elevated.access_token })).Username, "amy");
    const middleware = await Auth.ClientCredentials("A-Secret-2026", secured, ["Shopper"]);
    assert.equal((await sdk.Me.Get({ accessToken: middleware.access_token })).ID, "amy");
    const visitor = await Auth.Anonymous(open, ["Shopper"]);
    assert.match(claims(visitor.access_token).orderid, /^[\w-]{22}$/);
    const again = await Auth.RefreshToken(String(login.refresh_token), app);
    assert.equal(claims(again.access_token).role, "Shopper");
    const refused = await Auth.Login("amy", "Wrong-Horse-9", app, []).catch((error) => error);
    assert.deepEqual([refused.status, codeOf(refused)], [400, "Auth.InvalidUsernameOrPassword"]);
    for (const { access_token } of [login, middleware, visitor]) Tokens.SetAccessToken(access_token);
    assert.equal((await sdk.Me.ListProducts()).Meta?.TotalCount, 0);
  });

  test(`SDK ${major}: an expired access token is renewed again and again with the one refresh token it keeps`, async () => {
    const { app } = await shop();
    const { access_token, refresh_token } = await Auth.Login("amy", password, app, ["Shopper"]);
    Tokens.SetRefreshToken(String(refresh_token));
    try {
      for (let round = 0; round < 3; round++) {
        Tokens.SetAccessToken(expired(access_token));
        assert.equal((await sdk.Me.Get()).Username, "amy");
        // The fourth renews for each call anew.
        if (major !== "4") assert.ok(claims(String(Tokens.GetAccessToken())).exp > Date.now() / 1000);
      }
    } finally {
      Tokens.RemoveRefreshToken();
    }
    Tokens.SetAccessToken(expired(access_token));
    const refused = await sdk.Me.Get().catch((error) => error);
    assert.deepEqual([refused.status, refused.statusText, codeOf(refused)], [401, "Unauthorized", "InvalidToken"]);
  });

  test(`SDK ${major}: As() acts as the impersonated shopper, the next call as the seller again`, async () => {
    const { app, marketplaceId } = await shop();
    await sdk.ImpersonationConfigs.Create({ ClientID: app, SecurityProfileID: "shopper", BuyerID: "acme" });
    const { access_token } = await sdk.Users.GetAccessToken("acme", "amy", { ClientID: app, Roles: ["Shopper"] });
    Tokens.SetImpersonationToken(access_token);
    assert.equal((await sdk.Me.As().Get()).ID, "amy");
    assert.equal((await sdk.Me.As().ListCatalogs()).Items[0]?.ID, "tools");
    const order = await sdk.Orders.As().Create("Outgoing", {});
    assert.equal(order.FromUserID, "amy");
    assert.equal((await sdk.Me.Get()).Seller?.ID, marketplaceId);
    assert.equal((await sdk.Orders.Get("All", String(order.ID))).FromCompanyID, "acme");
  });

  test(`SDK ${major}: lists are searched, filtered, sorted and paged as the SDK writes them`, async () => {
    await shop();
    const things = [
      {
        ID: "a-1",
        Name: "Red hammer",
        Active: true,
        QuantityMultiplier: 1,
        xp: { Color: "red", Size: { Cm: 0 }, Sale: false },
      },
      {
        ID: "a-2",
        Name: "Blue hammer",
        Active: false,
        QuantityMultiplier: 2,
        xp: { Color: "blue", Size: { Cm: 10 }, Sale: true },
      },
      {
        ID: "b-1",
        Name: "Green saw & file",
        Active: true,
        QuantityMultiplier: 3,
        xp: { Color: "green", Tags: ["new", "sharp"] },
      },
      { ID: "b-2", Name: "Pliers", Active: true, QuantityMultiplier: 4 },
    ];
    for (const thing of things) await sdk.Products.Create(thing);
    const listed: [options: object, ids: string][] = [
      [{}, "a-1 a-2 b-1 b-2"],
      [{ search: "hammer", searchOn: ["Name"], sortBy: ["ID"] }, "a-1 a-2"],
      [{ search: "file", searchOn: ["ID", "Name"], sortBy: ["!ID"] }, "b-1"],
      [{ sortBy: ["!Name", "ID"] }, "a-1 b-2 b-1 a-2"],
      [{ filters: { Name: "*hammer*" }, sortBy: ["ID"] }, "a-1 a-2"],
      [{ filters: { Name: "Green saw & file" } }, "b-1"],
      [{ filters: { ID: "a-1|b-2" }, sortBy: ["ID"] }, "a-1 b-2"],
      [{ filters: { ID: ["a-*", "!a-2"] } }, "a-1"],
      // The fourth drops what is false.
      [{ filters: { Active: major === "4" ? "False" : false } }, "a-2"],
      [{ filters: { QuantityMultiplier: ">1" }, sortBy: ["ID"] }, "a-2 b-1 b-2"],
      [{ filters: { QuantityMultiplier: ["!<2", "!>3"] }, sortBy: ["ID"] }, "a-2 b-1"],
      [{ filters: { xp: { Color: "red|green" } }, sortBy: ["ID"] }, "a-1 b-1"],
      [{ filters: { "xp.Color": "!*" } }, "b-2"],
      [{ filters: { xp: { Size: { Cm: major === "4" ? "0" : 0 } } } }, "a-1"],
      [{ filters: { xp: { Sale: major === "4" ? "false" : false } } }, "a-1"],
      [{ filters: { "xp.Tags": "sharp" } }, "b-1"],
      [{ page: 2, pageSize: 3, sortBy: ["ID"] }, "b-2"],
      [{ page: 0, pageSize: 0, search: "", sortBy: ["ID"] }, "a-1 a-2 b-1 b-2"],
    ];
    for (const [options, ids] of listed) {
      const { Items } = await sdk.Products.List(options);
      const found = Items.map(({ ID }) => ID);
      assert.equal((Object.keys(options).length === 0 ? found.sort() : found).join(" "), ids, JSON.stringify(options));
    }
  });

  test(`SDK ${major}: whole objects that were read can be written back, errors say what is wrong`, async () => {
    await shop();
    const buyer = await sdk.Buyers.Get("acme");
    assert.deepEqual(await sdk.Buyers.Save("acme", buyer), buyer);
    const user = await sdk.Users.Get("acme", "amy");
    assert.deepEqual(await sdk.Users.Save("acme", "amy", user), user);
    const patched = await sdk.Users.Patch("acme", "amy", { xp: { Note: null }, Phone: "" } as object);
    assert.deepEqual(patched.xp, { Note: null });
    const refusals: [call: () => Promise<unknown>, status: number, text: string, code: string][] = [
      [() => sdk.Users.Create("acme", user), 409, "Conflict", "IdExists"],
      [() => sdk.Users.Get("acme", "nobody"), 404, "Not Found", "NotFound"],
      [() => sdk.Buyers.Create({ Active: true } as never), 400, "Bad Request", "ValidationFailure"],
      [() => sdk.Buyers.List({ filters: { Nothing: "x" } } as object), 400, "Bad Request", "List.InvalidProperty"],
      [() => sdk.Buyers.List({}, { accessToken: "not-a-token.e30.x" }), 401, "Unauthorized", "InvalidToken"],
      [() => sdk.Users.Delete("acme", "amy"), 409, "Conflict", "User.CannotDeleteDefaultContextUser"],
    ];
    for (const [call, ...expected] of refusals) {
      const refused = (await call().catch((error) => error)) as OrderCloudError;
      assert.equal(refused.isOrderCloudError, true);
      assert.deepEqual([refused.status, refused.statusText, codeOf(refused)], expected);
      if (refused.status === 404 && major !== "4") assert.equal(refused.message, "User nobody not found");
    }
    await sdk.Users.Create("acme", { ...user, ID: "ann", Username: "ann" });
    assert.equal(await sdk.Users.Delete("acme", "ann"), "");
  });
}
