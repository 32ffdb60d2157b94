import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import { testDatabaseUrl } from "@orderwell/testing";
import { type Database, openDatabase } from "../../../platform/db/database.ts";
import type { TenantDb } from "../../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../../platform/db/sql.ts";
import { putIntoBundle, takeOutOfBundle } from "../../placement/bundles.store.ts";
import { declassify, unclassified } from "../../placement/class-counts.store.ts";
import { invalidateVisibility, reclassify } from "../../placement/classes.store.ts";
import {
  type ExplainedProduct,
  findAssignment,
  findComponents,
  findExplained,
} from "../../storefront/explain.store.ts";
import { VisibilityCache } from "../../storefront/visibility-cache.ts";
import type { ClassContent } from "../class-content.ts";
import { explainVisibility } from "../explain.ts";
import type { Parties } from "../rules.ts";
import { VisibleProducts } from "../visible-products.ts";

type Flag = boolean | null;

/** A marketplace of a test's own in the tables, changed as the operations change it. */
export class World {
  readonly id = `w-${randomBytes(8).toString("hex")}`;
  readonly database: Database;
  readonly visibility = new VisibilityCache();

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(t: TestContext): Promise<World> {
    const database = await openDatabase(await testDatabaseUrl());
    t.after(() => database.close());
    return new World(database);
  }

  /** The same server, another marketplace. */
  next(): World {
    return new World(this.database);
  }

  change(work: (db: TenantDb) => Promise<unknown>): Promise<unknown> {
    return this.database.tenants.transaction(this.id, "write", work);
  }

  read<Row>(query: RawBuilder<unknown>): Promise<Row[]> {
    return this.database.tenants.transaction(this.id, "read", (db) => db.rows<Row>(query));
  }

  buyer(id: string, group: string | null = null, defaultCatalog: string | null = null): Promise<unknown> {
    return this.change(async (db) => {
      if (group !== null)
        await db.run(
          sql`insert into buyer_group (marketplace_id, id, name) values (${this.id}, ${group}, ${group}) on conflict do nothing`,
        );
      await db.run(sql`insert into buyer (marketplace_id, id, name, active, group_id, default_catalog_id, date_created)
        values (${this.id}, ${id}, ${id}, true, ${group}, ${defaultCatalog}, now())
        on conflict (marketplace_id, id) do update set group_id = ${group}`);
    });
  }

  async group(buyer: string, id: string): Promise<number> {
    let key = 0;
    await this.change(async (db) => {
      const row = await db.row<{ key: number }>(sql`insert into user_group (marketplace_id, buyer_id, id, name)
        values (${this.id}, ${buyer}, ${id}, ${id}) returning key`);
      key = row?.key ?? 0;
    });
    return key;
  }

  async user(buyer: string, id: string, groups: readonly number[] = []): Promise<number> {
    let key = 0;
    await this.change(async (db) => {
      const row = await db.row<{ key: number }>(sql`insert into app_user
        (marketplace_id, buyer_id, id, username, first_name, last_name, active, date_created)
        values (${this.id}, ${buyer}, ${id}, ${`${id}-${this.id}`}, 'A', 'B', true, now()) returning key`);
      key = row?.key ?? 0;
      for (const group of groups)
        await db.run(
          sql`insert into user_group_member (marketplace_id, group_key, user_key) values (${this.id}, ${group}, ${key})`,
        );
    });
    return key;
  }

  catalog(id: string, active = true): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into catalog (marketplace_id, id, owner_id, name, active)
        values (${this.id}, ${id}, ${this.id}, ${id}, ${active})
        on conflict (marketplace_id, id) do update set active = ${active}`);
      await invalidateVisibility(db);
    });
  }

  assignCatalog(
    catalog: string,
    party: { readonly buyer?: string; readonly buyerGroup?: string },
    viewAllCategories: boolean,
    viewAllProducts: boolean,
  ): Promise<unknown> {
    const { buyer = null, buyerGroup = null } = party;
    return this.change(async (db) => {
      await db.run(sql`delete from catalog_assignment where marketplace_id = ${this.id} and catalog_id = ${catalog}
        and buyer_id is not distinct from ${buyer} and buyer_group_id is not distinct from ${buyerGroup}`);
      await db.run(sql`insert into catalog_assignment
        (marketplace_id, catalog_id, buyer_id, buyer_group_id, view_all_categories, view_all_products)
        values (${this.id}, ${catalog}, ${buyer}, ${buyerGroup}, ${viewAllCategories}, ${viewAllProducts})`);
      await invalidateVisibility(db);
    });
  }

  withdrawCatalog(catalog: string, buyer: string): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(
        sql`delete from catalog_assignment where marketplace_id = ${this.id} and catalog_id = ${catalog} and buyer_id = ${buyer}`,
      );
      await invalidateVisibility(db);
    });
  }

  category(catalog: string, id: string, parent: string | null = null, active = true): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into category (marketplace_id, catalog_id, id, name, parent_id, active)
        values (${this.id}, ${catalog}, ${id}, ${id}, ${parent}, ${active})
        on conflict (marketplace_id, catalog_id, id) do update set parent_id = ${parent}, active = ${active}`);
      await invalidateVisibility(db);
    });
  }

  assignCategory(
    catalog: string,
    category: string,
    buyer: string,
    group: number | null,
    visible: Flag,
    viewAllProducts: Flag,
  ): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into category_assignment
        (marketplace_id, catalog_id, category_id, buyer_id, group_key, visible, view_all_products)
        values (${this.id}, ${catalog}, ${category}, ${buyer}, ${group}, ${visible}, ${viewAllProducts})
        on conflict (marketplace_id, catalog_id, category_id, buyer_id, coalesce(group_key, 0))
        do update set visible = excluded.visible, view_all_products = excluded.view_all_products`);
      await invalidateVisibility(db);
    });
  }

  product(id: string, active = true, parent: string | null = null): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into product (marketplace_id, id, owner_id, name, active, parent_id, is_parent, date_created, visibility_class_id)
        values (${this.id}, ${id}, ${this.id}, ${id}, ${active}, ${parent}, false, now(), ${unclassified})
        on conflict (marketplace_id, id) do update set active = ${active}`);
      await reclassify(db, [id]);
    });
  }

  bundle(id: string): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into product (marketplace_id, id, owner_id, name, active, is_bundle, date_created, visibility_class_id)
        values (${this.id}, ${id}, ${this.id}, ${id}, true, true, now(), ${unclassified})`);
      await reclassify(db, [id]);
    });
  }

  contain(bundleId: string, productId: string): Promise<unknown> {
    return this.change((db) => putIntoBundle(db, { bundleId, productId }, { required: false, defaultQuantity: null }));
  }

  release(bundleId: string, productId: string): Promise<unknown> {
    return this.change((db) => takeOutOfBundle(db, { bundleId, productId }));
  }

  deleteProduct(id: string): Promise<unknown> {
    return this.change(async (db) => {
      await declassify(db, [id]);
      await db.run(sql`delete from product where marketplace_id = ${this.id} and id = ${id}`);
    });
  }

  place(product: string, catalog: string, category: string | null = null): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into catalog_product (marketplace_id, catalog_id, product_id)
        values (${this.id}, ${catalog}, ${product}) on conflict do nothing`);
      if (category !== null)
        await db.run(sql`insert into category_product (marketplace_id, catalog_id, category_id, product_id)
          values (${this.id}, ${catalog}, ${category}, ${product}) on conflict do nothing`);
      await reclassify(db, [product]);
    });
  }

  remove(product: string, catalog: string): Promise<unknown> {
    return this.change(async (db) => {
      for (const table of ["catalog_product", "category_product"])
        await db.run(
          sql`delete from ${sql.table(table)} where marketplace_id = ${this.id} and catalog_id = ${catalog} and product_id = ${product}`,
        );
      await reclassify(db, [product]);
    });
  }

  assignProduct(
    product: string,
    buyer: string,
    group: number | null = null,
    schedule: string | null = null,
  ): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(sql`insert into product_assignment (marketplace_id, product_id, buyer_id, group_key, seller_id, price_schedule_id)
        values (${this.id}, ${product}, ${buyer}, ${group}, ${this.id}, ${schedule}) on conflict do nothing`);
      await reclassify(db, [product]);
    });
  }

  unassignProduct(product: string, buyer: string): Promise<unknown> {
    return this.change(async (db) => {
      await db.run(
        sql`delete from product_assignment where marketplace_id = ${this.id} and product_id = ${product} and buyer_id = ${buyer}`,
      );
      await reclassify(db, [product]);
    });
  }

  /** IDs of the products that the parties see, as explanations of each have it. */
  async explained(parties: Parties): Promise<string[]> {
    return this.database.tenants.transaction(this.id, "snapshot", async (db) => {
      const snapshot = await this.visibility.snapshot(db);
      const { classes } = new VisibleProducts(snapshot, parties);
      const products = await db.rows<{ id: string }>(
        sql`select id from product where marketplace_id = ${this.id} order by id collate "C"`,
      );
      const seen: string[] = [];
      for (const { id } of products) {
        const product = (await findExplained(db, id)) as ExplainedProduct;
        const components = product.isBundle ? await findComponents(db, id) : null;
        const { visible, rules } = explainVisibility(snapshot, parties, {
          id,
          active: product.active,
          // A child is off here when its own row says so: nothing is inherited.
          parent: product.parentId === null ? null : { id: product.parentId, active: true },
          content: snapshot.facts.classes.find((one) => one.id === product.classId)?.content as ClassContent,
          assignment: await findAssignment(db, product, parties),
          components: components?.map((one) => ({ id: one.id, seen: classes.ids.has(one.classId) })) ?? null,
          groupIds: new Map(),
        });
        if (!rules.some(({ Decides, Holds }) => Decides && Holds === visible))
          throw new Error(`Nothing decides on ${id}`);
        if (visible) seen.push(id);
      }
      return seen;
    });
  }

  /** IDs of the products that the parties see, and of the categories by catalog, as classes say. */
  async seen(
    parties: Parties,
  ): Promise<{ products: string[]; categories: string[]; catalogs: string[]; total: number }> {
    return this.database.tenants.transaction(this.id, "snapshot", async (db) => {
      const row = await db.row<{ version: number }>(
        sql`select version from visibility_version where marketplace_id = ${this.id}`,
      );
      const cached = this.visibility.cached(this.id, parties);
      const visible = cached?.version === row?.version && cached ? cached : await this.visibility.load(db, parties);
      const [products, count] = await Promise.all([
        db.rows<{ id: string }>(sql`select id from product where marketplace_id = ${this.id}
          and visibility_class_id = any(${visible.classes.text}::int[]) order by id collate "C"`),
        db.row<{ total: number }>(sql`select coalesce(sum(products), 0)::int as total from visibility_class_count
          where marketplace_id = ${this.id} and class_id = any(${visible.classes.text}::int[])`),
      ]);
      return {
        products: products.map(({ id }) => id),
        categories: visible.catalogs.flatMap(({ id }) => visible.categories(id).map((node) => node.id)).sort(),
        catalogs: visible.catalogs.map(({ id }) => id).sort(),
        total: count?.total ?? 0,
      };
    });
  }
}
