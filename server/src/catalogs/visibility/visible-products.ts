import { createHash } from "node:crypto";
import { textBytes } from "../../platform/caches/bounded-cache.ts";
import { sameId } from "../../platform/ids.ts";
import { hasOnlyDefaultPrice } from "../pricing/selection.store.ts";
import type { VisibilityFacts } from "./facts.store.ts";
import {
  type CatalogSnapshot,
  type CatalogTree,
  type CategoryNode,
  isAssigned,
  isCategorySeen,
  isDiscounted,
  type Parties,
  type SeenCatalog,
  seenCatalogs,
  seenClasses,
} from "./rules.ts";

/** A set of visibility classes, as a parameter of statements. */
export interface ClassSet {
  readonly ids: ReadonlySet<number>;
  /** As the text of an `int[]`. */
  readonly text: string;
  /** Equal for equal sets of one marketplace at one version, and for no others. */
  readonly key: string;
}

/** Memory that a set takes. */
export const classSetBytes = ({ ids, text, key }: ClassSet): number => 64 * ids.size + textBytes(text) + textBytes(key);

/** Place in the catalogs where products are looked for; IDs in any case. */
export interface Place {
  readonly catalogId?: string | undefined;
  readonly categoryId?: string | undefined;
  /** Levels below the category, or below the top of the catalogs. Absent: all. */
  readonly depth?: number | undefined;
}

function setOf({ marketplaceId, version }: VisibilityFacts, ids: readonly number[]): ClassSet {
  const text = `{${ids.join(",")}}`;
  const key = `${marketplaceId}\0${version}\0${createHash("sha256").update(text).digest("base64url")}`;
  return { ids: new Set(ids), text, key };
}

/** The same text for the same parties. */
export const partiesKey = ({ groupKeys, buyerId, buyerGroupId }: Parties): string =>
  `${groupKeys.join()}\0${buyerId}\0${buyerGroupId ?? ""}`;

/** The same text for the same place; empty for everywhere. */
export const placeKey = ({ catalogId, categoryId, depth }: Place): string =>
  catalogId === undefined && depth === undefined
    ? ""
    : `${catalogId?.toLowerCase() ?? ""}\0${categoryId?.toLowerCase() ?? ""}\0${depth ?? ""}`;

/** View that a set of parties has of a marketplace at one version. */
export class VisibleProducts {
  readonly version: number;
  /** Names the parties, the marketplace and the version. */
  readonly key: string;
  readonly #facts: VisibilityFacts;
  readonly #parties: Parties;
  readonly #catalogs: ReadonlyMap<string, SeenCatalog>;
  readonly #byLowerCase: ReadonlyMap<string, SeenCatalog>;
  readonly #seen: ReadonlyMap<number, CatalogSnapshot["facts"]["classes"][number]["content"]>;
  /** Classes of all products they see. */
  readonly classes: ClassSet;
  /** Of these, the classes whose products were assigned to them, and so may have prices of their own. */
  readonly assigned: ClassSet;
  /** The default price of each product is the only one that can apply, as long as the marketplace sells it. */
  readonly onlyDefaultPrices: boolean;
  /** Classes of which the same can be said of each product. */
  readonly #defaultPriced: ReadonlySet<number>;
  /** Some discount is given to them, on these products or others. */
  readonly discounted: boolean;

  constructor(snapshot: CatalogSnapshot, parties: Parties) {
    const { facts } = snapshot;
    this.version = facts.version;
    this.key = `${facts.marketplaceId}\0${facts.version}\0${partiesKey(parties)}`;
    this.#facts = facts;
    this.#parties = parties;
    this.#catalogs = seenCatalogs(snapshot, parties);
    this.#byLowerCase = new Map([...this.#catalogs.values()].map((catalog) => [catalog.id.toLowerCase(), catalog]));
    const seen = seenClasses(facts.classes, this.#catalogs, parties);
    this.#seen = new Map(seen.map(({ id, content }) => [id, content]));
    this.classes = setOf(facts, [...this.#seen.keys()]);
    this.assigned = setOf(
      facts,
      seen.filter(({ content }) => isAssigned(content, parties)).map(({ id }) => id),
    );
    this.discounted = isDiscounted(facts, parties);
    this.#defaultPriced = new Set(
      seen
        .filter(({ id, content }) => hasOnlyDefaultPrice(content, facts.marketplaceId, this.assigned.ids.has(id)))
        .map(({ id }) => id),
    );
    this.onlyDefaultPrices = this.#defaultPriced.size === seen.length;
  }

  /** Tells whether the default price of a product of this class is the only one that can apply, as long as the marketplace sells it. */
  hasDefaultPrice(classId: number): boolean {
    return this.#defaultPriced.has(classId);
  }

  /** Memory that this takes beside the snapshot it is of. */
  get bytes(): number {
    return (
      64 * (this.#seen.size + this.#defaultPriced.size) +
      200 * this.#catalogs.size +
      classSetBytes(this.classes) +
      classSetBytes(this.assigned)
    );
  }

  /** The catalogs they see. */
  get catalogs(): readonly CatalogTree[] {
    return [...this.#catalogs.values()];
  }

  /** The catalog of that ID, in any case, if they see it. */
  catalog(id: string): CatalogTree | undefined {
    return this.#byLowerCase.get(id.toLowerCase());
  }

  /** A category of a catalog they see, itself listed for them or not; IDs in any case. */
  category(catalogId: string, categoryId: string): CategoryNode | undefined {
    const id = categoryId.toLowerCase();
    for (const node of this.catalog(catalogId)?.categories.values() ?? [])
      if (node.id.toLowerCase() === id) return node;
    return undefined;
  }

  /** The categories of a catalog that they see, each time worked out anew. */
  categories(catalogId: string): readonly CategoryNode[] {
    const catalog = this.#byLowerCase.get(catalogId.toLowerCase());
    if (catalog === undefined) return [];
    return [...catalog.categories.values()].filter((node) => isCategorySeen(node, catalog, this.#parties));
  }

  /** Tells whether they see the products of a class. */
  sees(classId: number): boolean {
    return this.classes.ids.has(classId);
  }

  /** Tells whether these are many of the marketplace's classes: an order of all its products soon comes upon one of theirs. */
  areMany({ ids }: ClassSet): boolean {
    return ids.size > 16 && 4 * ids.size >= this.#facts.classes.length;
  }

  /**
   * Classes of the products they see in a place. A category need not be listed for them, only be active; one that does
   * not exist in a catalog they see, and a catalog they do not see, hold nothing
   * (docs/behaviour/visibility-and-search.md §2).
   */
  classesIn(place: Place): ClassSet {
    if (placeKey(place) === "") return this.classes;
    const { catalogId, categoryId, depth } = place;
    const catalogs =
      catalogId === undefined ? [...this.#catalogs.values()] : [this.#byLowerCase.get(catalogId.toLowerCase())];
    const ids = new Set<number>();
    for (const catalog of catalogs) {
      if (catalog === undefined) continue;
      const within = categoryId === undefined && depth === undefined ? undefined : subtree(catalog, categoryId, depth);
      for (const [id, content] of this.#seen) {
        const there =
          within === undefined
            ? content.catalogs.includes(catalog.id)
            : content.categories.some(([of, category]) => of === catalog.id && within.has(category));
        if (there) ids.add(id);
      }
    }
    return setOf(
      this.#facts,
      [...ids].sort((a, b) => a - b),
    );
  }
}

/** IDs of the active categories in a category or a whole catalog, down to a depth. */
export function subtree(
  catalog: CatalogTree,
  categoryId: string | undefined,
  depth = Number.POSITIVE_INFINITY,
): ReadonlySet<string> {
  const nodes = [...catalog.categories.values()];
  let level =
    categoryId === undefined
      ? nodes.filter(({ parentNode }) => parentNode === undefined)
      : nodes.filter(({ id }) => sameId(id, categoryId));
  const found = new Set<string>();
  for (let below = 1; below <= depth && level.length > 0; below++) {
    level = level.filter(({ active }) => active);
    for (const { id } of level) found.add(id);
    level = level.flatMap(({ children }) => children);
  }
  return found;
}
