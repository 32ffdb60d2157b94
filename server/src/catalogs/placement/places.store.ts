import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";

/** A product's place in a catalog, by stored IDs. */
export interface CatalogPlace {
  readonly catalogId: string;
  readonly productId: string;
}

/** A product's place in a category, and its number in the category's order. */
export interface OrderedPlace extends CatalogPlace {
  readonly categoryId: string;
  readonly listOrder: number | null;
}

/** Places that products are to have. */
export interface Places {
  readonly catalogs: readonly CatalogPlace[];
  /** Of several orders at the same place the last is kept. */
  readonly categories: readonly OrderedPlace[];
}

interface Marketplace {
  readonly marketplaceId: string;
}

const entering = prepared<
  Marketplace & { readonly catalogIds: readonly string[]; readonly productIds: readonly string[] },
  { readonly productId: string }
>(
  ({ marketplaceId, catalogIds, productIds }) => sql`
    insert into catalog_product (marketplace_id, catalog_id, product_id)
    select ${marketplaceId}::text, n.catalog_id, n.product_id
    from unnest(${catalogIds}::text[], ${productIds}::text[]) as n (catalog_id, product_id) order by 3, 2
    on conflict do nothing returning product_id as "productId"`,
);

const putting = prepared<
  Marketplace & {
    readonly catalogIds: readonly string[];
    readonly categoryIds: readonly string[];
    readonly productIds: readonly string[];
    readonly listOrders: readonly (number | null)[];
  },
  { readonly productId: string }
>(
  ({ marketplaceId, catalogIds, categoryIds, productIds, listOrders }) => sql`
    insert into category_product as t (marketplace_id, catalog_id, category_id, product_id, list_order)
    select ${marketplaceId}::text, n.catalog_id, n.category_id, n.product_id, n.list_order
    from unnest(${catalogIds}::text[], ${categoryIds}::text[], ${productIds}::text[], ${listOrders}::int[])
      as n (catalog_id, category_id, product_id, list_order) order by 4, 2, 3
    on conflict (marketplace_id, product_id, catalog_id, category_id) do update set list_order = excluded.list_order
      where t.list_order is distinct from excluded.list_order
    returning product_id as "productId"`,
);

const lastOf = <Place>(places: readonly Place[], keyOf: (place: Place) => string): readonly Place[] =>
  places.length < 2 ? places : [...new Map(places.map((place) => [keyOf(place), place])).values()];

/** Statements that put products into catalogs, which answer with those that have come into one, and into categories. */
function writing({ marketplaceId }: TenantDb, { catalogs, categories }: Places) {
  const inCatalogs = lastOf(catalogs, ({ catalogId, productId }) => `${catalogId} ${productId}`);
  const inCategories = lastOf(
    categories,
    ({ catalogId, categoryId, productId }) => `${catalogId} ${categoryId} ${productId}`,
  );
  return {
    entering:
      inCatalogs.length === 0
        ? undefined
        : entering({
            marketplaceId,
            catalogIds: inCatalogs.map(({ catalogId }) => catalogId),
            productIds: inCatalogs.map(({ productId }) => productId),
          }),
    putting:
      inCategories.length === 0
        ? undefined
        : putting({
            marketplaceId,
            catalogIds: inCategories.map(({ catalogId }) => catalogId),
            categoryIds: inCategories.map(({ categoryId }) => categoryId),
            productIds: inCategories.map(({ productId }) => productId),
            listOrders: inCategories.map(({ listOrder }) => listOrder),
          }),
  };
}

/**
 * Puts products into catalogs and categories, unless they are there already.
 *
 * @returns those that have come into a catalog, and those that have come into a category or to another place in its order.
 */
export async function writePlaces(
  db: TenantDb,
  places: Places,
): Promise<{ readonly entered: ReadonlySet<string>; readonly ordered: ReadonlySet<string> }> {
  const statements = writing(db, places);
  const [entered, ordered] = await Promise.all([
    statements.entering === undefined ? [] : db.rows(statements.entering),
    statements.putting === undefined ? [] : db.rows(statements.putting),
  ]);
  const ids = (rows: readonly { readonly productId: string }[]) => new Set(rows.map(({ productId }) => productId));
  return { entered: ids(entered), ordered: ids(ordered) };
}

/** The same without a trip, for whoever need not know. */
export function writePlacesLater(db: TenantDb, places: Places): void {
  for (const statement of Object.values(writing(db, places))) if (statement !== undefined) db.runLater(statement);
}
