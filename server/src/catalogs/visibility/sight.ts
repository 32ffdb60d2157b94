import {
  type CatalogTree,
  type CategoryNode,
  isAssigned,
  isCategorySeen,
  isClassSeen,
  type Landscape,
  type Parties,
  type SeenCatalog,
  seenCatalogs,
} from "./rules.ts";

/** A set of visibility classes, as a parameter of statements. */
export interface ClassSet {
  readonly ids: ReadonlySet<number>;
  /** As the text of an `int[]`. */
  readonly text: string;
}

/** Where in the catalogs products are looked for; IDs in any case. */
export interface Place {
  readonly catalogId?: string | undefined;
  readonly categoryId?: string | undefined;
  /** Levels below the category, or below the top of the catalogs. Absent: all. */
  readonly depth?: number | undefined;
}

const placesKept = 200;

const setOf = (ids: readonly number[]): ClassSet => ({ ids: new Set(ids), text: `{${ids.join(",")}}` });
const nothing = setOf([]);

/** What a set of parties sees of a marketplace at one version. */
export class Sight {
  readonly version: number;
  readonly #parties: Parties;
  readonly #catalogs: ReadonlyMap<string, SeenCatalog>;
  readonly #byLowerCase: ReadonlyMap<string, SeenCatalog>;
  readonly #seen: ReadonlyMap<number, Landscape["facts"]["classes"][number]["content"]>;
  readonly #places = new Map<string, ClassSet>();
  readonly #categories = new Map<string, readonly CategoryNode[]>();
  /** Classes of all products they see. */
  readonly classes: ClassSet;
  /** Of these, the classes whose products were assigned to them, and so may have prices of their own. */
  readonly assigned: ClassSet;
  /** All they see belongs to the marketplace, has no parent, and was assigned to nobody of them: its default price holds. */
  readonly plainlyPriced: boolean;

  constructor(landscape: Landscape, parties: Parties) {
    this.version = landscape.facts.version;
    this.#parties = parties;
    this.#catalogs = seenCatalogs(landscape, parties);
    this.#byLowerCase = new Map([...this.#catalogs.values()].map((catalog) => [catalog.id.toLowerCase(), catalog]));
    const seen = landscape.facts.classes.filter(({ content }) => isClassSeen(content, this.#catalogs, parties));
    this.#seen = new Map(seen.map(({ id, content }) => [id, content]));
    this.classes = setOf([...this.#seen.keys()]);
    this.assigned = setOf(seen.filter(({ content }) => isAssigned(content, parties)).map(({ id }) => id));
    this.plainlyPriced =
      this.assigned.ids.size === 0 &&
      seen.every(({ content }) => content.owner === landscape.facts.marketplaceId && !content.child);
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

  /** The categories of a catalog that they see. */
  categories(catalogId: string): readonly CategoryNode[] {
    const catalog = this.#byLowerCase.get(catalogId.toLowerCase());
    if (catalog === undefined) return [];
    let seen = this.#categories.get(catalog.id);
    if (seen === undefined) {
      seen = [...catalog.categories.values()].filter((node) => isCategorySeen(node, catalog, this.#parties));
      this.#categories.set(catalog.id, seen);
    }
    return seen;
  }

  /**
   * Classes of the products they see in a place. A category need not be listed for them, only be active; one that does
   * not exist in a catalog they see, and a catalog they do not see, hold nothing
   * (docs/behaviour/visibility-and-search.md §2).
   */
  classesIn(place: Place): ClassSet {
    if (place.catalogId === undefined && place.depth === undefined) return this.classes;
    const key = `${place.catalogId?.toLowerCase() ?? ""}\0${place.categoryId?.toLowerCase() ?? ""}\0${place.depth ?? ""}`;
    let found = this.#places.get(key);
    if (found === undefined) {
      found = this.#classesIn(place);
      if (this.#places.size >= placesKept) this.#places.clear();
      this.#places.set(key, found);
    }
    return found;
  }

  #classesIn({ catalogId, categoryId, depth }: Place): ClassSet {
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
    return ids.size === 0 ? nothing : setOf([...ids].sort((a, b) => a - b));
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
      : nodes.filter(({ id }) => id.toLowerCase() === categoryId.toLowerCase());
  const found = new Set<string>();
  for (let below = 1; below <= depth && level.length > 0; below++) {
    level = level.filter(({ active }) => active);
    for (const { id } of level) found.add(id);
    level = level.flatMap(({ children }) => children);
  }
  return found;
}
