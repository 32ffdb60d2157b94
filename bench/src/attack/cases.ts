import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { request } from "undici";
import type { Fixture } from "../fixture.ts";

/** What an attacker knows and has: a marketplace of their own, and for one case the database at hand. */
export interface Ground {
  readonly baseUrl: string;
  readonly databaseUrl: string;
  readonly fixture: Fixture;
}

/** One way to hold up others, repeated by so many at once until the time is over. */
export interface Case {
  readonly title: string;
  readonly lanes: number;
  /** Makes ready what it needs; returns one repetition, which tells the status of the reply that it came to. */
  begin(ground: Ground): Promise<(lane: number, round: number) => Promise<{ readonly status: number }>>;
  /** Requests that are under way may fail, and be sent again: the database itself is attacked. */
  readonly mayFail?: boolean;
}

interface Sent {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT";
  readonly token?: string;
  readonly body?: unknown;
  readonly form?: string;
  /** Goes away after so many milliseconds. Default 8 seconds. */
  readonly leaveAfterMs?: number;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

const patientMs = 8_000;

async function send(
  url: string,
  { method = "GET", token, body, form, leaveAfterMs = patientMs }: Sent,
): Promise<Reply> {
  const text = form ?? (body === undefined ? undefined : JSON.stringify(body));
  const type = form === undefined ? "application/json" : "application/x-www-form-urlencoded";
  const reply = await request(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(text !== undefined && { "content-type": type }),
    },
    ...(text !== undefined && { body: text }),
    signal: AbortSignal.timeout(leaveAfterMs),
  });
  return { status: reply.statusCode, text: await reply.body.text() };
}

const list = (count: number, text: (index: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(joint);

const times = (text: string, count: number): string => text.repeat(count);

/** A time after which whoever waited for a slow list turns to something else. */
const impatientMs = 150;

export const cases = {
  filters: {
    title: "lists with more filters than anybody has",
    lanes: 4,
    async begin({ baseUrl, fixture }) {
      const many = list(1_900, (n) => `xp.a${n}=1`, "&");
      const queries = [
        many,
        list(90, (n) => `xp.a${n}=!b*`, "&"),
        list(90, (n) => `xp.Size=!${n}*`, "&"),
        `xp.Size=${list(100, (n) => `*b*${n}`, "|")}`,
        `xp.Size=${list(500, (n) => `>9${n}`, "|")}`,
      ];
      return (lane, round) =>
        send(`${baseUrl}/v1/products?${queries[(lane + round) % queries.length]}`, { token: fixture.sellerToken });
    },
  },
  sorts: {
    title: "lists sorted by many xp paths, left at once",
    lanes: 10,
    async begin({ baseUrl, fixture }) {
      return (lane, round) =>
        send(`${baseUrl}/v1/products?pageSize=100&sortBy=${list(10, (n) => `xp.a${lane}.b${round}.c${n}`, ",")}`, {
          token: fixture.sellerToken,
          leaveAfterMs: impatientMs,
        });
    },
  },
  staying: {
    title: "the same, waited for",
    lanes: 10,
    async begin({ baseUrl, fixture }) {
      return () =>
        send(`${baseUrl}/v1/products?pageSize=100&sortBy=${list(10, (n) => `xp.a.b.c${n}`, ",")}`, {
          token: fixture.sellerToken,
        });
    },
  },
  patterns: {
    title: "texts that slow regular expressions read long, without a token",
    lanes: 2,
    async begin({ baseUrl }) {
      const texts = [`a${times("!", 12_000)}`, `a=${times("%2C", 4_000)}!`, `search=${times("*a", 6_000)}`];
      return (_, round) => send(`${baseUrl}/v1/me/products?${texts[round % texts.length]}`, {});
    },
  },
  varied: {
    title: "requests of which no two are alike",
    lanes: 2,
    async begin({ baseUrl, fixture }) {
      return (lane, round) =>
        send(`${baseUrl}/v1/products?xp.a${lane}x${round}=!1&sortBy=Name&search=s${round}`, {
          token: fixture.sellerToken,
        });
    },
  },
  signIns: {
    title: "sixty wrong passwords at once",
    lanes: 60,
    async begin({ baseUrl, fixture }) {
      return (lane, round) => {
        const fields = {
          grant_type: "password",
          client_id: fixture.clientId,
          username: "shopper",
          password: `wrong-${lane}-${round}`,
        };
        return send(`${baseUrl}/oauth/token`, { method: "POST", form: new URLSearchParams(fields).toString() });
      };
    },
  },
  bodies: {
    title: "bodies of four megabytes, without a token",
    lanes: 2,
    async begin({ baseUrl }) {
      const scope = `grant_type=client_credentials&scope=${times("FullAccess+", 360_000)}`;
      const unknown = `{${list(250_000, (n) => `"p${n}":1`, ",")}}`;
      return (_, round) =>
        round % 2
          ? send(`${baseUrl}/oauth/token`, { method: "POST", form: scope })
          : send(`${baseUrl}/v1/password/reset`, { method: "POST", form: unknown });
    },
  },
  webhooks: {
    title: "writes that webhooks hear of which never answer",
    lanes: 8,
    async begin({ baseUrl, fixture }) {
      const silent = createServer(() => {});
      silent.listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const token = fixture.sellerToken;
      for (let hook = 0; hook < 20; hook++)
        await send(`${baseUrl}/v1/webhooks/hang-${hook}`, {
          method: "PUT",
          token,
          body: {
            ID: `hang-${hook}`,
            Name: `Hang ${hook}`,
            Url: `http://127.0.0.1:${port}/${hook}`,
            HashKey: "shared",
            BeforeProcessRequest: hook === 0,
            ApiClientIDs: [fixture.clientId],
            WebhookRoutes: [{ Verb: hook === 0 ? "PUT" : "PATCH", Route: "v1/me" }],
          },
        }).then(({ status, text }) => {
          if (status >= 400) throw new Error(text);
        });
      return (lane, round) =>
        send(`${baseUrl}/v1/me`, {
          method: lane % 4 === 0 ? "PUT" : "PATCH",
          token: fixture.buyerToken,
          body: { Username: "shopper", FirstName: `F${round}`, LastName: "L", Email: "s@example.com", Active: true },
          leaveAfterMs: 2_000,
        });
    },
  },
  carts: {
    title: "carts that grow and grow",
    lanes: 4,
    async begin({ baseUrl, fixture }) {
      const orders = new Map<number, Promise<string>>();
      const token = fixture.buyerToken;
      const order = async (): Promise<string> => {
        const { text } = await send(`${baseUrl}/v1/orders/outgoing`, { method: "POST", token, body: {} });
        return (JSON.parse(text) as { ID: string }).ID;
      };
      return async (lane, round) => {
        const id = await (orders.get(lane) ?? orders.set(lane, order()).get(lane));
        return send(`${baseUrl}/v1/orders/outgoing/${id}/lineitems`, {
          method: "POST",
          token,
          body: { ProductID: fixture.template, Quantity: 1 + (round % 5) },
        });
      };
    },
  },
  backends: {
    title: "connections to the database that end at random",
    lanes: 1,
    mayFail: true,
    async begin({ databaseUrl }) {
      const killer = new pg.Client({ connectionString: databaseUrl });
      killer.on("error", () => {});
      await killer.connect();
      return async () => {
        await killer.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where pid <> pg_backend_pid() and application_name like 'orderwell%' and random() < 0.3`,
        );
        await new Promise((resolve) => setTimeout(resolve, 250));
        return { status: 200 };
      };
    },
  },
} satisfies Readonly<Record<string, Case>>;

export type CaseName = keyof typeof cases;
