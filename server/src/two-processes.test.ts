import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  addClient,
  beginFollowing,
  grant,
  newCaller,
  receiver,
  requestToken,
  rolesOf,
  secondProcess,
  TestClient,
  testServer,
} from "@orderwell/testing";
import { decodeProtectedHeader } from "jose";
import { storefront } from "./catalogs/storefront/testing/storefront.ts";
import { startSynchronization } from "./integrations/following/testing/synchronization.ts";

/**
 * Within how many milliseconds one process must have seen what another one wrote, where that is not at once: a second at
 * rest, and what a busy machine adds.
 */
const noticed = 30_000;

/** One of two processes on the same database, and those who call it. */
interface Process {
  readonly baseUrl: string;
  readonly seller: TestClient;
  readonly shopper: TestClient;
  /** A shopper who pays the default prices. */
  readonly plain: TestClient;
  /** A seller whose API client has a webhook. */
  readonly hooked: TestClient;
}

/** Something that is written through one process and seen through the other. */
interface Case {
  readonly title: string;
  /** Cache of the reader that holds it, as metrics name it. */
  readonly caches: readonly string[];
  /** Milliseconds until the other process sees it; 0: its next answer does. */
  readonly within: number;
  /** Writes the state of a round. */
  write(at: Process, round: number): Promise<unknown>;
  /** View of it; equal for no two rounds that follow each other. */
  read(at: Process): Promise<unknown>;
  /** View that must be seen after the write of a round. */
  expected(round: number): unknown;
}

const even = (round: number): boolean => round % 2 === 0;
const ids = ({ Items }: { readonly Items: readonly { readonly ID: string }[] }) => Items.map(({ ID }) => ID);

/** Names of caches, by how often each had what was asked for. */
async function cachesOf(baseUrl: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text();
  const lookups = /^orderwell_cache_lookups_total\{cache="(\w+)",found="yes"\} (\d+)$/gm;
  return new Map([...text.matchAll(lookups)].map(([, name = "", hits]) => [name, Number(hits)]));
}

test("what is written through one process is seen through the other, whatever it holds", async (t) => {
  const { own, seller, shopper, product, schedule } = await storefront(t);
  await startSynchronization();
  const second = await secondProcess(t);
  const service = await receiver(t, () => ({ body: { proceed: false } }));
  const client = await addClient(own);
  const password = { Username: `p-${randomBytes(6).toString("hex")}`, Password: "Correct-Horse-9" };
  const form = { grant_type: "password", client_id: client, username: password.Username, password: password.Password };
  await schedule("price", 1);
  await schedule("group-price", 2);
  await schedule("refers", 1);
  const xp = { Color: "red" };
  await product("p", { DefaultPriceScheduleID: "price", Inventory: { Enabled: true, QuantityAvailable: 1 }, xp });
  await product("grouped", { DefaultPriceScheduleID: "price" });
  await product("placed", {}, []);
  await product("inside");
  await product("seat", { Name: "settee" });
  await product("turns");
  await product("dress", { DefaultPriceScheduleID: "price" });
  await schedule("bought-price", 1);
  await product("bought", { DefaultPriceScheduleID: "bought-price" });
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size" } });
  for (const ID of ["s", "m"])
    await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID, Value: ID } });
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  for (const ID of ["C", "D"])
    await seller.ok("Categories.Create", { path: { catalogID: "B" }, body: { ID, Name: ID, Active: true } });
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "B" },
    body: { CategoryID: "C", ProductID: "inside" },
  });
  const people = {
    shopper: await shopper("u", ["G"]),
    plain: await shopper("v"),
    hooked: await newCaller(own, {}, ["FullAccess"], client),
  };
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "grouped", BuyerID: "B", UserGroupID: "G", PriceScheduleID: "group-price" },
  });
  await seller.ok("Users.Create", {
    path: { buyerID: "B" },
    body: { ID: "signs-in", FirstName: "A", LastName: "B", Email: "a@example.com", Active: true, ...password },
  });
  await grant(own, { BuyerID: "B" }, { Roles: ["Shopper"] });
  const guests = await addClient(own, { DefaultContextUserName: password.Username, IsAnonBuyer: true });
  const visitor = await requestToken(own, { grant_type: "client_credentials", client_id: guests, scope: "Shopper" });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "more", Name: "More", Roles: ["MeAdmin"] } });
  await seller.ok("Webhooks.Create", {
    body: {
      ID: "hook",
      Name: "H",
      Url: service.url,
      HashKey: "k",
      BeforeProcessRequest: true,
      ApiClientIDs: [client],
      WebhookRoutes: [],
    },
  });
  const at = (baseUrl: string): Process => ({
    baseUrl,
    seller: new TestClient(baseUrl, seller.token),
    shopper: new TestClient(baseUrl, people.shopper.token),
    plain: new TestClient(baseUrl, people.plain.token),
    hooked: new TestClient(baseUrl, people.hooked.token),
  });
  const [here, there] = [at(own.baseUrl), at(second)];
  const patch = (process: Process, productID: string, body: object) =>
    process.seller.ok("Products.Patch", { path: { productID }, body });
  const get = (process: Process, productID: string) => process.shopper.ok("Me.GetProduct", { path: { productID } });
  const membership = { BuyerID: "B" };

  await seller.ok("AdminUsers.Create", {
    body: {
      ID: "followed",
      Username: `f-${own.id}`,
      FirstName: "A",
      LastName: "B",
      Email: "f@example.com",
      Active: true,
    },
  });
  await seller.ok("DeliveryConfigurations.Create", {
    body: {
      ID: "changes",
      Name: "C",
      Enabled: true,
      DeliveryTargets: { Http: { Endpoint: service.url, Secret: "k" } },
    },
  });
  await seller.ok("EntitySynchronization.SaveAdminUsers", {
    body: { DeliveryConfigID: "changes", SyncEntityChanged: false, SyncEntityDeleted: false },
  });
  let changes = 0;
  const begin = await beginFollowing(seller);

  const others = (await seller.ok("Products.List", {})).Meta.TotalCount ?? 0;

  const cases: readonly Case[] = [
    {
      title: "a product",
      caches: ["product_json", "shoppers", "catalog_snapshots", "visible_products"],
      within: 0,
      write: (process, round) => patch(process, "p", { Description: `round ${round}` }),
      read: async (process) => (await get(process, "p")).Description,
      expected: (round) => `round ${round}`,
    },
    {
      title: "a price",
      caches: ["price_schedule_json"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("PriceSchedules.Patch", {
          path: { priceScheduleID: "price" },
          body: { PriceBreaks: [{ Quantity: 1, Price: round + 10 }] },
        }),
      read: async (process) => (await get(process, "p")).PriceSchedule?.PriceBreaks?.[0]?.Price,
      expected: (round) => round + 10,
    },
    {
      title: "stock",
      caches: ["product_json"],
      within: 0,
      write: (process, round) => patch(process, "p", { Inventory: { QuantityAvailable: round } }),
      read: async (process) => (await get(process, "p")).Inventory?.QuantityAvailable,
      expected: (round) => round,
    },
    {
      title: "pages at default prices",
      caches: ["product_rows", "list_pages", "class_counts"],
      within: 0,
      write: (process, round) => patch(process, "p", { Inventory: { QuantityAvailable: 100 + round } }),
      read: async (process) => {
        const { Items } = await process.plain.ok("Me.ListProducts", {});
        return Items.find(({ ID }) => ID === "p")?.Inventory?.QuantityAvailable;
      },
      expected: (round) => 100 + round,
    },
    {
      title: "what shoppers find",
      caches: ["list_results", "list_pages", "product_indexes"],
      within: 0,
      write: (process, round) => patch(process, "p", { Name: even(round) ? "lamp" : "chair" }),
      read: async (process) => ids(await process.shopper.ok("Me.ListProducts", { query: { search: "lamp" } })),
      expected: (round) => (even(round) ? ["p"] : []),
    },
    {
      title: "what words stand for others",
      caches: ["synonyms"],
      within: 0,
      write: (process, round) => {
        const Terms = ["settee", even(round) ? "sofa" : "couch"];
        return process.seller.ok("Synonyms.Save", { path: { synonymID: "seats" }, body: { ID: "seats", Terms } });
      },
      read: async (process) => ids(await process.shopper.ok("Me.ListProducts", { query: { search: "sofa" } })),
      expected: (round) => (even(round) ? ["seat"] : []),
    },
    {
      title: "what sellers find",
      caches: ["list_results"],
      within: 0,
      write: (process, round) => patch(process, "p", { xp: { Kind: even(round) ? "x" : "y" } }),
      read: async (process) => {
        const { Items, Meta } = await process.seller.ok("Products.List", { query: { "xp.Kind": "x" } });
        return [ids({ Items }), Meta.TotalCount];
      },
      expected: (round) => (even(round) ? [["p"], 1] : [[], 0]),
    },
    {
      title: "what sellers list by category",
      caches: ["listed_classes"],
      within: 0,
      write: (process, round) =>
        even(round)
          ? process.seller.ok("Categories.SaveProductAssignment", {
              path: { catalogID: "B" },
              body: { CategoryID: "D", ProductID: "seat" },
            })
          : process.seller.ok("Categories.DeleteProductAssignment", {
              path: { catalogID: "B", categoryID: "D", productID: "seat" },
            }),
      read: async (process) => {
        const query = { catalogID: "B", categoryID: "D" };
        return ids(await process.seller.ok("Products.List", { query })).includes("seat");
      },
      expected: even,
    },
    {
      title: "how many products there are",
      caches: [],
      within: 0,
      write: (process, round) =>
        process.seller.ok("Products.Create", { body: { ID: `new-${round}`, Name: "N", Active: true } }),
      read: async (process) => ((await process.seller.ok("Products.List", {})).Meta.TotalCount ?? 0) - others,
      expected: (round) => round + 1,
    },
    {
      title: "facets",
      caches: ["facets"],
      within: 0,
      write: (process, round) => patch(process, "p", { xp: { Color: `c${round}` } }),
      read: async (process) => {
        const { Meta } = await process.shopper.ok("Me.ListProducts", { query: {} });
        return Meta.Facets?.[0]?.Values?.map(({ Value }) => Value);
      },
      expected: (round) => [`c${round}`],
    },
    {
      title: "what a catalog holds",
      caches: ["catalog_snapshots", "visible_products"],
      within: 0,
      write: (process, round) =>
        even(round)
          ? process.seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "B", ProductID: "placed" } })
          : process.seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "B", productID: "placed" } }),
      read: async (process) => ids(await process.shopper.ok("Me.ListProducts", {})).includes("placed"),
      expected: even,
    },
    {
      title: "whether a category is active",
      caches: ["visible_products_of_places"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("Categories.Patch", {
          path: { catalogID: "B", categoryID: "C" },
          body: { Active: even(round) },
        }),
      read: async (process) => {
        const query = { catalogID: "B", categoryID: "C" };
        const { status, body } = await process.shopper.send("Me.ListProducts", { query });
        return [status, ids(body)];
      },
      expected: (round) => [200, even(round) ? ["inside"] : []],
    },
    {
      title: "what categories say",
      caches: ["categories_found", "category_lists", "categories_seen", "category_texts"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("Categories.Patch", {
          path: { catalogID: "B", categoryID: "C" },
          body: { Name: even(round) ? "even" : "odd" },
        }),
      read: async (process) => {
        const query = { catalogID: "B", Name: "even" };
        const named = async (client: TestClient) =>
          (await client.accepted("Me.ListCategories", { query })).Items.map(({ Name }) => Name).join();
        return [await named(process.shopper), await named(process.plain)].join("/");
      },
      expected: (round) => (even(round) ? "even/even" : "/"),
    },
    {
      title: "to whom a category shows its products",
      caches: ["visible_products"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("Categories.SaveAssignment", {
          path: { catalogID: "B" },
          body: { CategoryID: "C", ...membership, Visible: true, ViewAllProducts: even(round) },
        }),
      read: async (process) => ids(await process.shopper.ok("Me.ListProducts", {})).includes("inside"),
      expected: even,
    },
    {
      title: "who is in a group",
      caches: ["shoppers"],
      within: 0,
      write: (process, round) =>
        even(round)
          ? process.seller.ok("UserGroups.SaveUserAssignment", {
              path: { buyerID: "B" },
              body: { UserGroupID: "G", UserID: "u" },
            })
          : process.seller.ok("UserGroups.DeleteUserAssignment", {
              path: { buyerID: "B", userGroupID: "G", userID: "u" },
            }),
      read: async (process) => (await get(process, "grouped")).PriceSchedule?.ID,
      expected: (round) => (even(round) ? "group-price" : "price"),
    },
    {
      title: "who may call",
      caches: ["callers"],
      within: noticed,
      write: (process, round) =>
        process.seller.ok("ApiClients.Patch", { path: { apiClientID: client }, body: { Active: even(round) } }),
      read: async (process) => (await process.hooked.send("Me.Get", {})).status,
      expected: (round) => (even(round) ? 200 : 401),
    },
    {
      title: "roles",
      caches: [],
      within: 0,
      write: (process, round) =>
        even(round)
          ? process.seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "more", ...membership } })
          : process.seller.ok("SecurityProfiles.DeleteAssignment", {
              path: { securityProfileID: "more" },
              query: { buyerID: "B" },
            }),
      read: async ({ baseUrl }) => {
        const { body } = await requestToken({ ...own, baseUrl }, form);
        return rolesOf(body.access_token).includes("MeAdmin");
      },
      expected: even,
    },
    {
      title: "tokens of guests",
      caches: ["context_clients"],
      within: noticed,
      write: (process, round) =>
        process.seller.ok("ApiClients.Patch", {
          path: { apiClientID: guests },
          body: { AnonymousTokenDuration: 10 + round },
        }),
      read: async ({ baseUrl }) => {
        const visit = { grant_type: "client_credentials", client_id: guests };
        return (await requestToken({ ...own, baseUrl }, visit)).body.expires_in;
      },
      expected: (round) => (10 + round) * 60 - 1,
    },
    {
      title: "webhooks",
      caches: ["webhooks"],
      within: noticed,
      write: (process, round) =>
        process.seller.ok("Webhooks.Patch", {
          path: { webhookID: "hook" },
          body: { WebhookRoutes: even(round) ? [{ Verb: "PUT", Route: "v1/buyers/{buyerID}" }] : [] },
        }),
      read: async (process) => {
        const body = { ID: "other", Name: "O", Active: true };
        return (await process.hooked.send("Buyers.Save", { path: { buyerID: "other" }, body })).status < 300;
      },
      expected: (round) => !even(round),
    },
    {
      title: "who is told of changes",
      caches: ["followers"],
      within: noticed,
      write: (process, round) =>
        process.seller.ok("EntitySynchronization.PatchAdminUsers", { body: { SyncEntityChanged: even(round) } }),
      read: async (process) => {
        const told = async () => (await process.seller.ok("Deliveries.List", {})).Meta.TotalCount ?? 0;
        const before = await told();
        changes++;
        const body = { FirstName: `Changed ${changes}` };
        await process.seller.ok("AdminUsers.Patch", { path: { userID: "followed" }, body });
        return (await told()) > before;
      },
      expected: even,
    },
    {
      title: "an order, which both write in turns",
      caches: ["held_orders"],
      within: 0,
      async write(process, round) {
        const body = { ID: `turns-${round}`, Comments: "" };
        await process.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body });
        for (const by of [process, process, process === here ? there : here, process]) {
          const { Comments } = await process.shopper.ok("Cart.Get");
          await by.shopper.ok("Cart.Patch", { body: { Comments: `${Comments}${round}` } });
        }
      },
      read: async (process) => (await process.shopper.ok("Cart.Get")).Comments,
      expected: (round) => `${round}`.repeat(4),
    },
    {
      title: "a guest's cart, which both fill in turns",
      caches: ["guests_carts"],
      within: 0,
      async write({ baseUrl }) {
        const guest = new TestClient(baseUrl, visitor.body.access_token);
        for (let line = 0; line < 2; line++) await guest.ok("Cart.CreateLineItem", { body: { ProductID: "grouped" } });
      },
      read: async ({ baseUrl }) =>
        (await new TestClient(baseUrl, visitor.body.access_token).ok("Cart.Get")).LineItemCount,
      expected: (round) => 2 * (round + 1),
    },
    {
      title: "the user whose guests begin carts",
      caches: ["cart_owners"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("Users.Patch", {
          path: { buyerID: "B", userID: "signs-in" },
          body: { FirstName: `Name ${round}` },
        }),
      async read({ baseUrl }) {
        const asked = { grant_type: "client_credentials", client_id: guests, scope: "Shopper" };
        const guest = new TestClient(baseUrl, (await requestToken({ ...own, baseUrl }, asked)).body.access_token);
        await guest.ok("Cart.CreateLineItem", { body: { ProductID: "grouped" } });
        return (await guest.ok("Cart.Get")).FromUser?.FirstName;
      },
      expected: (round) => `Name ${round}`,
    },
    {
      title: "the price of a product that is bought",
      caches: ["purchased_products", "changing_products"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("PriceSchedules.Patch", {
          path: { priceScheduleID: "bought-price" },
          body: { PriceBreaks: [{ Quantity: 1, Price: round + 1 }] },
        }),
      read: async (process) =>
        (await process.plain.ok("Cart.CreateLineItem", { body: { ProductID: "bought" } })).UnitPrice,
      expected: (round) => round + 1,
    },
    {
      title: "specs of a product that is bought",
      caches: ["intricate_products"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("Specs.SaveProductAssignment", {
          body: { SpecID: "size", ProductID: "dress", DefaultOptionID: even(round) ? "s" : "m" },
        }),
      read: async (process) =>
        (await process.plain.ok("Cart.CreateLineItem", { body: { ProductID: "dress" } })).Specs?.[0]?.OptionID,
      expected: (round) => (even(round) ? "s" : "m"),
    },
    {
      title: "the class of a product that is put into a category",
      caches: ["placed_products", "placed_classes", "placed_contents", "placed_catalogs"],
      within: 0,
      write: (process, round) => patch(process, "turns", { Active: even(round) }),
      async read({ seller, shopper }) {
        const body = { CategoryID: "D", ProductID: "turns" };
        for (let times = 0; times < 2; times++)
          await seller.ok("Categories.SaveProductAssignment", { path: { catalogID: "B" }, body });
        return (await shopper.send("Me.GetProduct", { path: { productID: "turns" } })).status;
      },
      expected: (round) => (even(round) ? 200 : 404),
    },
    {
      title: "the price schedule that a new product refers to",
      caches: ["known_schedules"],
      within: 0,
      write: (process, round) =>
        process.seller.ok("PriceSchedules.Patch", {
          path: { priceScheduleID: "refers" },
          body: { PriceBreaks: even(round) ? [{ Quantity: 1, Price: 1 }] : [] },
        }),
      async read({ seller }) {
        const body = { Name: "Refers", Active: true, DefaultPriceScheduleID: "refers" };
        const statuses = [];
        for (let times = 0; times < 2; times++) statuses.push((await seller.send("Products.Create", { body })).status);
        return statuses;
      },
      expected: (round) => (even(round) ? [201, 201] : [400, 400]),
    },
    {
      title: "the feed of changes",
      caches: ["feeds"],
      within: noticed,
      write: (process, round) =>
        process.seller.ok("Incrementors.Create", {
          body: { ID: `i-${round}`, Name: "I", LastNumber: 1, LeftPaddingCount: 1 },
        }),
      read: async (process) => {
        const query = { after: begin, resources: "Incrementors" };
        return (await process.seller.ok("Changes.List", { query })).Items?.length;
      },
      expected: (round) => round + 1,
    },
  ];

  for (const one of cases)
    await t.test(one.title, async () => {
      await one.write(here, 0);
      for (const round of [1, 2, 3, 4]) {
        const [writer, reader] = even(round) ? [there, here] : [here, there];
        const deadline = performance.now() + noticed;
        // Read until it is known, and once more by what is held now.
        while (performance.now() < deadline)
          if (JSON.stringify(await one.read(reader)) === JSON.stringify(one.expected(round - 1))) break;
        assert.deepEqual(await one.read(reader), one.expected(round - 1));
        await one.write(writer, round);
        const written = performance.now();
        // What is asked for later than promised must be seen.
        let [asked, seen] = [performance.now(), await one.read(reader)];
        while (asked - written < one.within && JSON.stringify(seen) !== JSON.stringify(one.expected(round)))
          [asked, seen] = [performance.now(), await one.read(reader)];
        assert.deepEqual(seen, one.expected(round), `round ${round}`);
      }
    });

  await t.test("signing keys", async () => {
    const kidOf = async (baseUrl: string) => {
      const { body } = await requestToken({ ...own, baseUrl }, form);
      return { kid: decodeProtectedHeader(body.access_token).kid, token: body.access_token as string };
    };
    const before = await kidOf(second);
    await (await testServer()).app.keys.rotate();
    const rotated = performance.now();
    const { kid, token } = await kidOf(own.baseUrl);
    assert.notEqual(kid, before.kid);
    for (const known of [token, before.token])
      assert.equal((await new TestClient(second, known).send("Me.ListProducts", {})).status, 200);
    let [asked, after] = [performance.now(), await kidOf(second)];
    while (after.kid !== kid && asked - rotated < noticed) [asked, after] = [performance.now(), await kidOf(second)];
    assert.equal(after.kid, kid);
  });

  await t.test("there is no cache but those above, and each served both processes", async () => {
    // Documents of identity providers and stems of words are nothing that the server writes; totals are kept only of so many
    // rows that they may lag behind.
    const foreign = ["identity_providers", "list_totals", "stems"];
    const covered = new Set([...cases.flatMap(({ caches }) => caches), ...foreign]);
    for (const { baseUrl } of [here, there]) {
      const caches = await cachesOf(baseUrl);
      assert.deepEqual([...caches.keys()].sort(), [...covered].sort());
      for (const [name, hits] of caches) assert.ok(hits > 0 || foreign.includes(name), `${name} served nothing`);
    }
  });
});
