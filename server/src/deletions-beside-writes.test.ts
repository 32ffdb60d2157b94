import assert from "node:assert/strict";
import { suite, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { OperationId } from "@orderwell/contract";
import { addUser, addUserGroup, inMarketplace, newCaller, type Shop, shop, testServer } from "@orderwell/testing";
import { reclassify } from "./catalogs/placement/classes.store.ts";
import type { TenantDb } from "./platform/db/session.ts";
import { sql } from "./platform/db/sql.ts";
import { readForeignKeys } from "./platform/references/foreign-keys.ts";
import { storedReferences } from "./platform/references/stored-reference.ts";

/** A call that a round makes. */
type Step = readonly [id: OperationId, input: Parameters<Shop["seller"]["send"]>[1]];

/** Something that goes, or gets another ID, while something comes to refer to it, or to what goes along with it. */
interface Race {
  readonly change: Step;
  readonly writes: readonly Step[];
}

const at = (catalogID: string) => ({ path: { catalogID } });
const ofAcme = { path: { buyerID: "acme" } };
const address = { AddressName: "A", Street1: "1 Main", City: "Bath", Country: "GB" };
const outgoing = { direction: "Outgoing" };

/** Prepares a round, whose objects have an ID of their own, and gives what is to be done at the same time. */
type Prepare = (own: Shop, ID: string) => Promise<Race>;

const create = (own: Shop, id: OperationId, body: object, path: Record<string, string> = {}) =>
  own.seller.accepted(id, { path, body });

const product = (own: Shop, ID: string, more: object = {}) =>
  create(own, "Products.Create", { ID, Name: ID, Active: true, ...more });

const category = (own: Shop, ID: string, ParentID?: string, catalogID = "acme") =>
  create(own, "Categories.Create", { ID, Name: ID, Active: true, ParentID }, { catalogID });

const intoCategory = (CategoryID: string, ProductID: string, catalogID = "acme"): Step => [
  "Categories.SaveProductAssignment",
  { ...at(catalogID), body: { CategoryID, ProductID } },
];

const schedule = (own: Shop, ID: string, more: object = {}) =>
  create(own, "PriceSchedules.Create", { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: 2 }], ...more });

/** A product that may be assigned to a buyer of the same ID, with a group. */
async function buyerOf(own: Shop, ID: string): Promise<void> {
  await product(own, ID);
  await create(own, "Buyers.Create", { ID, Name: ID, Active: true });
  await addUserGroup(own, { buyer: ID }, "g");
  await create(own, "Catalogs.SaveProductAssignment", { CatalogID: ID, ProductID: ID });
}

const assigned = (ProductID: string, BuyerID: string, more: object = {}): Step => [
  "Products.SaveAssignment",
  { body: { ProductID, BuyerID, ...more } },
];

const deleted: Readonly<Record<string, Prepare>> = {
  async "a category above the one that a product is put into, itself or with one that comes below it"(own, ID) {
    await product(own, ID);
    await category(own, ID);
    await category(own, `${ID}-below`, ID);
    return {
      change: ["Categories.Delete", { path: { catalogID: "acme", categoryID: ID } }],
      writes: [intoCategory(`${ID}-below`, ID)],
    };
  },
  async "a category that another one, with products, is moved below"(own, ID) {
    await product(own, ID);
    await category(own, ID);
    await category(own, `${ID}-moved`);
    const [operation, input] = intoCategory(`${ID}-moved`, ID);
    await own.seller.accepted(operation, input!);
    return {
      change: ["Categories.Delete", { path: { catalogID: "acme", categoryID: ID } }],
      writes: [
        ["Categories.Patch", { path: { catalogID: "acme", categoryID: `${ID}-moved` }, body: { ParentID: ID } }],
        intoCategory(`${ID}-moved`, ID),
      ],
    };
  },
  async "a catalog that a product is put into"(own, ID) {
    await product(own, ID);
    await create(own, "Catalogs.Create", { ID, Name: ID, Active: true });
    await category(own, "c", undefined, ID);
    return {
      change: ["Catalogs.Delete", at(ID)],
      writes: [
        ["Catalogs.SaveProductAssignment", { body: { CatalogID: ID, ProductID: ID } }],
        intoCategory("c", ID, ID),
      ],
    };
  },
  async "a buyer whom a product is assigned to, and one of its groups"(own, ID) {
    await buyerOf(own, ID);
    return {
      change: ["Buyers.Delete", { path: { buyerID: ID } }],
      writes: [
        assigned(ID, ID),
        assigned(ID, ID, { UserGroupID: "g" }),
        ["Catalogs.SaveAssignment", { body: { CatalogID: "acme", BuyerID: ID } }],
      ],
    };
  },
  async "a group that a user is put into, and that a product is assigned to"(own, ID) {
    await own.product(ID);
    await addUser(own, { buyer: "acme" }, ID);
    await addUserGroup(own, { buyer: "acme" }, ID);
    return {
      change: ["UserGroups.Delete", { path: { buyerID: "acme", userGroupID: ID } }],
      writes: [
        ["UserGroups.SaveUserAssignment", { ...ofAcme, body: { UserGroupID: ID, UserID: ID } }],
        assigned(ID, "acme", { UserGroupID: ID }),
      ],
    };
  },
  async "a price schedule that a product gets, and that it is assigned at"(own, ID) {
    await own.product(ID);
    await schedule(own, ID);
    return {
      change: ["PriceSchedules.Delete", { path: { priceScheduleID: ID } }],
      writes: [
        ["Products.Patch", { path: { productID: ID }, body: { DefaultPriceScheduleID: ID } }],
        assigned(ID, "acme", { PriceScheduleID: ID }),
      ],
    };
  },
  async "a supplier who gets products, in a catalog and at a price of theirs"(own, ID) {
    await own.product(ID, { AllSuppliersCanSell: true });
    await create(own, "Suppliers.Create", { ID, Name: ID, Active: true });
    await create(own, "Catalogs.Create", { ID, Name: ID, Active: true, OwnerID: ID });
    await category(own, "c", undefined, ID);
    await schedule(own, ID, { OwnerID: ID });
    await product(own, `${ID}-own`, { OwnerID: ID });
    await create(own, "Bundles.Create", { ID: `${ID}-set`, Name: "Set", Active: true });
    return {
      change: ["Suppliers.Delete", { path: { supplierID: ID } }],
      writes: [
        intoCategory("c", ID, ID),
        intoCategory("c", `${ID}-own`, ID),
        ["Bundles.SaveProductAssignment", { body: { BundleID: `${ID}-set`, ProductID: `${ID}-own`, Required: true } }],
        ["Products.Create", { body: { ID: `${ID}-new`, Name: "New", Active: true, OwnerID: ID } }],
        ["Products.Patch", { path: { productID: ID }, body: { DefaultSupplierID: ID } }],
        assigned(ID, "acme", { PriceScheduleID: ID }),
      ],
    };
  },
  async "a promotion that is added to an order"(own, ID) {
    await create(own, "Promotions.Create", {
      ID,
      Code: ID,
      Active: true,
      EligibleExpression: "true",
      ValueExpression: "1",
    });
    await create(own, "Promotions.SaveAssignment", { PromotionID: ID, BuyerID: "acme" });
    await own.shopper.accepted("Orders.Create", { path: outgoing, body: { ID } });
    return {
      change: ["Promotions.Delete", { path: { promotionID: ID } }],
      writes: [["Orders.AddPromotion", { path: { ...outgoing, orderID: ID, promoCode: ID } }]],
    };
  },
  async "an address that products are to be sent from"(own, ID) {
    await product(own, ID, { Inventory: { Enabled: true } });
    await create(own, "AdminAddresses.Create", { ID, ...address });
    return {
      change: ["AdminAddresses.Delete", { path: { addressID: ID } }],
      writes: [
        ["Products.Patch", { path: { productID: ID }, body: { ShipFromAddressID: ID } }],
        ["InventoryRecords.Create", { path: { productID: ID }, body: { ID, AddressID: ID, QuantityAvailable: 1 } }],
      ],
    };
  },
  async "an address that a user is given"(own, ID) {
    await addUser(own, { buyer: "acme" }, ID);
    await create(own, "Addresses.Create", { ID, ...address }, { buyerID: "acme" });
    return {
      change: ["Addresses.Delete", { path: { buyerID: "acme", addressID: ID } }],
      writes: [
        ["Addresses.SaveAssignment", { ...ofAcme, body: { AddressID: ID, UserID: ID, IsShipping: true } }],
        ["Addresses.SaveAssignment", { ...ofAcme, body: { AddressID: ID, IsShipping: true } }],
      ],
    };
  },
  async "an order that gets a line"(own, ID) {
    await own.product(ID);
    await own.shopper.accepted("Orders.Create", { path: outgoing, body: { ID } });
    const path = { ...outgoing, orderID: ID };
    return {
      change: ["Orders.Delete", { path }],
      writes: [["LineItems.Create", { path, body: { ProductID: ID } }]],
    };
  },
  async "a product of which an order gets a line, and a bundle"(own, ID) {
    await own.product(ID);
    await create(own, "Bundles.Create", { ID: `${ID}-set`, Name: "Set", Active: true });
    await own.shopper.accepted("Orders.Create", { path: outgoing, body: { ID } });
    return {
      change: ["Products.Delete", { path: { productID: ID } }],
      writes: [
        ["LineItems.Create", { path: { ...outgoing, orderID: ID }, body: { ProductID: ID } }],
        ["Bundles.SaveProductAssignment", { body: { BundleID: `${ID}-set`, ProductID: ID, Required: true } }],
        ["Catalogs.DeleteProductAssignment", { path: { catalogID: "acme", productID: ID } }],
      ],
    };
  },
  async "a bundle that a product is put into"(own, ID) {
    await product(own, ID);
    await create(own, "Bundles.Create", { ID: `${ID}-set`, Name: "Set", Active: true });
    return {
      change: ["Bundles.Delete", { path: { bundleID: `${ID}-set` } }],
      writes: [["Bundles.SaveProductAssignment", { body: { BundleID: `${ID}-set`, ProductID: ID, Required: true } }]],
    };
  },
  async "a product that gets a child"(own, ID) {
    await product(own, ID, { IsParent: true });
    return {
      change: ["Products.Delete", { path: { productID: ID } }],
      writes: [
        ["Products.Create", { body: { ID: `${ID}-child`, Name: "Child", ParentID: ID, Active: true } }],
        ["Catalogs.SaveProductAssignment", { body: { CatalogID: "acme", ProductID: ID } }],
      ],
    };
  },
  async "a security profile that is assigned"(own, ID) {
    await create(own, "SecurityProfiles.Create", { ID, Name: ID, Roles: ["MeAdmin"] });
    return {
      change: ["SecurityProfiles.Delete", { path: { securityProfileID: ID } }],
      writes: [["SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: ID, BuyerID: "acme" } }]],
    };
  },
  async "a spec that gets an option, and a product"(own, ID) {
    await product(own, ID);
    await create(own, "Specs.Create", { ID, Name: ID, DefinesVariant: true, Required: true });
    await create(own, "Specs.CreateOption", { ID: "first", Value: "First" }, { specID: ID });
    return {
      change: ["Specs.Delete", { path: { specID: ID } }],
      writes: [
        ["Specs.CreateOption", { path: { specID: ID }, body: { ID: "o", Value: "O" } }],
        ["Specs.SaveProductAssignment", { body: { SpecID: ID, ProductID: ID } }],
        ["Products.GenerateVariants", { path: { productID: ID } }],
      ],
    };
  },
};

const renamed: Readonly<Record<string, Prepare>> = {
  async "a catalog that a product is put into"(own, ID) {
    await product(own, ID);
    await create(own, "Catalogs.Create", { ID, Name: ID, Active: true });
    await category(own, "c", undefined, ID);
    return {
      change: ["Catalogs.Patch", { ...at(ID), body: { ID: `${ID}-now` } }],
      writes: [
        ["Catalogs.SaveProductAssignment", { body: { CatalogID: ID, ProductID: ID } }],
        intoCategory("c", ID, ID),
      ],
    };
  },
  async "a category that a product is put into"(own, ID) {
    await product(own, ID);
    await category(own, ID);
    return {
      change: ["Categories.Patch", { path: { catalogID: "acme", categoryID: ID }, body: { ID: `${ID}-now` } }],
      writes: [intoCategory(ID, ID)],
    };
  },
  async "a buyer whom a product is assigned to"(own, ID) {
    await buyerOf(own, ID);
    return {
      change: ["Buyers.Patch", { path: { buyerID: ID }, body: { ID: `${ID}-now` } }],
      writes: [assigned(ID, ID), assigned(ID, ID, { UserGroupID: "g" })],
    };
  },
  async "a supplier who gets a product"(own, ID) {
    await product(own, ID);
    await create(own, "Suppliers.Create", { ID, Name: ID, Active: true });
    return {
      change: ["Suppliers.Patch", { path: { supplierID: ID }, body: { ID: `${ID}-now` } }],
      writes: [
        ["Products.Create", { body: { ID: `${ID}-new`, Name: "New", Active: true, OwnerID: ID } }],
        ["Products.Patch", { path: { productID: ID }, body: { DefaultSupplierID: ID } }],
      ],
    };
  },
  async "a product that gets a child, and two specs at once, and comes into a category and a bundle"(own, ID) {
    await product(own, ID, { IsParent: true });
    await category(own, ID);
    for (const spec of ["s1", "s2"]) await create(own, "Specs.Create", { ID: `${ID}-${spec}`, Name: spec });
    return {
      change: ["Products.Patch", { path: { productID: ID }, body: { ID: `${ID}-now` } }],
      writes: [
        ["Products.Create", { body: { ID: `${ID}-child`, Name: "Child", ParentID: ID, Active: true } }],
        ...["s1", "s2"].map(
          (spec): Step => ["Specs.SaveProductAssignment", { body: { SpecID: `${ID}-${spec}`, ProductID: ID } }],
        ),
        intoCategory(ID, ID),
      ],
    };
  },
};

/** Rounds of each race: in half of them the change is sent first. */
const rounds = 8;

/** Sends a call. @returns its answer, and how long that took. */
async function send(own: Shop, [id, input]: Step, waitMs: number): Promise<{ answer: string; ms: number }> {
  await pause(waitMs);
  const caller = id.startsWith("Orders.") || id.startsWith("LineItems.") ? own.shopper : own.seller;
  const began = performance.now();
  const { status, body } = await caller.send(id, input);
  assert.ok(status < 500, `${id}: ${status} ${JSON.stringify(body)}`);
  const code = body?.Errors?.[0]?.ErrorCode;
  return { answer: `${id} ${code ?? status}`, ms: performance.now() - began };
}

/**
 * Sends the change and the writes more or less at the same time.
 *
 * @param apart how much later the one are sent, as a share of what the other took before.
 * @returns what they were answered.
 */
async function run(own: Shop, { change, writes }: Race, apart: number, took: { ms: number }): Promise<string[]> {
  const [first, second] = apart < 0 ? [-apart * took.ms, 0] : [0, apart * took.ms];
  const sent = await Promise.all([send(own, change, first), ...writes.map((write) => send(own, write, second))]);
  took.ms = sent[0]!.ms;
  return sent.map(({ answer }) => answer);
}

/** References that no foreign key guards, and that are to name nothing once what they name is gone. */
async function danglingIn(db: TenantDb): Promise<string[]> {
  const { marketplaceId: m } = db;
  const columns = new Set(
    (
      await db.rows<{
        name: string;
      }>(sql`select table_name || '.' || column_name as name from information_schema.columns
        where table_schema = 'public'`)
    ).map(({ name }) => name),
  );
  const guarded = new Set(
    (await readForeignKeys(db)).flatMap(({ table, columns: own }) => [...own.keys()].map((one) => `${table}.${one}`)),
  );
  const found: string[] = [];
  for (const { name, table, target, at, whenDeleted } of storedReferences((one, column) =>
    columns.has(`${one}.${column}`),
  )) {
    if (!("column" in at) || whenDeleted === "keep" || guarded.has(`${table}.${at.column}`)) continue;
    const key = at.column.endsWith("_key") ? "key" : "id";
    const rows = await db.rows<{ id: string }>(sql`select t.${sql.ref(at.column)}::text as id from ${sql.table(table)} t
      where t.marketplace_id = ${m} and t.${sql.ref(at.column)} <> ${m} and not exists (select from ${sql.table(target)} r
        where r.marketplace_id = ${m} and r.${sql.ref(key)}::text = t.${sql.ref(at.column)}::text)`);
    found.push(...rows.map(({ id }) => `${name} ${id}`));
  }
  return found;
}

/** What is kept of other rows and differs from what they come to, by a name for each kind. */
async function miscountedIn(db: TenantDb): Promise<Readonly<Record<string, unknown[]>>> {
  const { marketplaceId: m } = db;
  const among = (what: string, statement: Parameters<TenantDb["rows"]>[0]) =>
    db.rows(statement).then((rows) => [what, rows] as const);
  return Object.fromEntries(
    await Promise.all([
      among(
        "products of classes",
        sql`select c.class_id, sum(c.products) as counted from visibility_class_count c where c.marketplace_id = ${m}
          group by 1 having sum(c.products) <> (select count(*) from product p
            where p.marketplace_id = ${m} and p.visibility_class_id = c.class_id)`,
      ),
      among(
        "specs, variants and records of products",
        sql`select p.id, p.spec_count, p.variant_count, p.inventory_records from product p where p.marketplace_id = ${m}
          and (p.spec_count <> (select count(distinct s.spec_id) from spec_product s
              where s.marketplace_id = ${m} and s.product_id in (p.id, p.parent_id))
            or p.variant_count <> (select count(*) from variant v where v.marketplace_id = ${m} and v.product_id = p.id)
            or p.inventory_records <> (select count(*) from inventory_record r
              where r.marketplace_id = ${m} and r.product_id = p.id))`,
      ),
      among(
        "lines of orders",
        sql`select o.id, o.line_item_count from purchase_order o where o.marketplace_id = ${m} and o.line_item_count <>
          (select count(*) from line_item l where l.marketplace_id = ${m} and l.order_id = o.id)`,
      ),
    ]),
  );
}

/** Products that are in another class than their places make. */
async function misplacedIn(own: Shop): Promise<unknown[]> {
  const { id } = own;
  const classes = (db: TenantDb) =>
    db.rows<{ id: string; class: number }>(
      sql`select id, visibility_class_id as class from product where marketplace_id = ${id} order by id`,
    );
  const { tenants } = (await testServer()).app.services;
  return tenants.transaction(id, "write", async (db) => {
    const before = await classes(db);
    await reclassify(
      db,
      before.map((one) => one.id),
    );
    const after = await classes(db);
    return before.filter((one, index) => one.class !== after[index]?.class);
  });
}

/** Checks that nothing names what is gone, and that what is counted and worked out of other rows is as they are. */
async function assertConsistent(own: Shop, what: string): Promise<void> {
  const { dangling, miscounted } = await inMarketplace(own, async (db) => ({
    dangling: await danglingIn(db),
    miscounted: await miscountedIn(db),
  }));
  assert.deepEqual(dangling, [], `${what}: nothing names what is gone`);
  for (const [kind, rows] of Object.entries(miscounted)) assert.deepEqual(rows, [], `${what}: ${kind} are counted`);
  assert.deepEqual(await misplacedIn(own), [], `${what}: products are in the classes that their places make`);
}

/** Runs a race over and over in a marketplace of its own, which must be consistent then. */
async function hold(t: TestContext, prepare: Prepare): Promise<void> {
  const shared = await shop(t);
  const own = { ...shared, shopper: await newCaller(shared, { buyer: "acme" }, ["Shopper", "PromotionReader"]) };
  const took = { ms: 0 };
  const answers: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const race = await prepare(own, `r${round}`);
    answers.push(...(await run(own, race, (2 * round) / (rounds - 1) - 1, took)));
  }
  await assertConsistent(own, answers.join(", "));
}

suite("nothing is left of what is deleted while something comes to refer to it", () => {
  for (const [what, prepare] of Object.entries(deleted)) test(what, (t) => hold(t, prepare));
});

suite("everything follows what gets another ID while something comes to refer to it", () => {
  for (const [what, prepare] of Object.entries(renamed)) test(what, (t) => hold(t, prepare));
});
