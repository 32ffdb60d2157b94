import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, sql, tables } from "../../platform/db/sql.ts";
import type { ClassContent } from "./class-content.ts";

/** Settings of a catalog or a category for one party: a buyer, one of its groups, or a buyer group. */
interface Assignment {
  readonly catalog: string;
  readonly buyer: string | null;
}

export interface CatalogGrant extends Assignment {
  readonly buyerGroup: string | null;
  readonly viewAllCategories: boolean;
  readonly viewAllProducts: boolean;
}

export interface CategoryGrant extends Assignment {
  readonly category: string;
  /** 0: the buyer as a whole. */
  readonly group: number;
  /** Null: as the category above, at last the catalog, says. */
  readonly visible: boolean | null;
  readonly viewAllProducts: boolean | null;
}

export interface CategoryFact {
  readonly catalog: string;
  readonly id: string;
  readonly parent: string | null;
  readonly active: boolean;
}

/** All that decides what the buyers of a marketplace see, as of one version. */
export interface VisibilityFacts {
  readonly marketplaceId: string;
  readonly version: number;
  readonly classes: readonly { readonly id: number; readonly content: ClassContent }[];
  readonly catalogs: readonly { readonly id: string; readonly active: boolean }[];
  readonly catalogGrants: readonly CatalogGrant[];
  readonly categories: readonly CategoryFact[];
  readonly categoryGrants: readonly CategoryGrant[];
  /** Parties that some discount is given to. */
  readonly discounted: readonly DiscountedParty[];
}

/** A party that has discounts: a buyer group, or a buyer, as a whole (group 0) or one of its groups. */
export interface DiscountedParty {
  readonly buyer: string | null;
  readonly buyerGroup: string | null;
  readonly group: number;
}

interface FactRow {
  readonly kind: "version" | "class" | "catalog" | "catalogGrant" | "category" | "categoryGrant" | "discounted";
  readonly catalog: string | null;
  readonly category: string | null;
  readonly buyer: string | null;
  readonly other: string | null;
  readonly number: number | null;
  readonly one: boolean | null;
  readonly two: boolean | null;
  readonly content: Json | null;
}

/** One statement, so that all facts and their version are of the same moment. */
const factsOf = prepared<{ marketplaceId: string }>(
  ({ marketplaceId: m }) => sql`
    select 'version' as kind, null::text as catalog, null::text as category, null::text as buyer, null::text as other,
      coalesce((select version from visibility_version where marketplace_id = ${m}), 0) as number,
      null::boolean as one, null::boolean as two, null::jsonb as content
    union all
    select 'class', null, null, null, null, id, null, null, content from visibility_class where marketplace_id = ${m}
    union all
    select 'catalog', id, null, null, null, null, active, null, null from catalog where marketplace_id = ${m}
    union all
    select 'catalogGrant', catalog_id, null, buyer_id, buyer_group_id, null, view_all_categories, view_all_products, null
    from catalog_assignment where marketplace_id = ${m}
    union all
    select 'category', catalog_id, id, null, parent_id, null, active, null, null from category where marketplace_id = ${m}
    union all
    select 'categoryGrant', catalog_id, category_id, buyer_id, null, coalesce(group_key, 0), visible, view_all_products, null
    from category_assignment where marketplace_id = ${m}
    union all
    select distinct 'discounted', null, null, buyer_id, buyer_group_id, coalesce(group_key, 0), null::boolean, null::boolean,
      null::jsonb
    from discount_assignment where marketplace_id = ${m}`,
);

/** Reads the facts of a marketplace. */
export async function readFacts(db: TenantDb): Promise<VisibilityFacts> {
  const rows = await db.rows<FactRow>(factsOf({ marketplaceId: db.marketplaceId }));
  const of = <Fact>(kind: FactRow["kind"], fact: (row: FactRow) => Fact): Fact[] =>
    rows.filter((row) => row.kind === kind).map(fact);
  const text = (value: string | null): string => value as string;
  return {
    marketplaceId: db.marketplaceId,
    version: of("version", ({ number }) => number ?? 0)[0] ?? 0,
    classes: of("class", ({ number, content }) => ({
      id: number as number,
      content: (content as Json).value as ClassContent,
    })),
    catalogs: of("catalog", ({ catalog, one }) => ({ id: text(catalog), active: one === true })),
    catalogGrants: of("catalogGrant", ({ catalog, buyer, other, one, two }) => ({
      catalog: text(catalog),
      buyer,
      buyerGroup: other,
      viewAllCategories: one === true,
      viewAllProducts: two === true,
    })),
    categories: of("category", ({ catalog, category, other, one }) => ({
      catalog: text(catalog),
      id: text(category),
      parent: other,
      active: one === true,
    })),
    categoryGrants: of("categoryGrant", ({ catalog, category, buyer, number, one, two }) => ({
      catalog: text(catalog),
      category: text(category),
      buyer,
      group: number ?? 0,
      visible: one,
      viewAllProducts: two,
    })),
    discounted: of("discounted", ({ buyer, other, number }) => ({ buyer, buyerGroup: other, group: number ?? 0 })),
  };
}

const heldVersion = prepared(({ marketplaceId }: Fragments<{ readonly marketplaceId: string }>) =>
  tables.selectFrom("visibility_version").where("marketplace_id", "=", marketplaceId).forShare(),
);

/** Keeps the version from moving until the transaction ends. */
export const holdVersion = (db: TenantDb): Promise<unknown[]> =>
  db.rows(heldVersion({ marketplaceId: db.marketplaceId }));
