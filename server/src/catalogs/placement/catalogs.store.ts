import { isDeepStrictEqual } from "node:util";
import type { Catalog, Category, ProductFacet, Synonym } from "@orderwell/contract";
import { touched } from "../../platform/changes/object-write.ts";
import { type CrudRules, Resource } from "../../platform/crud/resource.ts";
import { Singleton } from "../../platform/crud/singleton.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql, tables } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { invalidateCategories, invalidateVisibility, reclassifyThose } from "./classes.store.ts";

const catalogTable = new Table("catalog", "Catalog", {
  computed: {
    CategoryCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.id)`,
  },
});

const categoryTable = new Table("category", "Category", {
  computed: {
    ChildCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.catalog_id and c.parent_id = t.id)`,
  },
});

export const synonymTable = new Table("synonym", "Synonym");

export const facetTable = new Table("product_facet", "ProductFacet", {
  // A facet without a path counts by its ID: the index is over both.
  violations: { product_facet_xp_path_key: () => apiError("ProductFacet.XpPathInUse") },
});

/** Rules of resources that users alone write. */
type Rules<Model extends object> = CrudRules<Model, void, UserWork>;

/** Rules to which is added that writes of what shoppers are shown by invalidate what processes hold of it. */
const invalidating = <Model extends object>(
  rules: Rules<Model>,
  matters: (after: Model, before: Model | null) => boolean,
): Rules<Model> => ({
  ...rules,
  async saved(work, after, change) {
    const shown = await rules.saved?.(work, after, change);
    if (matters(after, change.before)) await invalidateVisibility(work.db);
    return shown;
  },
  async deleted(work, object, scope) {
    await rules.deleted?.(work, object, scope);
    await invalidateVisibility(work.db);
  },
});

/** Catalogs with these rules; those that are deleted lose their products before. */
export const catalogResource = (rules: Rules<Catalog>): Resource<Catalog, void, UserWork> =>
  new Resource(
    catalogTable,
    invalidating(
      {
        ...rules,
        async deleting(work, catalog, scope) {
          await rules.deleting?.(work, catalog, scope);
          await emptyCatalog(work.db, catalog.ID);
        },
      },
      // One that is new is nobody's yet.
      (after, before) => before !== null && before.Active !== after.Active,
    ),
  );

/** Categories with these rules, within the catalog that their scope names; those that are deleted lose their products before. */
export const categoryResource = (rules: Rules<Category>): Resource<Category, void, UserWork> =>
  new Resource(
    categoryTable,
    invalidating(
      {
        ...rules,
        async saved(work, after, change) {
          if (!isDeepStrictEqual(after, change.before)) invalidateCategories(work.db);
          return rules.saved?.(work, after, change);
        },
        async deleted(work, category, scope) {
          invalidateCategories(work.db);
          await rules.deleted?.(work, category, scope);
        },
        async deleting(work, category, scope) {
          await rules.deleting?.(work, category, scope);
          await emptyCategories(work.db, String(scope.columns?.catalog_id), category.ID);
        },
      },
      // A new category counts as well: classes of products may be left from one that had its ID.
      (after, before) => before === null || before.Active !== after.Active || before.ParentID !== after.ParentID,
    ),
  );

/** Facets with these rules: what is held of their counts is held with what shoppers see. */
export const facetResource = (rules: Rules<ProductFacet>): Resource<ProductFacet, void, UserWork> =>
  new Resource(
    facetTable,
    invalidating(rules, (after, before) => !isDeepStrictEqual(after, before)),
  );

/** Synonyms with these rules: what searches found is held with what shoppers see. */
export const synonymResource = (rules: Rules<Synonym>): Resource<Synonym, void, UserWork> =>
  new Resource(
    synonymTable,
    invalidating(rules, (after, before) => !isDeepStrictEqual(after, before)),
  );

/** Settings of searches, for which the same holds. */
export const searchSettings = new Singleton(new Table("search_settings", "SearchSettings"), {
  written: ({ db }) => invalidateVisibility(db),
});

/** Adds a buyer's default catalog; false when there is a catalog of that ID. */
export async function addCatalog(
  db: TenantDb,
  { id, name, description }: { readonly id: string; readonly name: string; readonly description: string },
): Promise<boolean> {
  const { marketplaceId } = db;
  const created = await db.run(
    tables
      .insertInto("catalog")
      .values({ marketplace_id: marketplaceId, id, owner_id: marketplaceId, name, description, active: true })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (created > 0) touched(db, "catalog", [id]);
  return created > 0;
}

/** Deletes catalogs and takes all products out of them. */
export async function deleteCatalogs(db: TenantDb, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  // Whoever puts a product into one at the same time is done before, or finds that it has gone.
  const doomed = tables.selectFrom("catalog").select("id").where("marketplace_id", "=", db.marketplaceId);
  await db.rows(doomed.where("id", "in", ids).orderBy("id").forUpdate());
  for (const id of ids) await emptyCatalog(db, id);
  await db.run(sql`delete from catalog where marketplace_id = ${db.marketplaceId} and id = any(${ids}::text[])`);
  for (const id of ids) db.wrote({ table: "catalog", key: { id }, after: null });
  await invalidateVisibility(db);
}

/** Takes all products out of a catalog and of its categories. */
const emptyCatalog = (db: TenantDb, catalogId: string): Promise<void> =>
  reclassifyThose(
    db,
    ...(["category_product", "catalog_product"] as const).map((places) =>
      tables
        .deleteFrom(places)
        .where("marketplace_id", "=", db.marketplaceId)
        .where("catalog_id", "=", catalogId)
        .returning("product_id"),
    ),
  );

/** A category by its stored ID, and all that are below it. */
interface Branch {
  readonly marketplaceId: string;
  readonly catalogId: string;
  readonly id: string;
}

/** Opens a statement that may name the IDs of a branch as `branch`. */
const withBranch = ({ marketplaceId, catalogId, id }: Fragments<Branch>) => sql`
  with recursive branch (id) as (
    select ${id}::text collate "C"
    union
    select c.id from branch b join category c
      on c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId} and c.parent_id = b.id)`;

const held = prepared<Branch, { readonly id: string }>(
  (args) => sql`${withBranch(args)}
    select c.id from category c where c.marketplace_id = ${args.marketplaceId} and c.catalog_id = ${args.catalogId}
      and c.id in (select id from branch) order by c.id for update of c`,
);

const branches = prepared<Branch, { readonly id: string }>((args) => sql`${withBranch(args)} select id from branch`);

/**
 * Holds a category and those below it until the transaction ends: whoever puts a product into one of them at the same time is
 * done before, or finds that it has gone. What has come below while it waited is not held yet, and is looked for once more.
 */
async function holdBranch(db: TenantDb, branch: Branch): Promise<void> {
  for (;;) {
    const [rows, found] = await Promise.all([db.rows(held(branch)), db.rows(branches(branch))]);
    const isHeld = new Set(rows.map(({ id }) => id));
    if (found.every(({ id }) => isHeld.has(id))) return;
  }
}

const emptied = prepared<Branch, { product_id: string }>(
  (args) => sql`${withBranch(args)}
    delete from category_product where marketplace_id = ${args.marketplaceId} and catalog_id = ${args.catalogId}
      and category_id in (select id from branch) returning product_id`,
);

/** Takes all products out of a category and those below it, which are about to be deleted. */
async function emptyCategories(db: TenantDb, catalogId: string, id: string): Promise<void> {
  const branch = { marketplaceId: db.marketplaceId, catalogId, id };
  await holdBranch(db, branch);
  await reclassifyThose(db, emptied(branch));
}

/** Makes room in the order of siblings: those at `listOrder` or behind it, but for category `id`, move by one. */
export async function pushSiblings(
  db: TenantDb,
  catalogId: string,
  { id, parentId, listOrder }: { readonly id: string; readonly parentId: string | null; readonly listOrder: number },
): Promise<void> {
  const others = tables
    .updateTable("category")
    .set((of) => ({ list_order: of("list_order", "+", 1) }))
    .where("marketplace_id", "=", db.marketplaceId)
    .where("catalog_id", "=", catalogId)
    .where("id", "<>", id)
    .where("list_order", ">=", listOrder)
    .where("list_order", "<", 2147483647);
  const siblings = parentId === null ? others.where("parent_id", "is", null) : others.where("parent_id", "=", parentId);
  invalidateCategories(db);
  for (const { id: moved } of await db.rows(siblings.returning("id")))
    db.wrote({ table: "category", key: { catalog_id: catalogId, id: moved } });
}
