import { BoundedCache, type OwnedCache } from "../../platform/caches/bounded-cache.ts";
import type { UserWork } from "../../platform/work/work.ts";

declare module "../../platform/work/services.ts" {
  interface Services {
    readonly placements: KnownPlacements;
  }
}

/** A class as the database has it. */
export interface KnownClass {
  readonly id: number;
  readonly signature: string;
  readonly digest: string;
}

/** What products of a class have in common: the text of a signature. */
interface ClassContent {
  readonly active: boolean;
  readonly owner: string;
  readonly child: boolean;
  readonly catalogs: readonly string[];
  readonly categories: readonly (readonly [catalogId: string, categoryId: string])[];
  readonly parties: readonly unknown[];
  readonly components?: readonly number[];
}

/** A place in a category of a catalog, or in the catalog alone, by stored IDs. */
interface Place {
  readonly catalogId: string;
  readonly categoryId: string | null;
  readonly productId: string;
}

/** What becomes of a product that is put somewhere, if all is as it is known. */
export interface KnownMove {
  readonly from: KnownClass;
  /** The same where it is there already. */
  readonly to: KnownClass;
  /** It is not in the catalog yet. */
  readonly entersCatalog: boolean;
  /** Who owns the catalog. */
  readonly catalogOwner: string;
}

interface HeldClass extends KnownClass {
  readonly content: ClassContent;
  /** Tells that from others. */
  readonly key: string;
}

/** Longer signatures, of hundreds of categories or parties, take longer to compare than to look up. */
const longestSignature = 8_000;

/** Text that tells contents apart, whatever the order of what they name. */
function keyOf({ active, owner, child, catalogs, categories, parties, components = [] }: ClassContent): string {
  const sorted = (all: readonly unknown[]) => all.map((one) => JSON.stringify(one)).sort();
  return JSON.stringify([active, owner, child, sorted(catalogs), sorted(categories), sorted(parties), components]);
}

/**
 * What a process knows of the products that it has added or placed last: their classes, what these consist of, and the owners
 * of catalogs. It is no truth: whoever goes by it has the database compare it (`known-places.store.ts`). Plain products alone
 * are known, which are neither children nor parents nor bundles, nor in a bundle: what becomes of them becomes of nothing else.
 */
export class KnownPlacements {
  readonly #products = new BoundedCache<number>("placed_products", {
    maxBytes: 8_000_000,
    bytesOf: () => 8,
    ofThings: true,
  });
  readonly #classes = new BoundedCache<HeldClass>("placed_classes", {
    maxBytes: 4_000_000,
    bytesOf: ({ signature }) => 8 * signature.length,
    ofThings: true,
  });
  /** Numbers of classes by what they consist of. */
  readonly #contents = new BoundedCache<number>("placed_contents", {
    maxBytes: 4_000_000,
    bytesOf: () => 8,
    ofThings: true,
  });
  readonly #owners = new BoundedCache<string>("placed_catalogs", {
    maxBytes: 1_000_000,
    bytesOf: (owner) => 2 * owner.length,
    ofThings: true,
  });

  get caches(): readonly OwnedCache[] {
    return [this.#products, this.#classes, this.#contents, this.#owners];
  }

  /** Notes the class of a plain product, once that is committed. */
  note(marketplaceId: string, productId: string, known: KnownClass): void {
    if (known.signature.length > longestSignature) {
      this.mistrust(marketplaceId, productId);
      return;
    }
    this.#products.set(`${marketplaceId}\0${productId}`, known.id);
    const key = `${marketplaceId}\0${known.id}`;
    let held = this.#classes.get(key);
    if (held?.signature !== known.signature) {
      const content = JSON.parse(known.signature) as ClassContent;
      held = { ...known, content, key: keyOf(content) };
      this.#classes.set(key, held);
    }
    // What it consists of may have had another number meanwhile, or have made room.
    const ofContent = `${marketplaceId}\0${held.key}`;
    if (this.#contents.get(ofContent) !== known.id) this.#contents.set(ofContent, known.id);
  }

  noteCatalog(marketplaceId: string, { id, ownerId }: { readonly id: string; readonly ownerId: string }): void {
    this.#owners.set(`${marketplaceId}\0${id}`, ownerId);
  }

  /** Forgets a product that is about to be something else, or somewhere else, once that is committed. */
  forget({ db: { marketplaceId }, afterCommit }: Pick<UserWork, "db" | "afterCommit">, productId: string): void {
    afterCommit(() => this.mistrust(marketplaceId, productId));
  }

  /** Has a product looked up the next time, since it, or another one with it, was not as it was known. */
  mistrust(marketplaceId: string, productId: string): void {
    this.#products.delete(`${marketplaceId}\0${productId}`);
  }

  /** Has the products of a class looked up, since it, or something else with it, was not as it was known. */
  mistrustClass(marketplaceId: string, id: number): void {
    this.#classes.delete(`${marketplaceId}\0${id}`);
  }

  /** The class of a product that is nowhere yet, by its owner's stored ID; undefined where that is not known. */
  nowhere(marketplaceId: string, product: Pick<ClassContent, "owner" | "active">): KnownClass | undefined {
    return this.#of(marketplaceId, { ...product, child: false, catalogs: [], categories: [], parties: [] });
  }

  /** What becomes of a product that is put somewhere; undefined where that is not known. */
  move(marketplaceId: string, { catalogId, categoryId, productId }: Place): KnownMove | undefined {
    const from = this.#class(marketplaceId, this.#products.get(`${marketplaceId}\0${productId}`));
    const catalogOwner = this.#owners.get(`${marketplaceId}\0${catalogId}`);
    if (from === undefined || catalogOwner === undefined) return undefined;
    const { content } = from;
    // What others sell of the marketplace's is looked up.
    if (catalogOwner !== marketplaceId && catalogOwner !== content.owner) return undefined;
    const entersCatalog = !content.catalogs.includes(catalogId);
    const isThere =
      categoryId === null
        ? !entersCatalog
        : content.categories.some(([catalog, category]) => catalog === catalogId && category === categoryId);
    if (isThere) return { from, to: from, entersCatalog: false, catalogOwner };
    const catalogs = entersCatalog ? [...content.catalogs, catalogId] : content.catalogs;
    const categories =
      categoryId === null ? content.categories : [...content.categories, [catalogId, categoryId] as const];
    const to = this.#of(marketplaceId, { ...content, catalogs, categories });
    return to && { from, to, entersCatalog, catalogOwner };
  }

  #class(marketplaceId: string, id: number | undefined): HeldClass | undefined {
    return id === undefined ? undefined : this.#classes.get(`${marketplaceId}\0${id}`);
  }

  #of(marketplaceId: string, content: ClassContent): KnownClass | undefined {
    const key = keyOf(content);
    const found = this.#class(marketplaceId, this.#contents.get(`${marketplaceId}\0${key}`));
    // Its number may be that of another class by now, as where a database was restored.
    return found?.key === key ? found : undefined;
  }
}
