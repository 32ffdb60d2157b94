import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Shop, shop } from "@orderwell/testing";
import fc from "fast-check";
import { request } from "undici";
import { beginSignIn, isSameBrowser } from "../authentication/sso/state.ts";
import { holdsCardNumber } from "../buyers/credit-cards/card-numbers.ts";
import { parse } from "../expressions/parse.ts";
import { bearerToken } from "../platform/access/access.ts";
import { rolesInScope } from "../platform/access/roles.ts";
import { parseDate } from "../platform/dates.ts";
import { jsonBody } from "../platform/http/routes.ts";
import { parseConditions } from "../platform/lists/condition.ts";
import { parsePairs } from "../platform/lists/pairs.ts";
import { parseNumber } from "../platform/lists/typed-condition.ts";
import { wordsOf } from "../platform/lists/words.ts";
import { SecretBox } from "../platform/secret-box.ts";

/** What patterns of ours look for, in pieces that may repeat. */
const pieces = [
  ..."a!=<>|*\\&%+-_.,;:/\"'()[]{}#@ \t\n0123456789TZeE",
  "%7C",
  "%",
  "%4",
  "xp.",
  "a=",
  "!>",
  "\\u0000",
  "\\ud83d",
  "é",
  "中",
  "Bearer ",
  "application/json",
  "application/",
  "; charset=",
  "q=0.",
  "2 ",
  "4-",
  "<MarketplaceID",
  "{a}",
];
const piece = fc.constantFrom(...pieces);
const some = fc.array(piece, { maxLength: 3 }).map((parts) => parts.join(""));
const repeated = fc.array(piece, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(""));

/** Text that is what it is by repetition, which is what slow patterns are slow with. */
const text = (length: number) =>
  fc.tuple(some, repeated, some).map(([start, unit, end]) => start + unit.repeat(length / unit.length) + end);

/** CPU milliseconds of work, the least of some attempts: others may work in this process. */
async function cost(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4; attempt++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
    if (least < 60) return least;
  }
  return least;
}

/** Sixty thousand characters take a few milliseconds when each is looked at a few times, and more than a second otherwise. */
const most = 300;

const cookie = beginSignIn(
  new SecretBox("a secret key for tests only"),
  { marketplaceId: "m", configId: "c", roles: "", appStartPath: "" },
  new Date(0),
);

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  "query strings": parsePairs,
  "filter values": parseConditions,
  dates: parseDate,
  numbers: parseNumber,
  "search phrases": wordsOf,
  "authorization headers": bearerToken,
  scopes: rolesInScope,
  cookies: (value) => isSameBrowser(cookie.state, value),
  "card numbers": holdsCardNumber,
  // Longer ones are refused before they are read.
  "rule expressions": (value) => parse(value.slice(0, 1_000)),
  bodies: (value) => jsonBody(Buffer.from(value), "application/json", undefined),
  "texts in bodies": (value) => jsonBody(Buffer.from(JSON.stringify({ a: value })), undefined, undefined),
  "content types": (value) => jsonBody(Buffer.from("{}"), value, undefined),
};
for (const [name, read] of Object.entries(readers))
  test(`reading ${name} takes a time in proportion to their length`, async () => {
    const check = async (value: string): Promise<void> => {
      const spent = await cost(() => {
        try {
          read(value);
        } catch {
          // Refused in time is as good.
        }
      });
      assert.ok(spent < most, `${spent} ms for ${value.slice(0, 20)}…${value.slice(-20)}`);
    };
    for (const unit of pieces)
      for (const end of ["", "x", "\n!"]) await check(`a${unit.repeat(60_000 / unit.length)}${end}`);
    await fc.assert(fc.asyncProperty(text(60_000), check), { numRuns: 100 });
  });

let own: Shop;
before(async () => {
  own = await shop({ name: "slow-text" });
  await own.product("p");
});

/** Parts of a request that anybody may fill, up to what Node reads of them. */
const parts: Readonly<
  Record<string, (value: string) => { path?: string; headers?: Record<string, string>; body?: string }>
> = {
  "the query string": (value) => ({ path: `/v1/me/products?${value}` }),
  "a filter": (value) => ({ path: `/v1/me/products?xp.a=${encodeURIComponent(value).slice(0, 12_000)}` }),
  "a search": (value) => ({ path: `/v1/me/products?search=${encodeURIComponent(value).slice(0, 12_000)}` }),
  "the path": (value) => ({ path: `/v1/me/products/${encodeURIComponent(value).slice(0, 3_900)}` }),
  "the token": (value) => ({ headers: { authorization: value } }),
  "what is accepted": (value) => ({ headers: { accept: value, "accept-encoding": value.slice(0, 6_000) } }),
  "the content type": (value) => ({ headers: { "content-type": value }, body: "{}" }),
  cookies: (value) => ({ path: "/ocrpcode", headers: { cookie: value } }),
  "the origin": (value) => ({ headers: { origin: value, "user-agent": value.slice(0, 6_000) } }),
  "a form": (value) => ({
    path: "/oauth/token",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `grant_type=password&client_id=a&scope=${value}${value}`,
  }),
  "a body": (value) => ({
    path: "/v1/orders/outgoing",
    headers: { "content-type": "application/json" },
    body: `{"Comments":"${value}"}`,
  }),
  "extended properties": (value) => ({
    path: "/v1/orders/outgoing",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ xp: { [value.slice(0, 3_000)]: value.slice(0, 3_000) } }),
  }),
};
for (const [name, part] of Object.entries(parts))
  test(`a request takes no more time for what ${name} repeats`, async () => {
    const { token } = own.shopper;
    await fc.assert(
      fc.asyncProperty(text(12_000), async (value) => {
        const { path = "/v1/me", headers = {}, body } = part(value);
        const latin = (raw: string) => Buffer.from(raw.replaceAll(/[\r\n\t ]+/g, " ")).toString("latin1");
        const sent = Object.fromEntries(Object.entries(headers).map(([key, raw]) => [key, latin(raw)]));
        const spent = await cost(async () => {
          const reply = await request(new URL(own.baseUrl + path), {
            method: body === undefined ? "GET" : "POST",
            headers: { authorization: `Bearer ${token}`, ...sent },
            ...(body !== undefined && { body }),
          });
          await reply.body.dump();
          assert.ok(reply.statusCode < 500, `${reply.statusCode}`);
        });
        assert.ok(spent < most, `${spent} ms for ${value.slice(0, 20)}…${value.slice(-20)}`);
      }),
      { numRuns: 15 },
    );
  });
