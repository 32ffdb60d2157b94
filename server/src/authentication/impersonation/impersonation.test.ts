import assert from "node:assert/strict";
import { test } from "node:test";
import type { ImpersonationConfig } from "@orderwell/contract";
import {
  addClient,
  addUser,
  addUserGroup,
  grant,
  marketplace,
  newCaller,
  requestToken,
  rolesOf,
  secondProcess,
  TestClient,
  type TestMarketplace,
  until,
} from "@orderwell/testing";

/** Two buyers with a user each, a client open to all, and a profile for whoever impersonates. */
async function office(own: TestMarketplace) {
  for (const ID of ["acme", "globex"]) await own.seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  const ada = await addUser(own, { buyer: "acme" }, "ada");
  await addUserGroup(own, { buyer: "acme" }, "vips", [ada.key]);
  await addUser(own, { buyer: "acme" }, "bob");
  await addUser(own, { buyer: "globex" }, "eve");
  const ClientID = await addClient(own, { AccessTokenDuration: 30, RefreshTokenDuration: 60 });
  await own.seller.ok("SecurityProfiles.Create", {
    body: { ID: "acting", Name: "Acting", Roles: ["Shopper", "MeAdmin"], CustomRoles: ["Tester"] },
  });
  return {
    ada,
    ClientID,
    config: (parties: Partial<ImpersonationConfig>) =>
      own.seller.ok("ImpersonationConfigs.Create", { body: { SecurityProfileID: "acting", ClientID, ...parties } }),
    ask: (caller: TestClient, buyerID: string, userID: string, body: object = {}) =>
      caller.ok("Users.GetAccessToken", { path: { buyerID, userID }, body: { ClientID, Roles: [], ...body } }),
    async code(caller: TestClient, buyerID: string, userID: string, body: object = {}) {
      const input = { path: { buyerID, userID }, body: { ClientID, Roles: [], ...body } };
      return (await caller.refused("Users.GetAccessToken", input)).code;
    },
  };
}

const claims = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

test("a token acts as the user through the client, names who acts, and holds the profile's roles and no others", async (t) => {
  const own = await marketplace(t);
  const { ada, ClientID, config, ask, code } = await office(own);
  await config({ BuyerID: "ACME" });
  const clerk = await newCaller(own, {}, ["BuyerImpersonation"]);
  const reply = await ask(clerk, "Acme", "ADA");
  const token = String(reply.access_token);
  assert.deepEqual([reply.token_type, reply.expires_in, reply.refresh_token], ["bearer", 30 * 60 - 1, null]);
  const { usr, usrtype, cid, u, imp } = claims(token);
  assert.deepEqual([usr, usrtype, cid, u], [ada.username, "buyer", ClientID, String(ada.key)]);
  assert.equal(imp, claims(clerk.token).u);
  assert.deepEqual(rolesOf(token), ["MeAdmin", "Shopper", "Tester"]);
  assert.equal((await new TestClient(own.baseUrl, token).ok("Me.Get")).ID, "ada");

  const some = await ask(clerk, "acme", "ada", { Roles: ["Shopper", "OrderAdmin"], CustomRoles: ["Tester"] });
  assert.deepEqual(rolesOf(String(some.access_token)), ["Shopper", "Tester"]);
  const all = await clerk.ok("Users.GetAccessToken", { path: { buyerID: "acme", userID: "ada" }, body: { ClientID } });
  assert.deepEqual(rolesOf(String(all.access_token)), ["MeAdmin", "Shopper", "Tester"]);
  for (const body of [{ Roles: ["FullAccess"] }, { Roles: ["fullaccess", "Shopper"], CustomRoles: ["Tester"] }]) {
    const { access_token } = await ask(clerk, "acme", "ada", body);
    assert.deepEqual(rolesOf(String(access_token)), ["MeAdmin", "Shopper", "Tester"], "all that the profile allows");
  }
  assert.equal(await code(clerk, "acme", "ada", { Roles: ["OrderAdmin"] }), "Auth.UnauthorizedRole");
  await own.seller.ok("ApiClients.Patch", {
    path: { apiClientID: ClientID },
    body: { MaximumGrantedRoles: ["Shopper"] },
  });
  assert.deepEqual(rolesOf(String((await ask(clerk, "acme", "ada")).access_token)), ["Shopper", "Tester"]);
});

test("who is switched off no longer acts as anybody", async (t) => {
  const own = await marketplace(t);
  const { config, ask } = await office(own);
  await config({ BuyerID: "acme" });
  const clerk = await newCaller(own, {}, ["BuyerImpersonation"]);
  const acting = new TestClient(own.baseUrl, String((await ask(clerk, "acme", "ada")).access_token));
  assert.equal((await acting.ok("Me.Get")).ID, "ada");
  const userID = String((await clerk.ok("Me.Get")).ID);
  await own.seller.ok("AdminUsers.Patch", { path: { userID }, body: { Active: false } });
  const { status, code } = await acting.refused("Me.Get");
  assert.deepEqual([status, code], [401, "InvalidToken"]);
});

test("a configuration admits whom it names and nobody else", async (t) => {
  const own = await marketplace(t);
  const { config, ask, code } = await office(own);
  const chosen = await newCaller(own, {}, ["BuyerImpersonation"]);
  const member = await newCaller(own, {}, ["BuyerImpersonation"]);
  const colleague = await newCaller(own, { buyer: "acme" }, ["BuyerImpersonation"]);
  const foreigner = await newCaller(own, { buyer: "globex" }, ["BuyerImpersonation"]);
  await addUserGroup(own, {}, "clerks", [Number(claims(member.token).u)]);
  const ImpersonationUserID = (await chosen.ok("Me.Get")).ID;
  const callers = { chosen, member, colleague, foreigner };
  const targets = [
    ["acme", "ada"],
    ["acme", "bob"],
    ["globex", "eve"],
  ] as const;
  const seller = ["chosen>ada", "chosen>bob", "chosen>eve", "member>ada", "member>bob", "member>eve"];
  const cases: readonly (readonly [Partial<ImpersonationConfig>, readonly string[]])[] = [
    [{}, seller],
    [{ ImpersonationUserID }, seller.slice(0, 3)],
    [{ ImpersonationGroupID: "clerks", BuyerID: "acme" }, ["member>ada", "member>bob"]],
    [{ ImpersonationUserID, BuyerID: "acme", UserID: "bob" }, ["chosen>bob"]],
    [{ ImpersonationGroupID: "clerks", BuyerID: "acme", GroupID: "vips" }, ["member>ada"]],
    [{ ImpersonationBuyerID: "acme", BuyerID: "acme" }, ["colleague>ada", "colleague>bob"]],
    [{ ImpersonationBuyerID: "globex", BuyerID: "acme", UserID: "ada" }, ["foreigner>ada"]],
  ];
  for (const [parties, expected] of cases) {
    const { ID } = await config(parties);
    const admitted: string[] = [];
    for (const [name, caller] of Object.entries(callers)) {
      for (const [buyer, user] of targets) {
        const path = { buyerID: buyer, userID: user };
        const { ClientID } = await own.seller.ok("ImpersonationConfigs.Get", {
          path: { impersonationConfigID: ID ?? "" },
        });
        const answer = await caller.send("Users.GetAccessToken", { path, body: { ClientID, Roles: [] } });
        if (answer.status === 200) admitted.push(`${name}>${user}`);
        else assert.equal(answer.body.Errors[0].ErrorCode, "Impersonation.ConfigError");
      }
    }
    assert.deepEqual(admitted, expected, JSON.stringify(parties));
    await own.seller.ok("ImpersonationConfigs.Delete", { path: { impersonationConfigID: ID ?? "" } });
  }
  assert.equal(await code(chosen, "acme", "ada"), "Impersonation.ConfigError");
  await config({});
  assert.ok((await ask(chosen, "acme", "ada")).access_token);
});

test("clients, users and profiles that will not do are refused by their codes", async (t) => {
  const own = await marketplace(t);
  const { ClientID, config, code } = await office(own);
  const clerk = await newCaller(own, {}, ["BuyerImpersonation"]);
  const { ID } = await config({});
  const closed = await addClient(own, { AllowAnyBuyer: false });
  await own.seller.ok("ImpersonationConfigs.Create", { body: { SecurityProfileID: "acting", ClientID: closed } });
  assert.equal(await code(clerk, "acme", "ada", { ClientID: "nothing" }), "Impersonation.ClientIDNotFound");
  assert.equal(await code(clerk, "acme", "ada", { ClientID: closed }), "Impersonation.BuyerNotAssigned");
  assert.equal(await code(clerk, "acme", "eve"), "NotFound");
  assert.equal(await code(clerk, "nothing", "eve"), "NotFound");
  assert.equal(await code(await newCaller(own, {}, ["Shopper"]), "acme", "ada"), "Auth.InsufficientRoles");
  await own.seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  assert.equal(await code(await newCaller(own, { supplier: "works" }), "acme", "ada"), "Auth.UserNotAuthorizedToAdmin");

  await own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID: "ada" }, body: { Active: false } });
  assert.equal(await code(clerk, "acme", "ada"), "Auth.UserNotActive");
  await own.seller.ok("SecurityProfiles.Create", { body: { ID: "empty", Name: "Empty" } });
  await own.seller.ok("ImpersonationConfigs.Patch", {
    path: { impersonationConfigID: ID ?? "" },
    body: { SecurityProfileID: "empty" },
  });
  assert.equal(await code(clerk, "acme", "bob"), "Impersonation.ConfigError");
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID: ClientID }, body: { Active: false } });
  assert.equal(await code(clerk, "acme", "bob"), "Auth.ClientNotActive");
});

test("a buyer's user cannot find out through impersonation who is in another buyer", async (t) => {
  const own = await marketplace(t);
  const { code } = await office(own);
  const outsider = await newCaller(own, { buyer: "globex" }, ["BuyerImpersonation"]);
  for (const [buyer, user] of [
    ["acme", "ada"],
    ["acme", "nobody"],
    ["nothing", "ada"],
  ] as const)
    assert.equal(await code(outsider, buyer, user), "Impersonation.ConfigError", `${buyer}/${user}`);
});

test("a configuration names parties as they are stored, once for each combination", async (t) => {
  const own = await marketplace(t);
  const { ClientID, config } = await office(own);
  await addUserGroup(own, {}, "Clerks");
  const made = await config({
    ID: "one",
    ImpersonationGroupID: "clerks",
    BuyerID: "Acme",
    UserID: "ADA",
    ClientID: ClientID.toUpperCase(),
    SecurityProfileID: "ACTING",
  });
  assert.deepEqual(made, {
    ID: "one",
    ImpersonationBuyerID: null,
    ImpersonationGroupID: "Clerks",
    ImpersonationUserID: null,
    BuyerID: "acme",
    GroupID: null,
    UserID: "ada",
    SecurityProfileID: "acting",
    ClientID,
  });
  const page = await own.seller.ok("ImpersonationConfigs.List", {
    query: { UserID: "ada", ImpersonationGroupID: "c*" },
  });
  assert.deepEqual(page.Items, [made]);
  const again = await own.seller.refused("ImpersonationConfigs.Create", { body: { ...made, ID: "two" } });
  assert.deepEqual([again.status, again.code], [409, "ImpersonationConfig.ConflictingImpersonationConfigExists"]);
  const path = { impersonationConfigID: "one" };
  const saved = await own.seller.ok("ImpersonationConfigs.Save", {
    path,
    body: { SecurityProfileID: "acting", ClientID, BuyerID: "acme", GroupID: "vips" },
  });
  assert.deepEqual([saved.ImpersonationGroupID, saved.GroupID, saved.UserID], [null, "vips", null]);
  const wrong = async (parties: Partial<ImpersonationConfig>) =>
    (await own.seller.refused("ImpersonationConfigs.Patch", { path, body: parties })).code;
  assert.equal(await wrong({ UserID: "ada" }), "PartyAssignment.CannotSpecifyGroupAndUser");
  assert.equal(await wrong({ GroupID: "nothing" }), "NotFound");
  assert.equal(await wrong({ ImpersonationUserID: "ada" }), "NotFound", "only the seller's people act without a buyer");
  assert.equal(await wrong({ SecurityProfileID: "nothing" }), "NotFound");
  assert.equal(await wrong({ ClientID: "nothing" }), "Impersonation.ClientIDNotFound");
});

test("a user or group without a buyer is of the one buyer that the client is for", async (t) => {
  const own = await marketplace(t);
  const { ada, config } = await office(own);
  const narrow = await addClient(own, { AllowAnyBuyer: false });
  const code = async (ClientID?: string) => {
    const body = { SecurityProfileID: "acting", UserID: "ada", ClientID };
    return (await own.seller.refused("ImpersonationConfigs.Create", { body })).code;
  };
  assert.equal(await code(narrow), "Impersonation.BadApiClient");
  await own.seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: narrow, BuyerID: "acme" } });
  assert.equal((await config({ ClientID: narrow, UserID: "ada" })).BuyerID, "acme");
  await own.seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: narrow, BuyerID: "globex" } });
  assert.equal(await code(narrow), "Impersonation.BuyerNetworkBuyerIDRequired");
  const shared = await addClient(own, { DefaultContextUserName: ada.username });
  assert.equal((await config({ ClientID: shared, GroupID: "vips" })).BuyerID, "acme");
});

test("whatever a configuration names stays until the configuration is gone", async (t) => {
  const own = await marketplace(t);
  const { ClientID, config } = await office(own);
  await addUserGroup(own, {}, "clerks");
  const { ID } = await config({ ImpersonationGroupID: "clerks", BuyerID: "acme", UserID: "ada" });
  const { ID: other } = await config({ BuyerID: "acme", GroupID: "vips" });
  const party = "Impersonation.CannotDeleteImpersonateeParty";
  const deletions = [
    ["Users.Delete", { buyerID: "acme", userID: "ada" }, party],
    ["UserGroups.Delete", { buyerID: "acme", userGroupID: "vips" }, party],
    ["AdminUserGroups.Delete", { userGroupID: "clerks" }, party],
    ["Buyers.Delete", { buyerID: "acme" }, party],
    ["SecurityProfiles.Delete", { securityProfileID: "acting" }, "Impersonation.CannotDeleteSecurityProfile"],
    ["ApiClients.Delete", { apiClientID: ClientID }, "ApiClient.UsedByImpersonationConfig"],
  ] as const;
  for (const [operation, path, code] of deletions)
    assert.equal((await own.seller.refused(operation, { path })).code, code, operation);
  for (const id of [ID, other])
    await own.seller.ok("ImpersonationConfigs.Delete", { path: { impersonationConfigID: id ?? "" } });
  for (const [operation, path] of deletions) await own.seller.ok(operation, { path });
});

test("users who move to another buyer leave the configurations that name them", async (t) => {
  const own = await marketplace(t);
  const { config } = await office(own);
  await config({ ID: "own", BuyerID: "acme", UserID: "ada" });
  await config({ ID: "all", BuyerID: "acme" });
  await own.seller.ok("Users.Move", {
    path: { buyerID: "acme", userID: "ada", newBuyerID: "globex" },
    query: { orders: "None" },
  });
  const { Items } = await own.seller.ok("ImpersonationConfigs.List");
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["all"],
  );
});

test("acting as somebody ends, in every process and long before its token, with whatever permitted it", async (t) => {
  const own = await marketplace(t);
  const second = await secondProcess(t);
  const { ClientID } = await office(own);
  const people: { ID: string; token: string }[] = [];
  await addUserGroup(own, {}, "clerks");
  await grant(own, { UserGroupID: "clerks" }, { Roles: ["BuyerImpersonation"] });
  for (const ID of ["one", "two", "three", "four", "five", "six"]) {
    const username = `clerk-${ID}-${own.id}`;
    const body = { ID, Username: username, Password: "Sufficient-1", FirstName: "A", LastName: "B", Active: true };
    await own.seller.ok("AdminUsers.Create", { body: { ...body, Email: "clerk@example.com" } });
    await own.seller.ok("AdminUserGroups.SaveUserAssignment", { body: { UserGroupID: "clerks", UserID: ID } });
    const form = { grant_type: "password", client_id: ClientID, username, password: "Sufficient-1" };
    people.push({ ID, token: (await requestToken(own, form)).body.access_token });
    await own.seller.ok("ImpersonationConfigs.Create", {
      body: { ID, SecurityProfileID: "acting", ClientID, ImpersonationUserID: ID, BuyerID: "acme" },
    });
  }
  const [one, two, three, four, five, six] = await Promise.all(
    people.map(async ({ token }) => {
      const clerk = new TestClient(own.baseUrl, token);
      const path = { buyerID: "acme", userID: "ada" };
      const { access_token } = await clerk.ok("Users.GetAccessToken", { path, body: { ClientID, Roles: ["Shopper"] } });
      return new TestClient(second, String(access_token));
    }),
  );
  const ends = async (acting: TestClient | undefined, why: string, act: () => Promise<unknown>) => {
    assert.equal((await acting?.send("Me.Get"))?.status, 200, why);
    await act();
    await until(async () => (await acting?.send("Me.Get"))?.status === 401, `${why}: still admitted`);
  };
  const config = (id: string) => ({ path: { impersonationConfigID: id } });
  await ends(one, "the configuration is gone", () => own.seller.ok("ImpersonationConfigs.Delete", config("one")));
  await ends(two, "the configuration names another buyer", () =>
    own.seller.ok("ImpersonationConfigs.Patch", { ...config("two"), body: { BuyerID: "globex" } }),
  );
  await ends(three, "the clerk lost the role", () =>
    own.seller.ok("AdminUserGroups.DeleteUserAssignment", { path: { userGroupID: "clerks", userID: "three" } }),
  );
  await ends(four, "the clerk's tokens were ended", () =>
    own.seller.ok("AdminUsers.RevokeUserTokens", { path: { userID: "four" } }),
  );
  await ends(five, "the profile lost the role", () =>
    own.seller.ok("SecurityProfiles.Patch", { path: { securityProfileID: "acting" }, body: { Roles: ["MeAdmin"] } }),
  );
  await own.seller.ok("SecurityProfiles.Patch", {
    path: { securityProfileID: "acting" },
    body: { Roles: ["MeAdmin", "Shopper"] },
  });
  await ends(six, "the user has another password", () =>
    own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID: "ada" }, body: { Password: "Another-pass-1" } }),
  );
});

test("whoever acts as a user sets no password and no address, makes no user, and gets nobody else's token", async (t) => {
  const own = await marketplace(t);
  const { ClientID, config, ask } = await office(own);
  await own.seller.ok("SecurityProfiles.Patch", {
    path: { securityProfileID: "acting" },
    body: { Roles: ["MeAdmin", "PasswordReset", "BuyerUserAdmin", "BuyerImpersonation"] },
  });
  await config({ BuyerID: "acme" });
  await config({ ImpersonationBuyerID: "acme", BuyerID: "acme" });
  const clerk = await newCaller(own, {}, ["BuyerImpersonation"]);
  const acting = new TestClient(own.baseUrl, String((await ask(clerk, "acme", "ada")).access_token));
  const { Email, ...me } = await acting.ok("Me.Get");
  const at = (userID: string) => ({ buyerID: "acme", userID });
  const person = { Username: `new-${own.id}`, FirstName: "A", LastName: "B", Email: "mine@example.com", Active: true };
  for (const refused of [
    await acting.refused("Me.ResetPasswordByToken", { body: { NewPassword: "Sufficient-1" } }),
    await acting.refused("Me.Patch", { body: { Password: "Sufficient-1" } }),
    await acting.refused("Me.Save", { body: { ...me, Email, Password: "Sufficient-1" } }),
    await acting.refused("Me.Patch", { body: { Email: "mine@example.com" } }),
    await acting.refused("Users.Patch", { path: at("ada"), body: { Password: "Sufficient-1" } }),
    await acting.refused("Users.Patch", { path: at("bob"), body: { Email: "mine@example.com" } }),
    await acting.refused("Users.Create", { path: at(""), body: { ...person, Password: "Sufficient-1" } }),
    await acting.refused("Users.Create", { path: at(""), body: person }),
    await acting.refused("Users.Save", { path: at("new"), body: person }),
    await acting.refused("Users.GetAccessToken", { path: at("bob"), body: { ClientID, Roles: [] } }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "Auth.ImpersonatorProhibited"]);
  assert.equal((await acting.ok("Me.Patch", { body: { Phone: "4", Email } })).Phone, "4", "what stays may be repeated");
});
