import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  inMarketplace,
  marketplace,
  requestToken,
  type TestMarketplace,
  testServer,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { TokenEndpoint } from "./token-endpoint.ts";

const password = "Sufficient-1";

/** A buyer's user who can sign in, the form that does it, and what the token endpoint says to it. */
async function withUser(own: TestMarketplace) {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Password: password } });
  const form = { grant_type: "password", username, password, client_id: await addClient(own) };
  const code = async (changed: Record<string, string> = {}): Promise<string> => {
    const { status, body } = await requestToken(own, { ...form, ...changed });
    if (status === 200) return "granted";
    assert.equal(status, 400);
    assert.equal(body.error_description, body.Errors[0].Message);
    return `${body.error} ${body.Errors[0].ErrorCode}`;
  };
  return { path, form, code };
}

test("a wrong name and a wrong password are not told apart", async (t) => {
  const own = await marketplace(t);
  const { code, path } = await withUser(own);
  assert.equal(await code({ password: "Wrong-pass-1" }), "invalid_grant Auth.InvalidUsernameOrPassword");
  assert.equal(await code({ username: "nobody" }), "invalid_grant Auth.InvalidUsernameOrPassword");
  await addUser(own, { buyer: "acme" }, "without-password").then(async ({ username }) =>
    assert.equal(await code({ username }), "invalid_grant Auth.InvalidUsernameOrPassword"),
  );
  assert.equal((await own.seller.ok("Users.Get", { path })).FailedLoginAttempts, 1);
  assert.equal(await code(), "granted");
  assert.equal((await own.seller.ok("Users.Get", { path })).FailedLoginAttempts, 0);
});

test("what is missing, unknown or of no kind is refused by its code", async (t) => {
  const own = await marketplace(t);
  const { code } = await withUser(own);
  const secret = await addClient(own, { ClientSecret: "the secret" });
  const cases: [Record<string, string>, string][] = [
    [{ password: "" }, "invalid_grant Auth.UsernameAndPasswordRequired"],
    [{ username: "" }, "invalid_grant Auth.UsernameAndPasswordRequired"],
    [{ client_id: "00000000-0000-0000-0000-000000000000" }, "invalid_grant Auth.OauthError"],
    [{ client_id: "" }, "invalid_grant Auth.OauthError"],
    [{ grant_type: "implicit" }, "unsupported_grant_type Auth.OauthError"],
    [{ grant_type: "client_credentials" }, "invalid_grant Auth.OauthError"],
    [{ client_id: secret }, "invalid_grant Auth.OauthError"],
    [{ client_id: secret, client_secret: "a secret" }, "invalid_grant Auth.OauthError"],
    [{ client_id: secret, client_secret: "the secret" }, "granted"],
    [{ scope: "OrderAdmin" }, "invalid_grant Auth.InsufficientRoles"],
  ];
  for (const [changed, expected] of cases) assert.equal(await code(changed), expected, JSON.stringify(changed));
});

test("only a form is taken for a token request, under whatever type older clients announce it, and every refusal has the OAuth 2 shape", async (t) => {
  const own = await marketplace(t);
  const { form } = await withUser(own);
  const post = async (type: string, body: string, path = "/oauth/token") => {
    const response = await fetch(own.baseUrl + path, { method: "POST", headers: { "content-type": type }, body });
    // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
    return { status: response.status, body: (await response.json()) as any };
  };
  const asForm = new URLSearchParams(form).toString();
  const hidden = JSON.stringify({ note: `&${asForm}` });
  const types = ["application/json", "text/plain", "multipart/form-data; boundary=x", "none", ""];
  const others: [string, string][] = types.flatMap((type) => [
    [type, JSON.stringify(form)],
    [type, ` ${hidden}`],
    [type, JSON.stringify([form])],
    [type, JSON.stringify(`&${asForm}`)],
    [type, "username=ada&password=x"],
    [type, ""],
  ]);
  others.push(["multipart/form-data; boundary=x", asForm]);
  for (const [type, sent] of others) {
    const { status, body } = await post(type, sent);
    const message = "Invalid content type. Please use x-www-form-urlencoded.";
    assert.deepEqual(
      [status, body],
      [
        400,
        {
          error: "invalid_request",
          error_description: message,
          Errors: [{ ErrorCode: "Request.InvalidContentType", Message: message, Data: null }],
        },
      ],
      `${type} ${sent}`,
    );
  }
  const tooLarge = await post("application/x-www-form-urlencoded", `x=${"x".repeat(5_000_000)}`);
  assert.deepEqual(
    [tooLarge.status, tooLarge.body.error, tooLarge.body.error_description],
    [413, "invalid_request", tooLarge.body.Errors[0].Message],
  );
  for (const type of [
    "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
    "application/json",
    "application/json; charset=utf-8",
    "text/plain;charset=UTF-8",
    "text/html",
    "none",
    "",
  ])
    for (const sent of [asForm, `scope=&${asForm}`])
      assert.equal((await post(type, sent, "/OAuth/Token")).status, 200, type);
  const untyped = await fetch(`${own.baseUrl}/oauth/token`, { method: "POST", body: new TextEncoder().encode(asForm) });
  assert.equal(untyped.status, 200);
});

test("users sign in only through clients that are open to their company", async (t) => {
  const own = await marketplace(t);
  const { code } = await withUser(own);
  const closed = await addClient(own, { AllowAnyBuyer: false });
  assert.equal(await code({ client_id: closed }), "invalid_grant Auth.OauthError");
  await own.seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: closed, BuyerID: "acme" } });
  assert.equal(await code({ client_id: closed }), "granted");
});

test("who is switched off is told what is: client, user, company or marketplace", async (t) => {
  const own = await marketplace(t);
  const { code, path, form } = await withUser(own);
  const client = { apiClientID: form.client_id };
  await own.seller.ok("ApiClients.Patch", { path: client, body: { Active: false } });
  assert.equal(await code(), "invalid_grant Auth.ClientNotActive");
  await own.seller.ok("ApiClients.Patch", { path: client, body: { Active: true } });
  await own.seller.ok("Users.Patch", { path, body: { Active: false } });
  assert.equal(await code(), "invalid_grant Auth.UserNotActive");
  await own.seller.ok("Users.Patch", { path, body: { Active: true } });
  await own.seller.ok("Buyers.Patch", { path, body: { Active: false } });
  assert.equal(await code(), "invalid_grant Auth.CompanyNotActive");
  assert.equal(await code({ password: "Wrong-pass-1" }), "invalid_grant Auth.InvalidUsernameOrPassword");
  await own.seller.ok("Buyers.Patch", { path, body: { Active: true } });
  const switchMarketplace = (active: boolean) =>
    inMarketplace(own, async (db) => {
      // Requests may not write marketplaces: the connection's own user may.
      await db.run(sql`reset role`);
      await db.run(sql`update marketplace set active = ${active} where id = ${own.id}`);
    });
  await switchMarketplace(false);
  assert.equal(await code(), "invalid_grant Auth.SellerNotActive");
  await switchMarketplace(true);
  assert.equal(await code(), "granted");
});

test("ten wrong passwords lock an account for two minutes; unlocking lets in at once", async (t) => {
  const own = await marketplace(t);
  const { code, path } = await withUser(own);
  for (let attempt = 1; attempt <= 10; attempt++)
    assert.equal(await code({ password: "Wrong-pass-1" }), "invalid_grant Auth.InvalidUsernameOrPassword");
  assert.equal(await code(), "invalid_grant Auth.LockedOut");
  await own.seller.ok("Users.UnlockUserAccount", { path });
  assert.equal(await code(), "granted");
});

test("profiles say how many wrong passwords lock an account, and for how long", async (t) => {
  const own = await marketplace(t);
  const { code, path } = await withUser(own);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { AllowedFailedAttempts: 3, LockoutDuration: 30 } });
  const lock = async (): Promise<void> => {
    for (let attempt = 1; attempt <= 3; attempt++) await code({ password: "Wrong-pass-1" });
    assert.equal(await code(), "invalid_grant Auth.LockedOut");
  };
  const afterMinutes = (minutes: number) =>
    inMarketplace(own, (db) =>
      db.run(sql`update app_user set locked_until = locked_until - ${minutes} * interval '1 minute'
        where marketplace_id = ${own.id}`),
    );
  await lock();
  await afterMinutes(29);
  assert.equal(await code(), "invalid_grant Auth.LockedOut");
  await afterMinutes(1);
  assert.equal(await code(), "granted");

  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { LockoutDuration: 0 } });
  await lock();
  await afterMinutes(1_000_000);
  assert.equal(await code(), "invalid_grant Auth.LockedOut", "0 means until somebody unlocks");
  await own.seller.ok("Users.UnlockUserAccount", { path });
  assert.equal(await code(), "granted");
});

test("a password that is too old is refused by a code of its own", async (t) => {
  const own = await marketplace(t);
  const { code } = await withUser(own);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { MaximumPasswordAge: 30 } });
  assert.equal(await code(), "granted");
  await inMarketplace(own, (db) =>
    db.run(sql`update app_user set password_last_set_date = password_last_set_date - interval '31 days'
      where marketplace_id = ${own.id} and password_last_set_date is not null`),
  );
  assert.equal(await code(), "invalid_grant Auth.PasswordExpired");
  assert.equal(await code({ password: "Wrong-pass-1" }), "invalid_grant Auth.InvalidUsernameOrPassword");
});

test("a right password that no longer meets the rules is refused with what would", async (t) => {
  const own = await marketplace(t);
  const { form } = await withUser(own);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { MinimumCharacterCount: 16, NumericRequired: true } });
  const { status, body } = await requestToken(own, form);
  assert.equal(status, 400);
  assert.deepEqual(body, {
    error: "invalid_grant",
    error_description: "Password does not meet security requirements.",
    Errors: [
      {
        ErrorCode: "PasswordReset.InsecurePassword",
        Message: "Password does not meet security requirements.",
        Data: {
          MinimumCharacterCount: 16,
          UpperCaseRequired: true,
          LowerCaseRequired: true,
          SpecialCharacterRequired: false,
          NumericRequired: true,
          MaxConsecutiveDupeChars: null,
        },
      },
    ],
  });
});

test("whoever fails to sign in learns nothing from the time it takes: one password is checked, and no reply is quick", async (t) => {
  const own = await marketplace(t);
  const { form, path } = await withUser(own);
  const { username: withoutPassword } = await addUser(own, { buyer: "acme" }, "without-password");
  const { username: inactive } = await addUser(own, { buyer: "acme" }, "inactive");
  await own.seller.ok("Users.Patch", { path: { ...path, userID: "inactive" }, body: { Active: false } });
  const { services, works, clock, clients, contextClients } = (await testServer()).app;
  let checked = 0;
  const endpoint = new TokenEndpoint({
    ...services,
    works,
    clock,
    clients,
    contextClients,
    passwords: {
      ...services.passwords,
      verify: (stored, given) => {
        checked++;
        return services.passwords.verify(stored, given);
      },
    },
  });
  const wrong = { ...form, password: "Wrong-pass-1" };
  const failures = {
    wrong,
    nobody: { ...wrong, username: "nobody" },
    withoutPassword: { ...wrong, username: withoutPassword },
    inactive: { ...wrong, username: inactive },
  };
  for (const [who, failing] of Object.entries(failures)) {
    checked = 0;
    const started = performance.now();
    const outcome = await endpoint.grant(new URLSearchParams(failing));
    assert.ok("refused" in outcome, who);
    assert.equal(checked, 1, who);
    assert.ok(performance.now() - started > 195, `${who}: refused after ${performance.now() - started} ms`);
  }
});
