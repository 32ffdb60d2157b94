import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import type { wire } from "@orderwell/contract";
import {
  beginFollowing,
  inMarketplace,
  marketplace,
  newCaller,
  othersOver,
  recordStatements,
  shop,
  type TestClient,
  type TestMarketplace,
  testDatabaseUrl,
  testServer,
  until,
} from "@orderwell/testing";
import fastify from "fastify";
import pg from "pg";
import { sql } from "../../platform/db/sql.ts";
import { ChangeFeed } from "./feed.ts";
import { latestChanges } from "./latest.store.ts";
import { purgeChanges } from "./purge.store.ts";
import { changeStreams, type StreamOptions } from "./stream.ts";

/** Everything after a place that is committed, page by page. */
async function readAll(client: TestClient, after: string, query: object = {}): Promise<wire.Change[]> {
  await othersOver();
  const all: wire.Change[] = [];
  for (;;) {
    const page = await client.ok("Changes.List", { query: { after, ...query } });
    all.push(...page.Items);
    after = page.Next;
    if (!page.More) return all;
  }
}

const brief = (changes: readonly wire.Change[]) =>
  changes.map(({ Kind, Resource, IDs }) => `${Kind} ${Resource} ${Object.values(IDs).join("/")}`);

test("whoever follows is told of what became of objects, once each, in order, wherever they stand", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const after = await beginFollowing(seller);
  await seller.ok("Buyers.Create", { body: { ID: "b1", Name: "B", Active: true } });
  await seller.ok("Buyers.Patch", { path: { buyerID: "b1" }, body: { Name: "C" } });
  await seller.ok("Buyers.Patch", { path: { buyerID: "b1" }, body: { ID: "b2" } });
  await seller.ok("UserGroups.Create", { path: { buyerID: "b2" }, body: { ID: "g", Name: "G" } });
  await seller.ok("AdminUserGroups.Create", { body: { ID: "g", Name: "G" } });
  await seller.ok("Categories.Create", { path: { catalogID: "acme" }, body: { ID: "c", Name: "C", Active: true } });
  await seller.ok("Categories.Delete", { path: { catalogID: "acme", categoryID: "c" } });
  await seller.refused("Buyers.Create", { body: { ID: "b2", Name: "taken" } });
  const changes = await readAll(seller, after);
  assert.deepEqual(
    brief(changes).filter((text) => !/Catalogs/.test(text)),
    [
      "Created Buyers b1",
      "Updated Buyers b1",
      "Deleted Buyers b1",
      "Created Buyers b2",
      "Created UserGroups b2/g",
      "Created AdminUserGroups g",
      "Created Categories acme/c",
      "Deleted Categories acme/c",
    ],
  );
  const group = changes.find(({ Resource }) => Resource === "UserGroups");
  assert.deepEqual(group?.IDs, { buyerID: "b2", userGroupID: "g" });
  assert.equal(group?.UserID, (await seller.ok("Me.Get")).ID);
  assert.ok(group?.LogID && Date.parse(group.Date) > Date.now() - 60_000);
});

test("of what shares a transaction with others' requests each is told of with whoever asked for it", async (t) => {
  const own = await shop(t);
  const numbers = Array.from({ length: 12 }, (_, number) => number);
  for (const number of numbers) await own.seller.ok("Products.Create", { body: { ID: `p${number}`, Name: "P" } });
  const others = await newCaller(own, {}, ["FullAccess"]);
  const users = await Promise.all([own.seller, others].map(async (one) => String((await one.ok("Me.Get")).ID)));
  const after = await beginFollowing(own.seller);
  const sent = recordStatements(t, own.id);
  await Promise.all(
    numbers.map((number) =>
      (number % 2 === 0 ? own.seller : others).ok("Catalogs.SaveProductAssignment", {
        body: { CatalogID: "acme", ProductID: `p${number}` },
      }),
    ),
  );
  const writing = sent
    .take()
    .filter(({ statements }) => statements.some((text) => text.includes("insert into catalog_product")));
  assert.ok(writing.length < numbers.length, `${writing.length} transactions`);
  const changes = await readAll(own.seller, after, { resources: "Products" });
  assert.deepEqual(
    Object.fromEntries(changes.map(({ IDs, UserID }) => [IDs.productID, UserID])),
    Object.fromEntries(numbers.map((number) => [`p${number}`, users[number % 2]])),
  );
  assert.equal(new Set(changes.map(({ LogID }) => LogID)).size, numbers.length);
});

test("an order is told of whatever changed it, and so is the stock that it took", async (t) => {
  const own = await shop(t);
  await own.product("p", { Inventory: { Enabled: true, QuantityAvailable: 10 } } as never);
  const after = await beginFollowing(own.seller);
  const path = { direction: "Outgoing", orderID: "o" };
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  await own.shopper.ok("LineItems.Create", { path, body: { ProductID: "p", Quantity: 2 } });
  await own.shopper.ok("Orders.Submit", { path });
  await own.seller.ok("Orders.Ship", { path: { ...path, direction: "Incoming" }, body: {} });
  const changes = brief(await readAll(own.seller, after));
  assert.equal(changes[0], "Created Orders o");
  assert.ok(changes.filter((text) => text === "Updated Orders o").length >= 3, changes.join());
  assert.ok(changes.includes("Updated Products p"), changes.join());
  assert.deepEqual(
    [...new Set(brief(await readAll(own.seller, after, { resources: "products" })))],
    ["Updated Products p"],
  );
});

test("an order that is renamed is told of as deleted and created, one that is deleted as deleted", async (t) => {
  const own = await shop(t);
  const direction = "Outgoing";
  await own.shopper.ok("Orders.Create", { path: { direction }, body: { ID: "o" } });
  const after = await beginFollowing(own.seller);
  await own.shopper.ok("Orders.Patch", { path: { direction, orderID: "o" }, body: { ID: "renamed" } });
  await own.shopper.ok("Orders.Delete", { path: { direction, orderID: "renamed" } });
  assert.deepEqual(brief(await readAll(own.seller, after)), [
    "Deleted Orders o",
    "Created Orders renamed",
    "Deleted Orders renamed",
  ]);
});

test("an order that loses a promotion which is switched off is told of, and so is one whose forward went with its user", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.product("p", { DefaultSupplierID: "sup" });
  const direction = "Outgoing";
  for (const ID of ["o", "split"]) {
    await shopper.ok("Orders.Create", { path: { direction }, body: { ID } });
    await shopper.ok("LineItems.Create", { path: { direction, orderID: ID }, body: { ProductID: "p" } });
  }
  const promotion = { ID: "three", Code: "three", AllowAllBuyers: true, EligibleExpression: "true" };
  await seller.ok("Promotions.Create", { body: { ...promotion, ValueExpression: "3" } });
  await shopper.ok("Orders.AddPromotion", { path: { direction, orderID: "o", promoCode: "three" } });
  await shopper.ok("Orders.Submit", { path: { direction, orderID: "split" } });
  const admin = await newCaller(own, {}, ["OrderAdmin"]);
  const outgoing = await admin.ok("Orders.Split", { path: { direction: "Incoming", orderID: "split" } });
  assert.equal(outgoing.OutgoingOrders?.length, 1);
  const userID = String((await admin.ok("Me.Get")).ID);

  const orders = async (write: () => Promise<unknown>) => {
    const after = await beginFollowing(seller);
    await write();
    return brief(await readAll(seller, after, { resources: "Orders" }));
  };
  assert.deepEqual(
    await orders(() => seller.ok("Promotions.Patch", { path: { promotionID: "three" }, body: { Active: false } })),
    ["Updated Orders o"],
  );
  const forward = String(outgoing.OutgoingOrders?.[0]?.ID);
  assert.deepEqual(await orders(() => seller.ok("AdminUsers.Delete", { path: { userID } })), [
    "Updated Orders split",
    `Deleted Orders ${forward}`,
  ]);
});

test("orders that nobody submitted are told of as deleted with the user who began them", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await own.product("p");
  const leaver = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  const direction = "Outgoing";
  for (const ID of ["a", "b"]) await leaver.ok("Orders.Create", { path: { direction }, body: { ID } });
  await leaver.ok("LineItems.Create", { path: { direction, orderID: "b" }, body: { ProductID: "p" } });
  await own.shopper.ok("Orders.Create", { path: { direction }, body: { ID: "other" } });
  const userID = String((await leaver.ok("Me.Get")).ID);
  const after = await beginFollowing(seller);
  await seller.ok("Users.Delete", { path: { buyerID: "acme", userID } });
  assert.deepEqual(brief(await readAll(seller, after, { resources: "Orders" })).sort(), [
    "Deleted Orders a",
    "Deleted Orders b",
  ]);
});

test("with many who write at once, some of it undone, a follower who reads meanwhile misses nothing and gets nothing twice", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  let after = await beginFollowing(seller);
  const seen: string[] = [];
  let writing = true;
  const reading = (async () => {
    for (let last = false; !last; ) {
      last = !writing;
      const page = await seller.ok("Changes.List", { query: { after, pageSize: 7, resources: "AdminUserGroups" } });
      seen.push(...page.Items.map(({ IDs }) => String((IDs as { userGroupID: string }).userGroupID)));
      after = page.Next;
      if (page.More) last = false;
      else await new Promise((passed) => setTimeout(passed, 5));
    }
  })();
  const ids = Array.from({ length: 80 }, (_, n) => `g${n}`);
  await Promise.all(
    Array.from({ length: 4 }, async (_, worker) => {
      for (const ID of ids.filter((_id, n) => n % 4 === worker)) {
        await seller.ok("AdminUserGroups.Create", { body: { ID, Name: ID } });
        await seller.refused("AdminUserGroups.Create", { body: { ID, Name: ID } });
      }
    }),
  );
  // A transaction that stays open for a while commits after later ones were read.
  await inMarketplace(own, async (db) => {
    await db.run(sql`insert into outbox.change (marketplace_id, transaction, at, resource, kind, ids, log_id)
      values (${own.id}, pg_current_xact_id()::text::bigint, now(), 'AdminUserGroups', 'Created', '{"userGroupID":"late"}', 'l')`);
    await seller.ok("AdminUserGroups.Create", { body: { ID: "during", Name: "D" } });
    await new Promise((passed) => setTimeout(passed, 100));
  });
  writing = false;
  await reading;
  for (const { IDs } of await readAll(seller, after, { resources: "AdminUserGroups" }))
    seen.push(String((IDs as { userGroupID: string }).userGroupID));
  assert.deepEqual([...seen].sort(), [...ids, "late", "during"].sort());
});

test("where nobody follows nothing is written, and no statement more is sent", async (t) => {
  const own = await marketplace(t);
  const create = (ID: string) => own.seller.ok("AdminUserGroups.Create", { body: { ID, Name: ID } });
  await create("first");
  const sent = recordStatements(t, own.id);
  const asked = (texts: readonly string[]) => texts.some((text) => /outbox\.(change|feed)/.test(text));
  let texts: readonly string[] = [];
  // That nobody does is read beside the first write, and known to those that come once it is.
  for (let tries = 0; tries < 20 && (tries === 0 || asked(texts)); tries++) {
    await create(`second-${tries}`);
    texts = sent.take().flatMap(({ statements }) => statements);
  }
  assert.ok(texts.length > 0 && !asked(texts), texts.join("\n"));
  const rows = await inMarketplace(own, (db) =>
    db.rows(sql`select 1 as one from outbox.change c where c.marketplace_id = ${own.id}`),
  );
  assert.deepEqual(rows, []);
  await beginFollowing(own.seller);
  sent.take();
  await create("third");
  const followed = sent.take();
  assert.equal(
    followed.flatMap(({ statements }) => statements).filter((text) => /outbox\.change/.test(text)).length,
    1,
  );
});

test("followers hear of what their roles read, of their own marketplace, and sellers alone follow", async (t) => {
  const own = await shop(t);
  const neighbour = await marketplace(t);
  const reader = await newCaller(own, {}, ["ProductReader"]);
  const [after, theirs] = [await beginFollowing(own.seller), await beginFollowing(neighbour.seller)];
  await own.product("p");
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const resources = new Set((await readAll(reader, after)).map(({ Resource }) => Resource));
  assert.deepEqual([...resources], ["Products"]);
  const { status, code, data } = await reader.refused("Changes.List", {
    query: { after, resources: "Products,Buyers" },
  });
  assert.deepEqual([status, code, data.AssignedRoles], [403, "Auth.InsufficientRoles", ["ProductReader"]]);
  assert.deepEqual(await readAll(neighbour.seller, theirs), []);
  for (const stranger of [own.shopper, await newCaller(own, { buyer: "acme" })])
    assert.equal((await stranger.refused("Changes.List")).status, 403);
});

/** Rows of a marketplace become eight days older, and whatever is too old is deleted. */
async function aged(t: TestContext, own: TestMarketplace, table: "change" | "feed", column: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  t.after(() => pool.end());
  await pool.query(`update outbox.${table} set ${column} = ${column} - interval '8 days' where marketplace_id = $1`, [
    own.id,
  ]);
  await purgeChanges(pool);
}

test("a page holds from 1 to 200 changes: other sizes are refused, so that none is skipped and none reads all at once", async (t) => {
  const { seller } = await marketplace(t);
  const after = await beginFollowing(seller);
  for (const pageSize of [0, -1, 201, 2_000_000_000]) {
    const { status, code } = await seller.refused("Changes.List", { query: { after, pageSize } });
    assert.equal(`${status} ${code}`, "400 List.InvalidType", String(pageSize));
  }
  for (const pageSize of [1, 200]) await seller.ok("Changes.List", { query: { after, pageSize } });
});

test("places that are none, unknown resources, and what is kept no more are refused by their codes", async (t) => {
  const own = await marketplace(t);
  const refused = async (query: Record<string, unknown>) => {
    const { status, code } = await own.seller.refused("Changes.List", { query });
    return `${status} ${code}`;
  };
  assert.equal(await refused({ after: "1.-1" }), "410 Changes.CursorExpired", "nobody follows yet");
  const after = await beginFollowing(own.seller);
  for (const wrong of ["x", "1", "1.2.3", "1.-2", `${"9".repeat(30)}.1`])
    assert.equal(await refused({ after: wrong }), "400 Changes.InvalidCursor");
  assert.equal(await refused({ after: `${"9".repeat(18)}.1` }), "410 Changes.CursorExpired", "of another database");
  assert.equal(await refused({ after, resources: "Cart" }), "400 Changes.UnknownResource");
  await own.seller.ok("AdminUserGroups.Create", { body: { ID: "g", Name: "G" } });
  await aged(t, own, "change", "at");
  assert.equal(await refused({ after }), "410 Changes.CursorExpired");
  const anew = await beginFollowing(own.seller);
  assert.deepEqual(await readAll(own.seller, anew), []);
  await aged(t, own, "feed", "read_at");
  assert.equal(await refused({ after: anew }), "410 Changes.CursorExpired");
});

interface Event {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Opens a stream, and reads its events. */
async function stream(
  t: TestContext,
  baseUrl: string,
  token: string,
  headers: Record<string, string> = {},
  query = "",
) {
  const ended = new AbortController();
  t.after(() => ended.abort());
  const response = await fetch(`${baseUrl}/v1/changes${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers },
    signal: ended.signal,
  });
  const events: Event[] = [];
  let text = "";
  const over = (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(part)?.[1] ?? "";
        if (!part.startsWith(":")) events.push({ id: field("id"), event: field("event"), data: field("data") });
      }
    }
  })().catch(() => {});
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    events,
    over,
    end: () => ended.abort(),
    async until(number: number) {
      await until(
        () => events.length >= number,
        () => `${events.length} events`,
      );
      return events.map(({ data }) => JSON.parse(data) as wire.Change);
    },
  };
}

test("a stream sends each change as it is committed, and goes on where its reader was cut off", async (t) => {
  const own = await marketplace(t);
  const create = (ID: string) => own.seller.ok("AdminUserGroups.Create", { body: { ID, Name: ID } });
  const after = await beginFollowing(own.seller);
  await create("before");
  const first = await stream(t, own.baseUrl, own.seller.token, {}, `?after=${after}&resources=adminusergroups`);
  assert.deepEqual([first.status, first.type], [200, "text/event-stream; charset=utf-8"]);
  await create("one");
  assert.deepEqual(brief(await first.until(2)), ["Created AdminUserGroups before", "Created AdminUserGroups one"]);
  const { id, event } = first.events[1]!;
  assert.equal(event, "change");
  first.end();
  await create("two");
  await create("three");
  const second = await stream(t, own.baseUrl, own.seller.token, { "last-event-id": id });
  assert.deepEqual(brief(await second.until(2)), ["Created AdminUserGroups two", "Created AdminUserGroups three"]);
});

/** Streams of a server of their own, within these bounds. */
async function bounded(t: TestContext, options: Partial<StreamOptions>, looks: string[][] = []): Promise<string> {
  const { app } = await testServer();
  const { access, tenants } = app.services;
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  t.after(() => pool.end());
  const look = latestChanges(pool);
  const latest: typeof look = (ids) => {
    looks.push([...ids].sort());
    return look(ids);
  };
  const feed = new ChangeFeed({ tenants, latest, lookMs: 50 });
  t.after(() => feed.close());
  const server = fastify({ forceCloseConnections: true });
  const usual = { most: 9, mostEach: 9, silenceMs: 9_000, admittedMs: 9_000, patienceMs: 9_000 };
  const streams = changeStreams(server, { access, works: app.works, feed }, { ...usual, ...options });
  server.get("/v1/changes", () => "no stream");
  t.after(async () => {
    streams.close();
    await server.close();
  });
  return server.listen({ host: "127.0.0.1", port: 0 });
}

test("a marketplace has so many streams and no more, and another has its own", async (t) => {
  const url = await bounded(t, { mostEach: 2 });
  const [own, other] = [await marketplace(t), await marketplace(t)];
  await Promise.all([beginFollowing(own.seller), beginFollowing(other.seller)]);
  const opened = [await stream(t, url, own.seller.token), await stream(t, url, own.seller.token)];
  assert.deepEqual(
    opened.map(({ status }) => status),
    [200, 200],
  );
  assert.notEqual((await stream(t, url, own.seller.token)).status, 200);
  assert.equal((await stream(t, url, other.seller.token)).status, 200);
  opened[0]!.end();
  await until(async () => (await stream(t, url, own.seller.token)).status === 200, "its place is not given back");
});

test("streams hear within the pause of a look what others commit, by one look for all of them, and read only then", async (t) => {
  const looks: string[][] = [];
  const url = await bounded(t, {}, looks);
  const [own, other] = [await marketplace(t), await marketplace(t)];
  await Promise.all([beginFollowing(own.seller), beginFollowing(other.seller)]);
  const streams = [
    await stream(t, url, own.seller.token),
    await stream(t, url, own.seller.token),
    await stream(t, url, other.seller.token),
  ];
  const before = looks.length;
  const began = performance.now();
  await until(() => looks.length >= before + 5, "nobody looks");
  const since = looks.slice(before);
  const pauses = (performance.now() - began) / 50;
  assert.ok(since.length <= pauses + 2, `${since.length} looks in ${pauses} pauses`);
  assert.deepEqual(since.at(-1), [own.id, other.id].sort());
  // The server under test is another process to those streams: it wakes none of them.
  await own.seller.ok("AdminUserGroups.Create", { body: { ID: "g", Name: "G" } });
  for (const one of streams.slice(0, 2)) assert.deepEqual(brief(await one.until(1)), ["Created AdminUserGroups g"]);
  assert.equal(streams[2]?.events.length, 0);
});

test("a stream ends with its token, and says now and then that it is there", async (t) => {
  const url = await bounded(t, { admittedMs: 100, silenceMs: 60 });
  const own = await marketplace(t);
  await beginFollowing(own.seller);
  const caller = await newCaller(own, {}, ["ProductReader"]);
  const open = await stream(t, url, caller.token);
  await until(
    () => open.events.length >= 2,
    () => `${open.events.length} events`,
  );
  assert.ok(open.events.length >= 2 && open.events.every(({ event }) => event === "place"));
  const { ID } = await caller.ok("Me.Get");
  await own.seller.ok("AdminUsers.Patch", { path: { userID: ID }, body: { Active: false } });
  await open.over;
  const last = open.events.at(-1);
  assert.deepEqual([last?.event, JSON.parse(last?.data ?? "{}").Errors[0].ErrorCode], ["error", "InvalidToken"]);
});

test("a reader who takes nothing is cut off, and holds up nobody", async (t) => {
  const url = await bounded(t, { mostEach: 1, patienceMs: 300 });
  const own = await marketplace(t);
  const after = await beginFollowing(own.seller);
  await inMarketplace(own, (db) =>
    db.run(sql`insert into outbox.change (marketplace_id, transaction, at, resource, kind, ids, log_id)
      select ${own.id}, pg_current_xact_id()::text::bigint, now(), 'Buyers', 'Updated', json_build_object('buyerID', repeat('b', 100)),
        'l' from generate_series(1, 60000)`),
  );
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  t.after(() => socket.destroy());
  socket.write(
    `GET /v1/changes?after=${after} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${own.seller.token}\r\n\r\n`,
  );
  socket.pause();
  await new Promise((passed) => setTimeout(passed, 500));
  const next = await until(async () => {
    const one = await stream(t, url, own.seller.token, {}, `?after=${after}`);
    return one.status === 200 && one;
  }, "The stream was not ended");
  assert.ok((await next.until(300)).length >= 300);
});
