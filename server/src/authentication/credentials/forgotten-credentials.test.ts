import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  addClient,
  addUser,
  awaitMessages,
  grant,
  inMarketplace,
  marketplace,
  messagesTo,
  portalClient,
  requestToken,
  rolesOf,
  TestClient,
  type TestMarketplace,
  testServer,
} from "@orderwell/testing";
import { purgeMessages } from "../../integrations/index.ts";
import { sql } from "../../platform/db/sql.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import { purgeCodes } from "./store.ts";

const password = "Sufficient-1";

/** A buyer's user with a password, a client open to all, and somebody without a token. */
async function forgetful(own: TestMarketplace) {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { key, username } = await addUser(own, { buyer: "acme" }, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  const Email = `${username}@example.com`;
  await own.seller.ok("Users.Patch", { path, body: { Password: password, Email } });
  const ClientID = await addClient(own);
  const nobody = new TestClient(own.baseUrl, "");
  return {
    key,
    username,
    Email,
    path,
    ClientID,
    nobody,
    /** Outcome of a sign-in. */
    async signIn(secret: string, client_id = ClientID): Promise<string> {
      const form = { grant_type: "password", client_id, username, password: secret };
      const { status, body } = await requestToken(own, form);
      return status === 200 ? "granted" : body.Errors[0].ErrorCode;
    },
    askReset: (body: object) => nobody.ok("ForgottenCredentials.SendVerificationCode", { body: { ClientID, ...body } }),
    askOnce: (body: object) => nobody.ok("ForgottenCredentials.SendOneTimePassword", { body: { ClientID, ...body } }),
    reset: (verificationCode: string, Password: string, more: object = {}) =>
      nobody.send("ForgottenCredentials.ResetPasswordByVerificationCode", {
        path: { verificationCode },
        body: { ClientID, Username: username, Password, ...more },
      }),
  };
}

const codeOf = ({ body }: { body: { Errors: { ErrorCode: string }[] } }) => body.Errors[0]?.ErrorCode;

/** Puts what was sent so many minutes into the past. */
const age = (own: TestMarketplace, minutes: number) =>
  inMarketplace(own, async (db) => {
    const interval = sql`make_interval(mins => ${minutes})`;
    await db.run(sql`update credential_code set expires_at = expires_at - ${interval},
      created_at = created_at - ${interval} where marketplace_id = ${own.id}`);
    await db.run(sql`update app_user set password_last_set_date = password_last_set_date - ${interval}
      where marketplace_id = ${own.id} and not hidden`);
  });

/** Does a nightly chore in a marketplace, as of a time. */
const atNight = async (own: TestMarketplace, purge: (work: Work) => Promise<void>, now: Date): Promise<void> =>
  (await testServer()).app.works.run(own.id, systemActor("purge-marketplaces"), "write", purge, { now });

test("users who forgot their password are sent a code, set a new one with it once, and sign in", async (t) => {
  const own = await marketplace(t);
  const { username, Email, ClientID, nobody, reset, signIn } = await forgetful(own);
  const asked = await nobody.raw("POST", "/v1/password/reset", {
    ClientID,
    Email: Email.toUpperCase(),
    URL: "https://shop.example.com/reset",
  });
  assert.equal(asked.status, 204);
  const [message] = await awaitMessages(own, username, "ForgottenPassword");
  assert.ok(message);
  const { BuyerID, Recipient, EventBody } = message;
  assert.deepEqual([message.OcLogIdHeader, message.Environment], [asked.headers.get("x-oc-logid"), "Sandbox"]);
  assert.deepEqual([BuyerID, Recipient.ID, Recipient.Email, Recipient.Password], ["acme", "ada", Email, null]);
  assert.deepEqual([EventBody.Username, EventBody.PasswordRenewalUrl], [username, "https://shop.example.com/reset"]);
  const code = String(EventBody.PasswordRenewalVerificationCode);

  assert.equal(codeOf(await reset(code, "weak")), "PasswordReset.InsecurePassword");
  assert.equal((await reset(code, "Renewed-pass-1", { ClientID: ClientID.toUpperCase() })).status, 204);
  assert.deepEqual(
    [await signIn("Renewed-pass-1"), await signIn(password)],
    ["granted", "Auth.InvalidUsernameOrPassword"],
  );
  assert.equal(codeOf(await reset(code, "Renewed-pass-2")), "PasswordReset.InvalidVerification");
});

/** Somebody who is sent mails with a token and a code, and sets passwords by the token. */
async function mailed(t: TestContext) {
  const own = await marketplace(t);
  const made = await forgetful(own);
  let number = 0;
  const sent = async () => {
    await made.askReset({ Username: made.username });
    number++;
    const [message] = await awaitMessages(own, made.username, "ForgottenPassword", number);
    const { PasswordRenewalAccessToken: token = "", PasswordRenewalVerificationCode: code = "" } =
      message?.EventBody ?? {};
    const renewal = new TestClient(own.baseUrl, token);
    const set = async (NewPassword: string) =>
      (await renewal.send("Me.ResetPasswordByToken", { body: { NewPassword } })).status;
    return { renewal, token, code, set };
  };
  return { own, ...made, sent };
}

test("the token of a mail sets a password that will do, and nothing else", async (t) => {
  const { signIn, sent } = await mailed(t);
  const { renewal, token, set } = await sent();
  assert.deepEqual(rolesOf(token), ["PasswordReset"]);
  assert.equal((await renewal.refused("Me.Patch", { body: { Password: "X" } })).code, "Auth.InsufficientRoles");
  assert.equal(await set("weak"), 400);
  assert.equal(await set("Renewed-pass-1"), 204);
  assert.equal(await signIn("Renewed-pass-1"), "granted");
});

test("the token and the code of a mail are used once, either of them, and in a race as well", async (t) => {
  const { reset, sent } = await mailed(t);
  const first = await sent();
  assert.equal(await first.set("Renewed-pass-1"), 204);
  assert.equal((await first.renewal.refused("Me.Get")).code, "Auth.TokenRevoked");
  assert.equal(await first.set("Renewed-pass-2"), 401);
  assert.equal(codeOf(await reset(first.code, "Renewed-pass-2")), "PasswordReset.InvalidVerification");

  const second = await sent();
  const race = await Promise.all([
    ...[1, 2, 3].map((n) => second.set(`Raced-pass-${n}`)),
    ...[4, 5, 6].map(async (n) => (await reset(second.code, `Raced-pass-${n}`)).status),
  ]);
  assert.equal(race.filter((status) => status === 204).length, 1, race.join());

  const third = await sent();
  assert.equal((await reset(third.code, "Renewed-pass-3")).status, 204);
  assert.equal(await third.set("Renewed-pass-4"), 401, "the code was used");
});

test("the token of a mail is worthless once the password, the address or the user's tokens are not what they were", async (t) => {
  const { own, path, reset, signIn, sent } = await mailed(t);
  const replaced = await sent();
  await own.seller.ok("Users.Patch", { path, body: { Password: "Renewed-pass-5" } });
  assert.equal(await replaced.set("Renewed-pass-6"), 401, "an administrator set another password");

  const moved = await sent();
  const stolen = (await own.seller.ok("Users.Get", { path })).Email;
  for (const Email of ["other@example.com", stolen]) await own.seller.ok("Users.Patch", { path, body: { Email } });
  assert.equal(await moved.set("Renewed-pass-6"), 401, "the address changed, for however long");
  assert.equal(codeOf(await reset(moved.code, "Renewed-pass-6")), "PasswordReset.InvalidVerification");

  const ended = await sent();
  await own.seller.ok("Users.RevokeUserTokens", { path });
  assert.equal(await ended.set("Renewed-pass-6"), 401, "the user's tokens were ended");
  assert.equal(await signIn("Renewed-pass-5"), "granted");
});

test("invitations and one-time passwords are worthless once the password or the address is another", async (t) => {
  const own = await marketplace(t);
  const { ClientID, username, path, askOnce, signIn, reset } = await forgetful(own);
  const changes = [{ Password: "Changed-pass-1" }, { Email: `changed-${username}@example.com` }];
  for (const [number, body] of changes.entries()) {
    await askOnce({ Username: username });
    const [message] = await awaitMessages(own, username, "OneTimePassword", number + 1);
    await own.seller.ok("Users.Patch", { path, body });
    assert.equal(await signIn(message?.EventBody.OneTimePassword ?? ""), "Auth.InvalidUsernameOrPassword");

    const Username = `invited-${number}-${own.id}`;
    const at = { buyerID: "acme", userID: `invited-${number}` };
    const person = { ID: at.userID, FirstName: "New", LastName: "User", Email: "new@example.com", Active: true };
    await own.seller.ok("Users.Create", { path: { buyerID: "acme" }, body: { ...person, Username } });
    const [invitation] = await awaitMessages(own, Username, "NewUserInvitation");
    const { PasswordRenewalAccessToken: token = "", PasswordRenewalVerificationCode: code = "" } =
      invitation?.EventBody ?? {};
    await own.seller.ok("Users.Patch", { path: at, body: { ...body } });
    const set = { body: { NewPassword: "Chosen-pass-1" } };
    assert.equal((await new TestClient(own.baseUrl, token).send("Me.ResetPasswordByToken", set)).status, 401);
    assert.equal(
      codeOf(await reset(code, "Chosen-pass-1", { Username, ClientID })),
      "PasswordReset.InvalidVerification",
    );
  }
});

test("a code is good for 120 minutes, for its user, and until another one has been used", async (t) => {
  const own = await marketplace(t);
  const { username, askReset, reset, signIn } = await forgetful(own);
  const { username: other } = await addUser(own, { buyer: "acme" }, "bob");
  await askReset({ Username: username.toUpperCase() });
  await askReset({ Username: username });
  const messages = await awaitMessages(own, username, "ForgottenPassword", 2);
  const [second = "", first = ""] = messages.map(({ EventBody }) => EventBody.PasswordRenewalVerificationCode);
  assert.notEqual(first, second);
  assert.equal(codeOf(await reset(first, "Renewed-pass-1", { Username: other })), "PasswordReset.InvalidVerification");
  await age(own, 121);
  assert.equal(codeOf(await reset(first, "Renewed-pass-1")), "PasswordReset.InvalidVerification");
  await age(own, -2);
  assert.equal((await reset(second, "Renewed-pass-1")).status, 204);
  assert.equal(codeOf(await reset(first, "Renewed-pass-2")), "PasswordReset.InvalidVerification");
  assert.equal(await signIn("Renewed-pass-1"), "granted");
});

test("a code is void once the password was set in any other way", async (t) => {
  const own = await marketplace(t);
  const { username, path, askReset, reset } = await forgetful(own);
  await askReset({ Username: username });
  const [message] = await awaitMessages(own, username, "ForgottenPassword");
  const { PasswordRenewalVerificationCode: code = "", PasswordRenewalAccessToken: token = "" } =
    message?.EventBody ?? {};
  await new TestClient(own.baseUrl, token).ok("Me.ResetPasswordByToken", { body: { NewPassword: "Renewed-pass-1" } });
  assert.equal(codeOf(await reset(code, "Renewed-pass-2")), "PasswordReset.InvalidVerification");

  await askReset({ Username: username });
  const [later] = await awaitMessages(own, username, "ForgottenPassword", 2);
  await own.seller.ok("Users.Patch", { path, body: { Password: "Renewed-pass-3" } });
  const second = later?.EventBody.PasswordRenewalVerificationCode ?? "";
  assert.equal(codeOf(await reset(second, "Renewed-pass-4")), "PasswordReset.InvalidVerification");
});

test("resetting follows the rules for passwords, and a lockout holds", async (t) => {
  const own = await marketplace(t);
  const { username, key, askReset, reset, nobody, ClientID } = await forgetful(own);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { LimitPasswordReuse: 3 } });
  await askReset({ Username: username });
  const [message] = await awaitMessages(own, username, "ForgottenPassword");
  const code = message?.EventBody.PasswordRenewalVerificationCode ?? "";
  assert.equal(codeOf(await reset(code, password)), "PasswordReset.CannotReusePassword");
  assert.equal(codeOf(await reset(code, "Renewed-pass-1", { Username: "" })), "PasswordReset.MissingUsername");
  for (const wrong of ["", "nothing"])
    assert.equal(
      codeOf(await reset(code, "Renewed-pass-1", { ClientID: wrong })),
      "PasswordReset.MissingOrInvalidClientID",
    );
  const lock = (until: string) =>
    inMarketplace(own, (db) =>
      db.run(sql`update app_user set locked_until = ${until}::timestamptz
        where marketplace_id = ${own.id} and key = ${key}`),
    );
  await lock("infinity");
  assert.equal(codeOf(await reset(code, "Renewed-pass-1")), "PasswordReset.LockedOut");
  assert.equal(codeOf(await reset("wrong", "Renewed-pass-1")), "PasswordReset.InvalidVerification");
  await lock("-infinity");
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { MinimumPasswordAge: 60 } });
  assert.equal(codeOf(await reset(code, "Renewed-pass-1")), "PasswordReset.TooSoonToChange");

  const missing = await nobody.refused("ForgottenCredentials.SendVerificationCode", { body: { ClientID } });
  assert.equal(missing.code, "PasswordReset.MissingUsernameOrEmail");
});

test("whoever asks is told nothing: 204, no sooner, and a message only to active users whom the client admits", async (t) => {
  const own = await marketplace(t);
  const { username, Email, path, ClientID, nobody, askReset, askOnce } = await forgetful(own);
  const closed = await addClient(own, { AllowAnyBuyer: false });
  for (const body of [
    { Username: "nobody" },
    { Email: "nobody@example.com" },
    { Username: username, Email: "other@example.com" },
    { Username: username, ClientID: closed },
    { Username: username, ClientID: "nothing" },
  ]) {
    const started = performance.now();
    await askReset(body);
    assert.ok(performance.now() - started >= 190, "a reply takes as long whoever is meant");
    await askOnce(body);
  }
  await own.seller.ok("Users.Patch", { path, body: { Active: false } });
  await askReset({ Username: username });
  await own.seller.ok("Users.Patch", { path, body: { Active: true } });
  await own.seller.ok("Buyers.Patch", { path, body: { Active: false } });
  await nobody.ok("ForgottenCredentials.RetrieveUsername", { query: { clientID: ClientID, email: Email } });
  await own.seller.ok("Buyers.Patch", { path, body: { Active: true } });
  await askReset({ Username: username, Email });
  await awaitMessages(own, username, "ForgottenPassword");
  assert.equal((await messagesTo(own, username)).length, 1);
});

test("usernames are sent to an e-mail address, one message for each user", async (t) => {
  const own = await marketplace(t);
  const { username, Email, ClientID, nobody } = await forgetful(own);
  const { username: admin } = await addUser(own, {}, "admin");
  await own.seller.ok("AdminUsers.Patch", { path: { userID: "admin" }, body: { Email } });
  const retrieve = { query: { clientID: ClientID, email: Email } };
  const answer = await nobody.send("ForgottenCredentials.RetrieveUsername", retrieve);
  assert.deepEqual([answer.status, answer.body], [204, undefined]);
  for (const [name, buyer] of [
    [username, "acme"],
    [admin, null],
  ] as const) {
    const [message] = await awaitMessages(own, name, "ForgottenUsername");
    assert.deepEqual([message?.EventBody, message?.BuyerID], [{ Username: name }, buyer]);
  }
  for (const query of [{}, { clientID: ClientID }, { email: Email, clientID: "" }])
    assert.equal(
      (await nobody.refused("ForgottenCredentials.RetrieveUsername", { query })).code,
      "Auth.ClientIDAndEmailRequired",
    );
});

test("a one-time password signs in once, within ten minutes, through the client that asked for it", async (t) => {
  const own = await marketplace(t);
  const { username, Email, ClientID, nobody, askOnce, signIn } = await forgetful(own);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { MaximumPasswordAge: 1 } });
  await inMarketplace(own, (db) =>
    db.run(
      sql`update app_user set password_last_set_date = now() - interval '2 days' where marketplace_id = ${own.id}`,
    ),
  );
  assert.equal(await signIn(password), "Auth.PasswordExpired");
  await askOnce({ Username: username });
  await askOnce({ Email });
  const messages = await awaitMessages(own, username, "OneTimePassword", 2);
  const [second = "", first = ""] = messages.map(({ EventBody }) => EventBody.OneTimePassword);
  assert.deepEqual(messages[0]?.EventBody, { Username: username, ClientID, OneTimePassword: second });
  assert.equal(await signIn(first, await addClient(own)), "Auth.InvalidUsernameOrPassword");
  assert.equal(await signIn(` ${first.toLowerCase()} `), "granted", "as people type it");
  assert.equal(await signIn(first), "Auth.InvalidUsernameOrPassword");
  await age(own, 11);
  assert.equal(await signIn(second), "Auth.InvalidUsernameOrPassword");

  const missing = await nobody.refused("ForgottenCredentials.SendOneTimePassword", { body: { ClientID } });
  assert.equal(missing.code, "OneTimePasswordRequest.UsernameOrEmailRequired");
  const kept = () =>
    inMarketplace(own, (db) => db.rows(sql`select from credential_code where marketplace_id = ${own.id}`));
  assert.equal((await kept()).length, 1);
  await atNight(own, purgeCodes, new Date());
  assert.equal((await kept()).length, 0);
});

test("wrong one-time passwords count toward the lockout, during which the right one does not help", async (t) => {
  const own = await marketplace(t);
  const { username, path, askOnce, signIn } = await forgetful(own);
  await askOnce({ Username: username });
  const [message] = await awaitMessages(own, username, "OneTimePassword");
  const right = message?.EventBody.OneTimePassword ?? "";
  for (let attempt = 0; attempt < 10; attempt++) assert.equal(await signIn("WRONG"), "Auth.InvalidUsernameOrPassword");
  assert.equal(await signIn(right), "Auth.LockedOut");
  assert.equal((await own.seller.ok("Users.Get", { path })).FailedLoginAttempts, 10);
  await own.seller.ok("Users.UnlockUserAccount", { path });
  assert.equal(await signIn(right), "granted");
});

test("nobody fills a user's mailbox: ten codes within ten minutes", async (t) => {
  const own = await marketplace(t);
  const { username, askOnce } = await forgetful(own);
  for (let number = 0; number < 12; number++) await askOnce({ Username: username });
  await age(own, 11);
  await askOnce({ Username: username });
  assert.equal((await awaitMessages(own, username, "OneTimePassword", 11)).length, 11);
});

test("a buyer's new user is invited to set a password", async (t) => {
  const own = await marketplace(t);
  const { ClientID, reset } = await forgetful(own);
  const Username = `new-${own.id}`;
  const body = { ID: "new", Username, FirstName: "New", LastName: "User", Email: "new@example.com", Active: true };
  await own.seller.ok("Users.Create", { path: { buyerID: "acme" }, body });
  const [message] = await awaitMessages(own, Username, "NewUserInvitation");
  assert.deepEqual([message?.Recipient.ID, message?.EventBody.PasswordRenewalUrl], ["new", null]);
  const code = message?.EventBody.PasswordRenewalVerificationCode ?? "";
  assert.equal((await reset(code, "Chosen-pass-1", { Username })).status, 204);
  const form = { grant_type: "password", client_id: ClientID, username: Username, password: "Chosen-pass-1" };
  assert.equal((await requestToken(own, form)).status, 200);
});

test("messages are for the marketplace's owner, and are not kept in production", async (t) => {
  const own = await marketplace(t);
  const { username, askReset } = await forgetful(own);
  await askReset({ Username: username });
  await awaitMessages(own, username, "ForgottenPassword");
  const url = `/portal/api/v1/organizations/${own.id}`;
  for (const token of ["", own.seller.token])
    assert.equal((await new TestClient(own.baseUrl, token).raw("GET", `${url}/messages`)).status, 401);

  const portal = await portalClient();
  const id = `${own.id}-live`;
  const live = `/portal/api/v1/organizations/${id}`;
  await portal.raw("PUT", live, { Name: "Live", Environment: "Production", Region: { Id: "usw" } });
  t.after(() => portal.raw("DELETE", live));
  const { body } = await portal.raw("GET", `${live}/token`);
  const real = { id, baseUrl: own.baseUrl, seller: new TestClient(own.baseUrl, body.access_token) };
  const user = await forgetful(real);
  await user.askReset({ Username: user.username });
  await askReset({ Username: username });
  await awaitMessages(own, username, "ForgottenPassword", 2);
  const kept = await inMarketplace(real, (db) => db.rows(sql`select from kept_message where marketplace_id = ${id}`));
  assert.equal(kept.length, 0);
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
  await atNight(own, purgeMessages, inDays(6));
  assert.equal((await messagesTo(own, username)).length, 2);
  await atNight(own, purgeMessages, inDays(8));
  assert.equal((await messagesTo(own, username)).length, 0, "a week later nobody can read them");
  assert.equal((await portal.raw("GET", `${live}/messages`)).status, 404);
});
