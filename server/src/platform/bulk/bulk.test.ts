import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { marketplace, newCaller, shop, type TestClient, testDatabaseUrl, testServer, until } from "@orderwell/testing";
import pg from "pg";
import { crudFixture, crudResources, fixturePath, fullestBody } from "../../contract-tests/crud-resources.ts";
import { buyerFixture, sellerFixture, supplierFixture } from "../../contract-tests/fixtures.ts";

type Told = Readonly<Record<string, unknown>>;

const ask = (client: TestClient, path: string, init: RequestInit = {}) =>
  fetch(`${client.baseUrl}/v1/bulk/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${client.token}`, "content-type": "application/x-ndjson" },
  });

const lines = (text: string): Told[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

async function exported(client: TestClient, query = ""): Promise<string> {
  const reply = await ask(client, `export${query}`);
  const text = await reply.text();
  assert.equal(reply.status, 200, text);
  return text;
}

async function imported(client: TestClient, body: string, query = ""): Promise<Told[]> {
  const reply = await ask(client, `import${query}`, { method: "POST", body });
  const text = await reply.text();
  assert.equal(reply.status, 200, text);
  return lines(text);
}

/** Which rows a marketplace has, and which transaction wrote each, by table. */
async function written(marketplaceId: string): Promise<Readonly<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: await testDatabaseUrl() });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'marketplace_id'",
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      // When users were there last is noted meanwhile, whatever they do.
      const [writer, row] =
        name === "app_user" ? ["null", "(to_jsonb(t) - 'last_active')::text"] : ["max(xmin::text::bigint)", "t::text"];
      const rows = `select count(*)::int, ${writer}, sum(hashtextextended(${row}, 0)) from "${name}" t`;
      found[name] = (await client.query(`${rows} where marketplace_id = $1`, [marketplaceId])).rows[0];
    }
    return found;
  } finally {
    await client.end();
  }
}

const end = (told: readonly Told[]): Told => told.at(-1) as Told;

test("a whole export that is imported into an empty marketplace gives an equal export, and again changes nothing", async (t) => {
  const own = await shop(t);
  const fixture = await crudFixture(own);
  const id = `all-${own.id}`;
  await supplierFixture(own.seller, id);
  await buyerFixture(own.seller, id);
  await sellerFixture(own.seller, id);
  for (const [index, resource] of crudResources.entries()) {
    const body = {
      ...fullestBody(resource, `Ours${index}`),
      ...(resource.choosesId && { ID: `made-${index}` }),
    };
    if (resource.model.name === "IntegrationEvent")
      Object.assign(body, { CustomAuthHeaderName: null, CustomAuthHeaderValue: null });
    const answer = await fixture.caller(resource.create).raw("POST", fixturePath(resource.create.path), body);
    assert.equal(answer.status, 201, `${resource.create.id}: ${JSON.stringify(answer.body)}`);
  }
  await own.seller.ok("Products.Create", { body: { ID: "family", Name: "Family", IsParent: true, Active: true } });
  await own.seller.ok("Products.Create", { body: { ID: "a-child", ParentID: "family", Description: "Own" } as never });
  const whole = await exported(own.seller);
  const empty = await marketplace(t);
  const told = await imported(empty.seller, whole);
  assert.deepEqual(
    told.filter(({ Errors }) => Errors),
    [],
    JSON.stringify(
      told.filter(({ Errors }) => Errors),
      null,
      1,
    ).slice(0, 6000),
  );
  assert.equal(end(told).Done, true);
  assert.deepEqual(lines(await exported(empty.seller)), lines(whole));
  await empty.seller.ok("Products.Patch", { path: { productID: "family" }, body: { Name: "Renamed" } });
  const child = await empty.seller.ok("Products.Get", { path: { productID: "a-child" } });
  assert.deepEqual([child.Name, child.Description], ["Renamed", "Own"], "what a child inherits it goes on inheriting");
  await imported(empty.seller, whole);
  const before = await written(empty.id);
  const again = await imported(empty.seller, whole);
  assert.deepEqual([end(again).Created, end(again).Failed, end(again).Done], [0, 0, true]);
  const after = await written(empty.id);
  assert.deepEqual(
    Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name])),
    [],
    "tables of which rows were written",
  );
  assert.deepEqual(lines(await exported(empty.seller)), lines(whole));
});

const product = (ID: string, more: object = {}): string =>
  `${JSON.stringify({ Resource: "Products", ID, Name: ID, Active: true, ...more })}\n`;
const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");
const errors = (told: readonly Told[]) =>
  told
    .filter(({ Errors }) => Errors)
    .map(({ Line, ID, Errors }) => [Line, ID, (Errors as { ErrorCode: string }[]).map(({ ErrorCode }) => ErrorCode)]);

test("children arrive with what is theirs alone, also where their parents have the same", async (t) => {
  const [from, to] = [await marketplace(t), await marketplace(t)];
  const same = { Active: true, Returnable: true };
  const make = (body: object) => from.seller.ok("Products.Create", { body: body as never });
  await make({ ID: "family", Name: "Family", IsParent: true, ...same });
  await make({ ID: "on", ParentID: "family", ...same });
  await make({ ID: "off", ParentID: "family", Active: false, Returnable: true });
  const get = (who: typeof from, productID: string) => who.seller.ok("Products.Get", { path: { productID } });
  const shown = async (who: typeof from) =>
    (await Promise.all([get(who, "on"), get(who, "off")])).map(({ Name, Active, Returnable }) => [
      Name,
      Active,
      Returnable,
    ]);
  const children = [
    ["Family", true, true],
    ["Family", false, true],
  ];
  assert.deepEqual(await shown(from), children);
  await imported(to.seller, await exported(from.seller));
  assert.deepEqual(await shown(to), children);
  const activate = (Active: boolean) =>
    to.seller.ok("Products.Patch", { path: { productID: "family" }, body: { Active } });
  await activate(false);
  await imported(to.seller, await exported(to.seller));
  await activate(true);
  assert.deepEqual(await shown(to), children, "an export beneath an inactive parent takes nothing from them");
});

test("objects are written while those before them are, and end as if one had come after the other", async (t) => {
  const { id, seller } = await marketplace(t);
  const { works } = (await testServer()).app;
  let [running, most] = [0, 0];
  const { run } = works;
  t.mock.method(works, "run", async (...args: Parameters<typeof run>) => {
    // Background work is for other marketplaces as well.
    if (args[0] !== id) return Reflect.apply(run, works, args);
    most = Math.max(most, ++running);
    try {
      return await Reflect.apply(run, works, args);
    } finally {
      running--;
    }
  });
  const body = [
    product("family", { IsParent: true }),
    many(450, (n) => product(`p${n}`, { xp: { round: 1 } })),
    // What it names is being written.
    product("child", { ParentID: "family" }),
    many(250, (n) => product(`q${n}`)),
    product("p449", { Name: "Renamed" }),
    product("q249", { Name: "Renamed" }),
    product("wrong", { DefaultPriceScheduleID: "none" }),
    many(300, (n) => product(`p${n}`, { xp: { round: 2 } })),
    "no JSON\n",
    product("p0", { xp: { round: 3 } }),
  ].join("");
  const told = await imported(seller, body);
  assert.deepEqual(errors(told), [
    [705, "wrong", ["NotFound"]],
    [1006, undefined, ["Request.InvalidRequestBody"]],
  ]);
  assert.deepEqual(end(told), { Line: 1_007, Created: 702, Saved: 303, Failed: 2, Done: true });
  assert.equal(most, 2, "so many transactions at once");
  const get = (productID: string) => seller.ok("Products.Get", { path: { productID } });
  assert.deepEqual((await get("p0")).xp, { round: 3 });
  assert.deepEqual((await get("p299")).xp, { round: 2 });
  assert.deepEqual([(await get("p449")).Name, (await get("q249")).Name], ["Renamed", "Renamed"]);
  assert.equal((await get("child")).ParentID, "family");
});

/** Counts things by turns of the event loop. */
function byTurn(t: TestContext): { readonly most: number; count(): void } {
  let [inTurn, most, over] = [0, 0, false];
  const turn = (): void => {
    inTurn = 0;
    if (!over) setImmediate(turn);
  };
  turn();
  t.after(() => {
    over = true;
  });
  return {
    get most() {
      return most;
    },
    count() {
      most = Math.max(most, ++inTurn);
    },
  };
}

test("rows that are refused without asking the database leave other requests their turns", async (t) => {
  const { id, seller } = await marketplace(t);
  const { works } = (await testServer()).app;
  let attempts = 0;
  const turns = byTurn(t);
  const { run } = works;
  t.mock.method(works, "run", (...args: Parameters<typeof run>) => {
    if (args[0] === id) {
      attempts++;
      turns.count();
    }
    return Reflect.apply(run, works, args);
  });
  const told = await imported(
    seller,
    many(400, (n) => product(`p${n}`, { Active: "perhaps" })),
  );
  assert.equal(end(told).Failed, 400);
  assert.ok(attempts > 400, `${attempts}`);
  assert.ok(turns.most <= 4, `${turns.most} attempts in one turn`);
});

test("rows that are new begin some at a time, so that other requests have turns between them", async (t) => {
  const { id, seller } = await marketplace(t);
  const { works } = (await testServer()).app;
  let written = 0;
  const turns = byTurn(t);
  const { run } = works;
  t.mock.method(works, "run", (...[marketplaceId, actor, mode, act, origin]: Parameters<typeof run>) => {
    const counted: typeof act = (work) => {
      const { db } = work;
      const rowLater = db.rowLater.bind(db);
      db.rowLater = (...args) => {
        // The first ones may be there already, and are written when the database has said that they are not.
        if (++written > 600) turns.count();
        return rowLater(...args);
      };
      return act(work);
    };
    return Reflect.apply(run, works, [marketplaceId, actor, mode, marketplaceId === id ? counted : act, origin]);
  });
  const rows = many(1_400, (n) => product(`p${n}`));
  assert.equal(end(await imported(seller, rows)).Created, 1_400);
  assert.ok(written >= 1_400, `${written}`);
  assert.ok(turns.most > 0 && turns.most <= 100, `${turns.most} rows in one turn`);
});

/** Has a listener told of the statements that are started in writes of a marketplace. */
async function listenToWrites(t: TestContext, marketplaceId: string, told: () => void): Promise<void> {
  const { works } = (await testServer()).app;
  const { run } = works;
  t.mock.method(works, "run", (...[id, actor, mode, act, origin]: Parameters<typeof run>) => {
    const listened: typeof act = (work) => {
      const { db } = work;
      for (const name of ["row", "rows", "run", "runLater", "rowLater"] as const) {
        const send = db[name].bind(db) as (...args: unknown[]) => never;
        db[name] = (...args: unknown[]) => {
          told();
          return send(...args);
        };
      }
      return act(work);
    };
    return Reflect.apply(run, works, [id, actor, mode, id === marketplaceId ? listened : act, origin]);
  });
}

test("rows that are there already go on some at a time, so that other requests have turns between them", async (t) => {
  const { id, seller } = await marketplace(t);
  const rows = many(600, (n) => product(`p${n}`));
  assert.equal(end(await imported(seller, rows)).Created, 600);
  const turns = byTurn(t);
  let sent = 0;
  await listenToWrites(t, id, () => {
    sent++;
    turns.count();
  });
  assert.equal(end(await imported(seller, rows)).Saved, 600);
  assert.ok(sent >= 600, `${sent}`);
  // Two transactions may be under way, with 48 rows in each.
  assert.ok(turns.most <= 200, `${turns.most} statements in one turn`);
});

test("rows that are there as they are take one statement", async (t) => {
  const { id, seller } = await marketplace(t);
  const schedule = (n: number) => ({ Resource: "PriceSchedules", ID: `p${n}`, Name: `Price ${n}`, xp: { N: n } });
  const rows = many(100, (n) => `${JSON.stringify(schedule(n))}\n`);
  assert.equal(end(await imported(seller, rows)).Created, 100);
  let sent = 0;
  await listenToWrites(t, id, () => void sent++);
  assert.equal(end(await imported(seller, rows)).Saved, 100);
  assert.equal(sent, 100);
});

test("people's groups, addresses and cards, and who has them, share transactions", async (t) => {
  const { id, seller } = await marketplace(t);
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const inBuyer = (Resource: string, row: object) => `${JSON.stringify({ Resource, BuyerID: "b", ...row })}\n`;
  const address = { Street1: "S", City: "C", State: "MN", Zip: "55401", Country: "US", AddressName: "A" };
  const people = { FirstName: "F", LastName: "L", Email: "f@example.com", Active: true };
  const count = 60;
  const rows = [
    ...[0, 1].map((n) => inBuyer("Users", { ID: `u${n}`, Username: `${id}-${n}`, ...people })),
    many(count, (n) => inBuyer("UserGroups", { ID: `g${n}`, Name: "G" })),
    many(count, (n) => inBuyer("UserGroups.UserAssignments", { UserGroupID: `g${n}`, UserID: `u${n % 2}` })),
    many(count, (n) => inBuyer("Addresses", { ID: `a${n}`, ...address })),
    many(count, (n) => inBuyer("Addresses.Assignments", { AddressID: `a${n}`, UserID: "u0", IsShipping: true })),
    many(count, (n) => inBuyer("CostCenters", { ID: `c${n}`, Name: "C" })),
    many(count, (n) => inBuyer("CostCenters.Assignments", { CostCenterID: `c${n}`, UserGroupID: "g1" })),
    many(count, (n) => inBuyer("CreditCards", { ID: `c${n}`, CardType: "V", Token: `t${n}` })),
    many(count, (n) => inBuyer("CreditCards.Assignments", { CreditCardID: `c${n}`, UserID: "u1" })),
  ];
  const { works } = (await testServer()).app;
  const { run } = works;
  let transactions = 0;
  t.mock.method(works, "run", (...args: Parameters<typeof run>) => {
    if (args[0] === id && args[2] === "write") transactions++;
    return Reflect.apply(run, works, args);
  });
  const { Created, Saved, Failed } = end(await imported(seller, rows.join("")));
  assert.deepEqual([Created, Saved, Failed], [2 + 4 * count, 4 * count, 0]);
  assert.ok(transactions < 60, `${transactions}`);
  // A wrong one is told, and takes none of the others along.
  const members = [0, 1, 2].map((n) => ({ UserGroupID: n === 1 ? "nowhere" : `g${n}`, UserID: "u1" }));
  const told = await imported(seller, members.map((row) => inBuyer("UserGroups.UserAssignments", row)).join(""));
  assert.deepEqual(errors(told), [[2, undefined, ["NotFound"]]]);
  const query = { userID: "u1", pageSize: 100 };
  const { Meta } = await seller.ok("UserGroups.ListUserAssignments", { path: { buyerID: "b" }, query });
  assert.equal(Meta.TotalCount, count / 2 + 2);
});

test("of rows that want the same username the first gets it, however many are written at a time", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const user = (ID: string, Username: string): string =>
    `${JSON.stringify({ Resource: "Users", BuyerID: "b", ID, Username, FirstName: "F", LastName: "L", Email: "f@example.com", Active: true })}\n`;
  const named = (n: number) => `name-${n}`;
  const told = await imported(seller, many(200, (n) => user(`u${n}`, named(n))) + user("late", named(199)));
  assert.deepEqual(errors(told), [[201, "late", ["User.UsernameMustBeUnique"]]]);
  assert.deepEqual(end(told), { Line: 201, Created: 200, Saved: 0, Failed: 1, Done: true });
});

test("rows that are wrong are told by line, ID and error, and all others are imported", async (t) => {
  const { seller } = await marketplace(t);
  const body = [
    product("one"),
    "\n",
    "no JSON\n",
    product("two", { DefaultPriceScheduleID: "none" }),
    product("three", { QuantityMultiplier: "x", Name: "n".repeat(101) }),
    '{"Resource":"Nothing","ID":"x"}\n',
    "[1]\n",
    product("not an id"),
    `{"Resource":"Products","Name":"${"x".repeat(300_000)}"}\n`,
    product("ONE", { Name: "Renamed", xp: { long: 1 } }).replace('"long":1', '"long":12345678901234567890'),
    '{"Resource":"products","ID":"four","Name":"Without an end","Active":true}',
  ].join("");
  const told = await imported(seller, body);
  assert.deepEqual(errors(told), [
    [3, undefined, ["Request.InvalidRequestBody"]],
    [4, "two", ["NotFound"]],
    [5, "three", ["ValidationFailure", "ValidationFailure"]],
    [6, "x", ["NotFound"]],
    [7, undefined, ["Request.InvalidRequestBody"]],
    [8, "not an id", ["ValidationFailure"]],
    [9, undefined, ["Request.InvalidRequestBody"]],
  ]);
  assert.deepEqual(end(told), { Line: 11, Created: 2, Saved: 1, Failed: 7, Done: true });
  const page = await seller.raw("GET", "/v1/products?sortBy=ID");
  assert.deepEqual(
    page.body.Items.map(({ ID, Name }: Told) => [ID, Name]),
    [
      ["four", "Without an end"],
      ["ONE", "Renamed"],
    ],
  );
  assert.match(await exported(seller, "?resource=Products"), /"long":12345678901234567890/);
});

test("what a row does not name stays, and rows of the same object are written in their order", async (t) => {
  const { seller } = await marketplace(t);
  await imported(seller, product("p", { Description: "Kept", xp: { a: 1 } }));
  await imported(
    seller,
    many(20, (index) => `{"Resource":"Products","ID":"p","Name":"N${index}"}\n`),
  );
  const { Name, Description, xp } = await seller.ok("Products.Get", { path: { productID: "p" } });
  assert.deepEqual([Name, Description, xp], ["N19", "Kept", { a: 1 }]);
});

test("a dry run tells what an import would, finds what the file itself brings, and keeps nothing", async (t) => {
  const { seller } = await marketplace(t);
  const schedule = { Resource: "PriceSchedules", ID: "s", Name: "S", PriceBreaks: [{ Quantity: 1, Price: 5 }] };
  const body = [
    `${JSON.stringify(schedule)}\n`,
    many(30, (index) => product(`p${index}`, { DefaultPriceScheduleID: index === 7 ? "none" : "s" })),
  ].join("");
  const told = await imported(seller, body, "?dryRun=true");
  assert.deepEqual(errors(told), [[9, "p7", ["NotFound"]]]);
  assert.deepEqual(end(told), { Line: 31, Created: 30, Saved: 0, Failed: 1, Done: true });
  assert.equal(await exported(seller), "");
  assert.deepEqual(end(await imported(seller, body)), end(told));
});

test("an import that is interrupted leaves whole rows; going on after its last line, or from the start, ends the same", async (t) => {
  const { seller } = await marketplace(t);
  const body = many(3_000, (index) => product(`p${index}`, { xp: { index } }));
  const { hostname, port } = new URL(seller.baseUrl);
  const socket = connect(Number(port), hostname);
  const headers = `authorization: Bearer ${seller.token}\r\ncontent-type: application/x-ndjson`;
  socket.write(`POST /v1/bulk/import HTTP/1.1\r\nhost: x\r\n${headers}\r\ncontent-length: ${body.length}\r\n\r\n`);
  socket.write(body.slice(0, Math.floor(body.length / 2)));
  const heard: string[] = [];
  socket.setEncoding("utf8").on("data", (text: string) => heard.push(text));
  while (!heard.join("").includes('"Line":1000,')) await setTimeout(10);
  socket.destroy();
  const count = async () => Number((await seller.raw("GET", "/v1/products?pageSize=1")).body.Meta.TotalCount);
  const left = await count();
  assert.ok(left >= 1_000 && left < 3_000, `${left}`);
  const rest = await imported(seller, body, "?from=1001");
  assert.deepEqual([end(rest).Line, end(rest).Done, end(rest).Failed], [3_000, true, 0]);
  assert.equal(await count(), 3_000);
  const whole = await exported(seller, "?resource=Products");
  assert.deepEqual(end(await imported(seller, body)), { Line: 3_000, Created: 0, Saved: 3_000, Failed: 0, Done: true });
  assert.equal(await exported(seller, "?resource=Products"), whole);
});

test("roles, kinds of users and tenants count for each row and each resource, as they do one by one", async (t) => {
  const own = await shop(t);
  const other = await marketplace(t);
  await own.product("secret");
  const reader = await newCaller(own, {}, ["ProductReader"]);
  const refused = await ask(reader, "export");
  assert.equal(refused.status, 403);
  assert.match(await exported(reader, "?resource=Products"), /"secret"/);
  assert.equal(await exported(other.seller, "?resource=Products"), "");
  const written = await imported(reader, product("secret", { Name: "Mine" }));
  assert.deepEqual(errors(written), [[1, "secret", ["Auth.InsufficientRoles"]]]);
  const foreign = await imported(other.seller, '{"Resource":"Users","BuyerID":"acme","ID":"x","Username":"x"}\n');
  assert.equal(errors(foreign).length, 1);
  assert.deepEqual(errors(await imported(own.shopper, product("secret"))), [[1, "secret", ["Auth.InsufficientRoles"]]]);
  const anybody = await ask({ ...reader, token: "" } as never, "import", { method: "POST", body: product("x") });
  assert.equal(anybody.status, 401);
  await imported(other.seller, product("secret", { Name: "Another" }));
  assert.equal((await own.seller.ok("Products.Get", { path: { productID: "secret" } })).Name, "secret");
});

test("products, prices and stock go and come as comma-separated values", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("AdminAddresses.Create", {
    body: { ID: "hall", Street1: "1 Main St", City: "Leeds", Country: "GB" },
  });
  const prices = "ID,Name,Currency,Quantity,Price\r\ns,S,,1,10\r\ns,S,,10,9.5\r\nt,T,,1,7\r\n";
  const csv = async (resource: string, body: string) => imported(seller, body, `?resource=${resource}&format=csv`);
  assert.deepEqual(end(await csv("PriceSchedules", prices)).Created, 2);
  const products = [
    "ID,Name,Active,DefaultPriceScheduleID,Inventory.Enabled,Inventory.QuantityAvailable,xp.Size,xp.Tags",
    'p,"A ""quoted"", name",true,s,true,5,3,"[""a""]"',
    'q,"Two\nlines",true,t,,,large,',
    "r,R,perhaps,,,,,",
    "",
  ].join("\n");
  const told = await csv("Products", products);
  assert.deepEqual(errors(told), [[5, "r", ["ValidationFailure"]]]);
  const [p, q] = [
    await seller.ok("Products.Get", { path: { productID: "p" } }),
    await seller.ok("Products.Get", { path: { productID: "q" } }),
  ];
  assert.deepEqual([p.Name, p.Inventory?.QuantityAvailable, p.xp], ['A "quoted", name', 5, { Size: 3, Tags: ["a"] }]);
  assert.deepEqual([q.Name, q.xp], ["Two\nlines", { Size: "large" }]);
  await csv("InventoryRecords", "ProductID,ID,AddressID,QuantityAvailable\nq,at-hall,hall,40\n");
  for (const resource of ["PriceSchedules", "Products", "InventoryRecords"]) {
    const query = `?resource=${resource}&format=csv`;
    const text = await exported(seller, query);
    assert.equal(end(await imported(seller, text, query)).Failed, 0, resource);
    assert.equal(await exported(seller, query), text);
  }
  assert.match(await exported(seller, "?resource=PriceSchedules&format=csv"), /\r\n,s,S,.*,10,9\.5,/);
  const wrong = await ask(seller, "import?resource=Buyers&format=csv", { method: "POST", body: "ID\nx\n" });
  assert.equal(wrong.status, 400);
});

/** What ended an import. */
const ending = (told: readonly Told[]): unknown => {
  const { Done, Errors } = end(told) as { Done?: boolean; Errors?: { Data: { Problem: string } }[] };
  return Done === false ? Errors?.[0]?.Data.Problem : Done;
};

test("a file that names what is no property, or one twice, is refused before any row is written", async (t) => {
  const { seller } = await marketplace(t);
  const csv = async (names: string, resource = "Products") =>
    ending(await imported(seller, `${names}\na,b,c\n`, `?resource=${resource}&format=csv`));
  for (const name of ["Nmae", "Inventory.Enabld", "Inventory.Enabled.x", "__proto__.polluted", "xp.__proto__.polluted"])
    assert.equal(await csv(`ID,Name,${name}`), `No property is named as the column ${name}.`);
  assert.equal(await csv("ID,Name,Name"), "There are two columns Name.");
  assert.equal(await csv("ID,Name,Prize", "PriceSchedules"), "No property is named as the column Prize.");
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.equal(await exported(seller), "");
  assert.equal(ending(await imported(seller, "ID,,Name,\na, ,A,\n", "?resource=Products&format=csv")), true);
  assert.equal(await csv("ID,Name,IsParent"), true, "what only the platform writes is left out, as in bodies");
});

test("a row of CSV that is none is told of by line, and those around it are imported", async (t) => {
  const { seller } = await marketplace(t);
  const csv = async (body: string) => imported(seller, body, "?resource=Products&format=csv");
  const rows = 'ID,Name\na,A\nb,5" pipe "x"\nc,"C, with ""quotes"""\nd\ne,E\nf,F,more\n';
  const told = await csv(rows);
  assert.deepEqual(
    told.filter(({ Errors }) => Errors).map(({ Line }) => Line),
    [3, 5, 7],
  );
  assert.deepEqual(end(told), { Line: 7, Created: 3, Saved: 0, Failed: 3, Done: true });
  const nameless = await csv("ID,,Name,\nv,,V,\nw,lost,W,\nx,,X,lost\ny,,Y,\n");
  assert.deepEqual(
    nameless.slice(0, -1).map(({ Line, Errors }) => [Line, (Errors as { Data: unknown }[])[0]?.Data]),
    [
      [3, { Problem: "Column 2 has no name, and a cell that is not empty." }],
      [4, { Problem: "Column 4 has no name, and a cell that is not empty." }],
    ],
    "what a row holds is not left out in silence",
  );
  assert.deepEqual(end(nameless), { Line: 5, Created: 2, Saved: 0, Failed: 2, Done: true });
  assert.match(String(ending(await csv('ID,Name\ng,G\nh,"H\n'))), /Quote Not Closed.*line 3/);
  assert.match(String(ending(await csv('ID,Name\ni,I\nj,"J" x\nk,K\n'))), /Invalid Closing Quote.*line 3/);
});

test("rows of one price schedule that do not follow each other do not take each other's place", async (t) => {
  const { seller } = await marketplace(t);
  const rows = "ID,Name,Quantity,Price\ns,S,1,10\nt,T,1,7\nS,S,10,9\n";
  const told = await imported(seller, rows, "?resource=PriceSchedules&format=csv");
  assert.deepEqual(
    told.filter(({ Errors }) => Errors).map(({ Line }) => Line),
    [4],
  );
  const { PriceBreaks } = await seller.ok("PriceSchedules.Get", { path: { priceScheduleID: "s" } });
  assert.deepEqual(
    PriceBreaks?.map(({ Quantity }) => Quantity),
    [1],
  );
});

test("rows are read as their marks and charsets say, and no character is stored that nobody wrote", async (t) => {
  const { seller } = await marketplace(t);
  const send = async (body: Buffer, query: string, type: string) => {
    const headers = { authorization: `Bearer ${seller.token}`, "content-type": type };
    const reply = await fetch(`${seller.baseUrl}/v1/bulk/import${query}`, {
      method: "POST",
      headers,
      body: body as Buffer<ArrayBuffer>,
    });
    return reply.status === 200 ? lines(await reply.text()) : reply.status;
  };
  const row = product("a", { Name: "Größe ☂" });
  const csv = "ID,Name\nb,Größe ☂\n";
  const inCsv = "?resource=Products&format=csv";
  const plain = (text: string) => Buffer.from(text);
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
  const ways: readonly (readonly [(text: string) => Buffer, string])[] = [
    [plain, ""],
    [(text) => plain(`\ufeff${text}`), ""],
    [utf16, ""],
    [(text) => utf16(text).swap16(), ""],
    [(text) => utf16(text).subarray(2), "; charset=utf-16le"],
  ];
  for (const [write, charset] of ways) {
    assert.equal(ending((await send(write(row), "", `application/x-ndjson${charset}`)) as Told[]), true);
    assert.equal(ending((await send(write(csv), inCsv, `text/csv${charset}`)) as Told[]), true);
    for (const productID of ["a", "b"])
      assert.equal((await seller.ok("Products.Get", { path: { productID } })).Name, "Größe ☂", charset);
    await seller.ok("Products.Delete", { path: { productID: "a" } });
    await seller.ok("Products.Delete", { path: { productID: "b" } });
  }
  const latin = (text: string) => Buffer.from(text.replace(" ☂", ""), "latin1");
  const wrong = (await send(Buffer.concat([latin(row), plain(product("c"))]), "", "application/x-ndjson")) as Told[];
  assert.deepEqual(errors(wrong), [[1, undefined, ["Request.InvalidRequestBody"]]]);
  const wrongCell = (await send(Buffer.concat([latin(csv), plain("d,D\n")]), inCsv, "text/csv")) as Told[];
  assert.deepEqual(
    [errors(wrongCell), JSON.stringify(wrongCell).includes("Name: Its bytes")],
    [[[2, undefined, ["Request.InvalidRequestBody"]]], true],
  );
  assert.match(
    String(ending((await send(utf16(csv).subarray(0, 7), inCsv, "text/csv")) as Told[])),
    /no text in utf-16le/,
  );
  assert.equal(await send(plain(row), "", "text/plain; charset=klingon"), 400);
  assert.deepEqual(
    lines(await exported(seller)).map(({ ID }) => ID),
    ["c", "d"],
  );
});

test("a row that does not say which object it is about is refused: it would make another one each time", async (t) => {
  const { seller } = await marketplace(t);
  const rows =
    '{"Resource":"Products","Name":"a"}\n{"Resource":"Products","ID":"","Name":"a"}\n{"Resource":"Products","ID":null,"Name":"a"}\n';
  const told = await imported(seller, rows + product("b"));
  assert.deepEqual(
    errors(told).map(([Line, , codes]) => [Line, codes]),
    [1, 2, 3].map((line) => [line, ["ValidationFailure"]]),
  );
  assert.match(JSON.stringify(told), /"Property":"ID"/);
  assert.equal(end(told).Created, 1);
});

test("an import that ends before its body tells why, and the connection goes on with the next request", async (t) => {
  const { seller } = await marketplace(t);
  const { hostname, port } = new URL(seller.baseUrl);
  const long = "x".repeat(1_500);
  const wrong = many(4_000, (n) => product(`w${n}`, { Active: "perhaps", Description: long }));
  const wrongCsv = `ID,Name,Active,Description\n${many(4_000, (n) => `w${n},n,perhaps,${long}\n`)}`;
  for (const [query, body] of [
    ["", wrong],
    ["?resource=Products&format=csv", wrongCsv],
    ["?resource=Products&format=csv", `ID,Name\n"a"b,\n${long.repeat(4_000)}`],
  ] as const) {
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
    });
    const head = (first: string) => `${first} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${seller.token}\r\n`;
    socket.write(`${head(`POST /v1/bulk/import${query}`)}content-length: ${body.length}\r\n\r\n`);
    socket.write(body);
    socket.write(`${head("GET /v1/me")}\r\n`);
    const both = /"Done":false.*HTTP\/1.1 200 OK.*"Username"/s;
    await until(() => both.test(heard), "both replies");
  }
});

test("a cell that cannot be what its column says is told of by line, and the rows around it are imported", async (t) => {
  const { seller } = await marketplace(t);
  const csv = async (resource: string, body: string) => imported(seller, body, `?resource=${resource}&format=csv`);
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const told = await csv(
    "Products",
    `ID,Name,xp,xp.a\np,P,5,1\nq,Q,text,1\nr,R,[1],1\nd,D,${deep},\ns,S,"{""b"":2}",1\n`,
  );
  assert.deepEqual(
    told.filter(({ Errors }) => Errors).map(({ Line }) => Line),
    [2, 3, 4, 5],
  );
  assert.deepEqual([end(told).Created, end(told).Failed, end(told).Done], [1, 4, true]);
  assert.deepEqual((await seller.ok("Products.Get", { path: { productID: "s" } })).xp, { a: 1, b: 2 });
  const column = await csv("Products", `ID,Name,xp${".a".repeat(5_000)}\np,P,1\n`);
  assert.deepEqual([end(column).Failed, end(column).Done], [1, true]);
  const endless = many(1_001, (index) => `s,S,${index + 1},5\n`);
  const prices = await csv("PriceSchedules", `ID,Name,Quantity,Price\n${endless}t,T,1,7\n`);
  assert.deepEqual([end(prices).Created, end(prices).Failed, end(prices).Done], [1, 1, true]);
});

test("a client that goes before its stream begins leaves its place to others", async (t) => {
  const { seller } = await marketplace(t);
  const { hostname, port } = new URL(seller.baseUrl);
  const head = `POST /v1/bulk/import HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${seller.token}\r\ntransfer-encoding: chunked\r\n\r\n`;
  for (let count = 0; count < 12; count++) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    await new Promise<void>((resolve) => socket.write(head, () => resolve()));
    socket.resetAndDestroy();
  }
  const reply = await until(async () => {
    const one = await ask(seller, "import", { method: "POST", body: product("p") });
    if (one.status === 200) return one;
    await one.body?.cancel();
    return false;
  }, "no place is left");
  assert.equal(end(lines(await reply.text())).Created, 1);
});

test("neither direction takes more memory than some pages, however slowly the other side reads or writes", async (t) => {
  const own = await marketplace(t);
  await imported(
    own.seller,
    many(2_000, (index) => product(`p${index}`, { Description: "x".repeat(1_000) })),
  );
  const neighbour = await marketplace(t);
  const held = [await ask(own.seller, "export"), await ask(own.seller, "export")];
  const third = await ask(own.seller, "export");
  assert.deepEqual([third.status, JSON.parse(await third.text()).Errors[0].ErrorCode], [429, "TooManyRequests"]);
  assert.equal((await ask(neighbour.seller, "export")).status, 200, "another marketplace has its own");
  for (const reply of held) await reply.body?.cancel();
  await until(async () => {
    const reply = await ask(own.seller, "export");
    await reply.body?.cancel();
    return reply.status === 200;
  }, "the places of exports that were given up are not free again");
});

test("an import ends after the thousandth row that is wrong, and says why; one that has no more rows was read to its end", async (t) => {
  const { seller } = await marketplace(t);
  const wrong = (count: number) => many(count, () => "{}\n");
  const counts = { Line: 1_000, Created: 0, Saved: 0, Failed: 1_000 };
  const { Errors, ...ended } = (await imported(seller, wrong(1_200))).at(-1) ?? {};
  assert.deepEqual(ended, { ...counts, Done: false });
  assert.match(JSON.stringify(Errors), /1000 rows were refused/);
  assert.deepEqual(end(await imported(seller, wrong(1_000))), { ...counts, Done: true });
});
