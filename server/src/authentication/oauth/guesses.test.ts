import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  marketplace,
  requestToken,
  secondProcess,
  type TestMarketplace,
  testServer,
} from "@orderwell/testing";
import { TokenEndpoint } from "./token-endpoint.ts";

const password = "Sufficient-1";

async function withUser(own: TestMarketplace) {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Password: password } });
  const form = { grant_type: "password", username, password, client_id: await addClient(own) };
  const code = async (changed: Record<string, string> = {}, baseUrl = own.baseUrl): Promise<string> => {
    const { status, body } = await requestToken({ ...own, baseUrl }, { ...form, ...changed });
    return status === 200 ? "granted" : body.Errors[0].ErrorCode;
  };
  const failures = async () => (await own.seller.ok("Users.Get", { path })).FailedLoginAttempts;
  return { path, form, code, failures };
}

const count = (codes: readonly string[], wanted: string): number => codes.filter((code) => code === wanted).length;
const wrong = (number: number) => ({ password: `Wrong-pass-${number}` });

test("of sixty guesses at once, through two processes, ten are judged, and the right one beyond them does not sign in", async (t) => {
  const own = await marketplace(t);
  const second = await secondProcess(t);
  const { code, failures, path } = await withUser(own);
  const guesses = Array.from({ length: 59 }, (_, number) =>
    code(wrong(number), number % 2 === 0 ? own.baseUrl : second),
  );
  // The right one comes when no more than ten others could have been answered.
  const right = await code();
  const codes = await Promise.all(guesses);
  assert.equal(count(codes, "Auth.InvalidUsernameOrPassword"), 10);
  assert.equal(count(codes, "Auth.LockedOut"), 49);
  assert.equal(right, "Auth.LockedOut");
  assert.equal(await failures(), 10);
  await own.seller.ok("Users.UnlockUserAccount", { path });
  assert.equal(await code(), "granted");
});

test("whoever knows the password may sign in many times at once, even where one wrong password locks", async (t) => {
  const own = await marketplace(t);
  const { code, failures } = await withUser(own);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { AllowedFailedAttempts: 1 } });
  // As many as a busy machine judges before the first of them have waited too long.
  const codes = await Promise.all(Array.from({ length: 10 }, () => code()));
  assert.equal(count(codes, "granted"), 10);
  assert.equal(await failures(), 0);
  assert.deepEqual([await code(wrong(1)), await code()], ["Auth.InvalidUsernameOrPassword", "Auth.LockedOut"]);
});

test("a name that nobody has is locked as a user's is, after as many guesses and in any case of any letters", async (t) => {
  const own = await marketplace(t);
  const { code, form } = await withUser(own);
  const tries = async (username: string) => {
    const codes: string[] = [];
    for (let number = 0; number < 12; number++)
      codes.push(await code({ ...wrong(number), username: number % 2 === 0 ? username : username.toUpperCase() }));
    return codes;
  };
  const expected = [...Array(10).fill("Auth.InvalidUsernameOrPassword"), ...Array(2).fill("Auth.LockedOut")];
  assert.deepEqual(await tries("nobody"), expected);
  assert.deepEqual(await tries("straße-ὀδυσσεύς-é"), expected);
  assert.deepEqual(await tries(form.username), expected);
  await grant(own, { BuyerID: "acme" }, { PasswordConfig: { AllowedFailedAttempts: 3 } });
  assert.deepEqual((await tries("no-one")).slice(2, 4), ["Auth.InvalidUsernameOrPassword", "Auth.LockedOut"]);
});

test("while a password is judged no transaction is open, and a locked account's is not judged", async (t) => {
  const own = await marketplace(t);
  const { form } = await withUser(own);
  const { services, works, clock, clients, contextClients } = (await testServer()).app;
  let [open, judged] = [0, 0];
  const endpoint = new TokenEndpoint({
    ...services,
    clock,
    clients,
    contextClients,
    works: {
      async run(...parts: Parameters<typeof works.run>) {
        open++;
        return works.run(...parts).finally(() => open--);
      },
    } as typeof works,
    passwords: {
      ...services.passwords,
      verify: (stored, given) => {
        assert.equal(open, 0);
        judged++;
        return services.passwords.verify(stored, given);
      },
    },
  });
  assert.ok("granted" in (await endpoint.grant(new URLSearchParams(form))));
  await Promise.all(
    Array.from({ length: 15 }, (_, number) => endpoint.grant(new URLSearchParams({ ...form, ...wrong(number) }))),
  );
  assert.equal(judged, 11);
});

test("who floods a marketplace with sign-ins is told to slow down, and another marketplace's users sign in meanwhile", async (t) => {
  const [busy, innocent] = [await marketplace(t), await marketplace(t)];
  const [flood, calm] = [await withUser(busy), await withUser(innocent)];
  const answers = Array.from({ length: 150 }, async (_, number) => {
    const body = new URLSearchParams({ ...flood.form, username: `nobody-${number}` });
    const response = await fetch(`${busy.baseUrl}/oauth/token`, { method: "POST", body });
    // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
    const { error, Errors } = (await response.json()) as any;
    return { status: response.status, after: response.headers.get("retry-after"), error, code: Errors[0].ErrorCode };
  });
  let over = false;
  const all = Promise.all(answers).finally(() => {
    over = true;
  });
  assert.equal(await calm.code(), "granted");
  assert.ok(!over, "they need not wait for the flood");
  const refused = (await all).filter(({ status }) => status !== 400);
  assert.ok(refused.length > 0);
  for (const answer of refused)
    assert.deepEqual(answer, { status: 429, after: "1", error: "temporarily_unavailable", code: "TooManyRequests" });
});
