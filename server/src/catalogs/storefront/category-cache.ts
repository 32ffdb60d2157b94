import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { VisibleProducts } from "../visibility/visible-products.ts";

/** A catalog's categories, in any case of their IDs, as of one version: no category of the marketplace has changed since. */
export interface CategoriesNow {
  readonly marketplaceId: string;
  readonly version: number;
  readonly catalogId: string;
}

/** The IDs of categories in lower case, in some order. */
export type CategoryIds = readonly string[];

/** A category's JSON before and after the number of its children. */
export type CategoryText = readonly [before: string, after: string];

/** The categories that somebody sees, by their IDs in lower case, with the numbers of their children that they see. */
export type SeenCategories = ReadonlyMap<string, number>;

const keyOf = ({ marketplaceId, version, catalogId }: CategoriesNow): string =>
  `${marketplaceId}\0${version}\0${catalogId}`;

const orderBytes = (ids: CategoryIds): number => ids.reduce((sum, id) => sum + 24 + textBytes(id), 0);

/**
 * Categories as this process read them last. What a question finds among all categories of a catalog is held for everybody,
 * and what of it one set of parties sees; the version that both bear is read again with every answer.
 */
export class CategoryCache {
  readonly #found = new BoundedCache<CategoryIds>("categories_found", { maxBytes: 32_000_000, bytesOf: orderBytes });
  readonly #lists = new BoundedCache<CategoryIds>("category_lists", {
    maxBytes: 16_000_000,
    // The texts are those of what was found, which may leave before.
    bytesOf: orderBytes,
  });
  readonly #seen = new BoundedCache<SeenCategories>("categories_seen", {
    maxBytes: 32_000_000,
    bytesOf: (seen) => seen.size * 100,
  });
  readonly #texts = new BoundedCache<CategoryText>("category_texts", {
    maxBytes: 32_000_000,
    bytesOf: ([before, after]) => textBytes(before) + textBytes(after),
    ofThings: true,
  });
  readonly caches = [this.#found, this.#lists, this.#seen, this.#texts];

  /**
   * What a question finds for those who share a view.
   *
   * @param question names it, whoever asks.
   * @param find finds it among all categories of the catalog; undefined: these have changed.
   */
  async list(
    now: CategoriesNow,
    visible: VisibleProducts,
    question: string,
    find: () => Promise<CategoryIds | undefined>,
  ): Promise<CategoryIds | undefined> {
    const key = `${keyOf(now)}\0${question}`;
    const ownKey = `${visible.key}\0${key}`;
    const known = this.#lists.get(ownKey);
    if (known !== undefined) return known;
    let found = this.#found.get(key);
    if (found === undefined) {
      found = await find();
      if (found === undefined) return undefined;
      this.#found.set(key, found);
    }
    const seen = this.seen(visible, now.catalogId);
    const list = found.filter((id) => seen.has(id));
    this.#lists.set(ownKey, list);
    return list;
  }

  /** The categories of a catalog that those who share a view see. */
  seen(visible: VisibleProducts, catalogId: string): SeenCategories {
    const key = `${visible.key}\0${catalogId}`;
    let seen = this.#seen.get(key);
    if (seen === undefined) {
      seen = seenOf(visible, catalogId);
      this.#seen.set(key, seen);
    }
    return seen;
  }

  /**
   * The texts of categories, in the order of their IDs; undefined where one of them has changed.
   *
   * @param read reads those that are not held.
   */
  async texts(
    now: CategoriesNow,
    ids: CategoryIds,
    read: (ids: CategoryIds) => Promise<ReadonlyMap<string, CategoryText> | undefined>,
  ): Promise<readonly CategoryText[] | undefined> {
    const prefix = `${keyOf(now)}\0`;
    const texts = ids.map((id) => this.#texts.get(prefix + id));
    const missing = ids.filter((_, index) => texts[index] === undefined);
    if (missing.length > 0) {
      const found = await read(missing);
      if (found === undefined) return undefined;
      for (const [index, id] of ids.entries()) {
        const text = texts[index] ?? found.get(id);
        if (text === undefined) return undefined;
        texts[index] = text;
        if (found.has(id)) this.#texts.set(prefix + id, text);
      }
    }
    return texts as readonly CategoryText[];
  }
}

function seenOf(visible: VisibleProducts, catalogId: string): SeenCategories {
  const nodes = visible.categories(catalogId);
  const seen = new Map(nodes.map(({ id }) => [id.toLowerCase(), 0]));
  for (const { parentNode } of nodes) {
    const parent = parentNode?.id.toLowerCase() ?? "";
    const children = seen.get(parent);
    if (children !== undefined) seen.set(parent, children + 1);
  }
  return seen;
}
