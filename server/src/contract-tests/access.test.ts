import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { type CommerceRole, type Operation, operations, roles } from "@orderwell/contract";
import { refusal, TestClient, testServer } from "@orderwell/testing";
import { SignJWT } from "jose";
import { each, guarded, open, someUrl, usersOfEachType } from "./callers.ts";

const allTypes: readonly CommerceRole[] = ["Seller", "Buyer", "Supplier"];
const required = ({ access }: Operation): readonly string[] => (typeof access === "string" ? [] : access.roles);
const body = (operation: Operation) => (operation.body === undefined ? undefined : {});

test("no operation answers without a token: 401 InvalidToken", async () => {
  const { baseUrl } = await testServer();
  const nobody = new TestClient(baseUrl, "");
  await each(guarded, async (operation) => {
    const answer = await nobody.raw(operation.method, someUrl(operation), body(operation));
    assert.deepEqual([answer.status, answer.body.Errors[0].ErrorCode], [401, "InvalidToken"], operation.id);
  });
});

test("no operation takes a token that this server did not sign for itself and for now", async (t) => {
  const server = await testServer();
  const { as, marketplace } = await usersOfEachType(t);
  const good = await as("Seller", ["FullAccess"]);
  const [head = "", payload = "", signature = ""] = good.token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const kid = JSON.parse(Buffer.from(head, "base64url").toString()).kid as string;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const jwk = (await server.app.keys.publicKey(kid))?.jwk;
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const hmacHead = encode({ typ: "JWT", alg: "HS256", kid });
  const forged: Record<string, string> = {
    "tampered payload": `${head}.${encode({ ...claims, role: ["FullAccess", "More"] })}.${signature}`,
    "tampered signature": `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
    "no signature": `${encode({ typ: "JWT", alg: "none", kid })}.${payload}.`,
    "signed with the public key as a secret": `${hmacHead}.${payload}.${createHmac("sha256", String(jwk?.n)).update(`${hmacHead}.${payload}`).digest("base64url")}`,
    "signed by a stranger under our key's name": await new SignJWT(claims)
      .setProtectedHeader({ typ: "JWT", alg: "RS256", kid })
      .sign(stranger),
    "signed under a key nobody has": await new SignJWT(claims)
      .setProtectedHeader({ typ: "JWT", alg: "RS256", kid: "nobody" })
      .sign(stranger),
    expired: await server.app.tokens.issue({ ...claims, roles: ["FullAccess"] }, -10),
    "of a marketplace that is not": await server.app.tokens.issue(
      { ...claims, roles: ["FullAccess"], mid: "nowhere" },
      600,
    ),
    "of a user of another marketplace": await server.app.tokens.issue(
      { ...claims, roles: ["FullAccess"], u: "999999999" },
      600,
    ),
    "of a client that is not": await server.app.tokens.issue(
      { ...claims, roles: ["FullAccess"], cid: "00000000-0000-0000-0000-000000000000" },
      600,
    ),
    "not a token": "undefined",
  };
  const revoked = await as("Seller", ["FullAccess"], { cver: 7 });
  const refused = [
    ...Object.entries(forged).map(([what, token]) => [what, token, "InvalidToken"] as const),
    ["revoked", revoked.token, "Auth.TokenRevoked"] as const,
  ];
  // All of them come to one check before anything else: each operation meets the ones of which it could know more.
  const always = ["tampered payload", "expired", "of a user of another marketplace", "revoked"];
  await each([...guarded.entries()], async ([index, operation]) => {
    for (const [what, token, code] of refused) {
      if (!always.includes(what) && index % 25 !== 0) continue;
      const caller = new TestClient(marketplace.baseUrl, token);
      const answer = await caller.raw(operation.method, someUrl(operation), body(operation));
      assert.deepEqual([answer.status, answer.body.Errors[0].ErrorCode], [401, code], `${what}: ${operation.id}`);
    }
  });
});

test("what needs no token is listed with its reason, and nothing else does without", () => {
  const declared = Object.values(operations as Readonly<Record<string, Operation>>);
  const without = declared.filter((operation) => !guarded.includes(operation)).map(({ id }) => id);
  assert.deepEqual(
    without.filter((id) => !open.some(([pattern]) => pattern.test(id))),
    [],
  );
  for (const [pattern, reason] of open)
    assert.ok(
      without.some((id) => pattern.test(id)),
      `${pattern}: ${reason}`,
    );
});

test("every role but the ones an operation names is refused, and the refusal names both", async (t) => {
  const { as } = await usersOfEachType(t);
  const all = Object.keys(roles);
  await each(guarded, async (operation) => {
    const sufficient = required(operation);
    if (sufficient.length === 0) return;
    const assigned = all.filter((role) => role !== "FullAccess" && !sufficient.includes(role));
    const type = operation.userTypes?.[0] ?? "Seller";
    const caller = await as(type, assigned);
    const answer = await caller.raw(operation.method, someUrl(operation), body(operation));
    const { code, status, data } = refusal(answer.status, answer.body);
    assert.deepEqual([status, code], [403, "Auth.InsufficientRoles"], operation.id);
    assert.deepEqual(
      [...data.SufficientRoles].sort(),
      [...new Set(["FullAccess", ...sufficient])].sort(),
      operation.id,
    );
    assert.deepEqual([...data.AssignedRoles].sort(), [...assigned].sort(), operation.id);
  });
});

test("each role that an operation names opens it, and so does FullAccess", async (t) => {
  const { as } = await usersOfEachType(t);
  // Revoking their own tokens would shut the caller out of the rest.
  const tested = guarded.filter(({ id }) => id !== "Me.RevokeTokens");
  await each(tested, async (operation) => {
    const type = operation.userTypes?.[0] ?? "Seller";
    for (const role of ["FullAccess", ...required(operation)]) {
      const caller = await as(type, [role]);
      const answer = await caller.raw(operation.method, someUrl(operation, role), body(operation));
      assert.notEqual(answer.status, 401, `${operation.id} as ${role}`);
      if (answer.status === 403)
        assert.notEqual(answer.body.Errors[0].ErrorCode, "Auth.InsufficientRoles", `${operation.id} as ${role}`);
      assert.notEqual(answer.status, 500, `${operation.id} as ${role}: ${JSON.stringify(answer.body)}`);
    }
  });
});

test("user types that an operation excludes are refused whatever their roles", async (t) => {
  const { as } = await usersOfEachType(t);
  for (const type of allTypes) {
    const caller = await as(type, ["FullAccess"]);
    await each(guarded, async (operation) => {
      if (operation.userTypes === undefined || operation.userTypes.includes(type)) return;
      const answer = await caller.raw(operation.method, someUrl(operation), body(operation));
      const { code, status } = refusal(answer.status, answer.body);
      assert.deepEqual([status, code], [403, "Auth.UserNotAuthorizedToAdmin"], `${operation.id} as ${type}`);
    });
  }
});

test("anonymous shoppers are refused where nothing may be kept for them", async (t) => {
  const { as } = await usersOfEachType(t);
  const visitor = await as("Buyer", ["FullAccess"], { orderid: "reserved" });
  await each(
    guarded.filter(({ anonymousProhibited }) => anonymousProhibited),
    async (operation) => {
      const answer = await visitor.raw(operation.method, someUrl(operation), body(operation));
      assert.deepEqual(
        [answer.status, answer.body.Errors[0].ErrorCode],
        [403, "Auth.AnonUserProhibited"],
        operation.id,
      );
    },
  );
});
