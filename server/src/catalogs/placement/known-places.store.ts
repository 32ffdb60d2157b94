import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { assume, guard } from "../../platform/work/assume.store.ts";
import { countChanges, countMoves } from "./class-counts.store.ts";
import type { KnownMove } from "./known-placements.ts";
import { type CatalogPlace, type OrderedPlace, writePlaces, writePlacesLater } from "./places.store.ts";

/** A place that a product is to have, in a category or in the catalog alone, and what a process knows that becomes of it. */
export interface KnownPlace extends CatalogPlace {
  readonly categoryId: string | null;
  readonly listOrder: number | null;
  readonly move: KnownMove;
  /** Told that something is not as it was known. */
  outdated(): void;
}

interface Marketplace {
  readonly marketplaceId: string;
}

interface Known extends Marketplace {
  readonly number: number;
  readonly productIds: readonly string[];
  readonly catalogIds: readonly string[];
  readonly owners: readonly string[];
  readonly categoryIds: readonly (string | null)[];
  readonly fromIds: readonly number[];
  readonly fromDigests: readonly string[];
  readonly toIds: readonly number[];
  readonly toDigests: readonly string[];
}

/**
 * Holds the products, and keeps catalogs, and categories where there are such, from being deleted, unless something is not as it
 * is known. Plain products alone are held so: others bring children or components along.
 */
function holding(known: Fragments<Known>, inCategories: boolean): RawBuilder<unknown> {
  const { marketplaceId: m, number } = known;
  const category = inCategories
    ? sql`join category c on c.marketplace_id = ${m} and c.catalog_id = n.catalog_id and c.id = n.category_id`
    : sql``;
  return guard(
    sql`select from unnest(${known.productIds}::text[], ${known.catalogIds}::text[], ${known.owners}::text[],
          ${known.categoryIds}::text[], ${known.fromIds}::int[], ${known.fromDigests}::text[], ${known.toIds}::int[],
          ${known.toDigests}::text[]) as n (product_id, catalog_id, owner_id, category_id, from_id, from_digest, to_id, to_digest)
        join catalog k on k.marketplace_id = ${m} and k.id = n.catalog_id and k.owner_id = n.owner_id
        ${category}
        join visibility_class f on f.marketplace_id = ${m} and f.id = n.from_id and f.digest = n.from_digest
        join visibility_class t on t.marketplace_id = ${m} and t.id = n.to_id and t.digest = n.to_digest
        join product p on p.marketplace_id = ${m} and p.id = n.product_id and p.visibility_class_id = n.from_id
          and p.parent_id is null and not p.is_parent and not p.is_bundle
        order by p.id for key share of k ${inCategories ? sql`for key share of c` : sql``} for update of p`,
    "products are where they were known to be",
    number,
  );
}

const holdingInCategories = prepared<Known>((known) => holding(known, true));
const holdingInCatalogs = prepared<Known>((known) => holding(known, false));

/** Moves products to other classes, unless a bundle follows them: whoever puts one into a bundle holds it meanwhile. */
const moving = prepared<
  Marketplace & { readonly number: number; readonly ids: readonly string[]; readonly classIds: readonly number[] }
>(
  ({ marketplaceId: m, number, ids, classIds }) => sql`
    with moved as (
      update product p set visibility_class_id = n.class_id from unnest(${ids}::text[], ${classIds}::int[]) as n (id, class_id)
      where p.marketplace_id = ${m} and p.id = n.id
        and not exists (select from bundle_product b where b.marketplace_id = ${m} and b.product_id = p.id)
      returning 1)
    ${guard(sql`select from moved`, "products are in no bundle", number)}`,
);

const isInCategory = <Place extends KnownPlace>(place: Place): place is Place & OrderedPlace =>
  place.categoryId !== null;

const isThere = ({ move: { from, to } }: KnownPlace): boolean => from.id === to.id;

/**
 * Puts products into catalogs and categories, of which a process knows what becomes of them, without a trip: what it knows is
 * compared by what is written. Those that are in their category already take one: whether their order there changes is not
 * known. No product is named twice.
 *
 * @returns those that are not as they were.
 */
export async function putAsKnown(db: TenantDb, places: readonly KnownPlace[]): Promise<ReadonlySet<KnownPlace>> {
  const { marketplaceId } = db;
  const outdated = (): void => {
    for (const place of places) place.outdated();
  };
  const hold = (statement: typeof holdingInCatalogs, some: readonly KnownPlace[]): void => {
    if (some.length === 0) return;
    const moves = some.map(({ move }) => move);
    const known = {
      marketplaceId,
      number: some.length,
      productIds: some.map(({ productId }) => productId),
      catalogIds: some.map(({ catalogId }) => catalogId),
      owners: moves.map(({ catalogOwner }) => catalogOwner),
      categoryIds: some.map(({ categoryId }) => categoryId),
      fromIds: moves.map(({ from }) => from.id),
      fromDigests: moves.map(({ from }) => from.digest),
      toIds: moves.map(({ to }) => to.id),
      toDigests: moves.map(({ to }) => to.digest),
    };
    assume(db, statement(known), { outdated });
  };
  hold(holdingInCategories, places.filter(isInCategory));
  hold(
    holdingInCatalogs,
    places.filter((place) => !isInCategory(place)),
  );
  const coming = places.filter((place) => !isThere(place));
  if (coming.length > 0) {
    writePlacesLater(db, {
      catalogs: coming.filter(({ move }) => move.entersCatalog),
      categories: coming.filter(isInCategory),
    });
    const moves = coming.map(({ productId: id, move: { from, to } }) => ({ id, from: from.id, to: to.id }));
    countMoves(db, moves);
    const [ids, classIds] = [moves.map(({ id }) => id), moves.map(({ to }) => to)];
    assume(db, moving({ marketplaceId, number: moves.length, ids, classIds }), { outdated });
  }
  const there = places.filter(isThere).filter(isInCategory);
  if (there.length === 0) return new Set(coming);
  const { ordered } = await writePlaces(db, { catalogs: [], categories: there });
  const reordered = there.filter(({ productId }) => ordered.has(productId));
  countChanges(
    db,
    reordered.map(({ productId: id, move: { to } }) => ({ id, classId: to.id })),
  );
  return new Set([...coming, ...reordered]);
}
