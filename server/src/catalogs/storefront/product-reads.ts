import type { ProductExplanation, ProductSuggestions } from "@orderwell/contract";
import { removalChannel } from "../../companies/index.ts";
import type { InvalidatedCache } from "../../platform/cache-invalidation.ts";
import type { OwnedCache } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { ResultCache } from "../facets/result-cache.ts";
import type { StockMoved } from "../inventory/stock.store.ts";
import type { KeptIndexes } from "../product-index/kept-indexes.ts";
import type { ProductIndexes } from "../product-index/product-indexes.ts";
import type { ListedClassesCache } from "../products/listed-classes.store.ts";
import type { SynonymCache } from "../synonyms/synonym-cache.ts";
import type { CountedClasses } from "../visibility/counted-classes.store.ts";
import {
  type CategoriesAsked,
  type CategoryPage,
  getCategoryForShopper,
  listCategoriesForShopper,
} from "./categories.store.ts";
import { type ExplanationAsked, explainFor, explainForCaller } from "./explain.ts";
import { listProductsForShopper, type ProductPage, type ProductsAsked } from "./list.store.ts";
import { readAsShopper, type ShopperWork } from "./optimistic-read.ts";
import type { Picked } from "./page.store.ts";
import { getProductForShopper } from "./product.ts";
import {
  findPurchasables,
  findSupplies,
  type PurchaseFacts,
  type PurchaseOptions,
  type PurchaseWork,
} from "./purchasables.store.ts";
import { ReadCaches } from "./read-caches.ts";
import type { ShopperView } from "./shopper-views.ts";
import { type SuggestionsAsked, suggestForShopper } from "./suggestions.store.ts";

declare module "../../platform/work/services.ts" {
  interface Services {
    readonly productReads: ProductReads;
  }
}

/**
 * The read model of products: what shoppers see, at which prices, and what they can buy. It owns all that a process holds in
 * order to answer quickly, and answers what is so in the database at that moment, whichever process wrote it.
 */
export class ProductReads {
  readonly #held: ReadCaches;

  /** @param keptIndexes indexes of products on the disk. Default: none. */
  constructor(keptIndexes?: KeptIndexes) {
    this.#held = new ReadCaches(keptIndexes);
  }

  /** A page of the products that the calling shopper sees, priced for them (docs/behaviour/visibility-and-search.md §2). */
  listForShopper(work: ShopperWork, asked: ProductsAsked, list: ListRequest, picked?: Picked): Promise<ProductPage> {
    return listProductsForShopper(this.#held, work, asked, list, picked);
  }

  /** How what the calling shopper is typing may go on (docs/behaviour/visibility-and-search.md §11). */
  suggestForShopper(work: ShopperWork, asked: SuggestionsAsked): Promise<ProductSuggestions> {
    return suggestForShopper(this.#held, work, asked);
  }

  /**
   * A product that the calling shopper sees, priced for them; by a seller only if it sells the product to them.
   *
   * @throws ApiError NotFound (Product)
   */
  getForShopper(work: ShopperWork, productId: string, sellerId: string | undefined): Promise<RawJson> {
    return getProductForShopper(this.#held, work, productId, sellerId);
  }

  /** Why a buyer or one of its users sees a product or not, and its price: see `explainFor`. */
  explain(work: UserWork, asked: Parameters<typeof explainFor>[2]): Promise<ProductExplanation> {
    return explainFor(work, (db) => this.#held.visibility.snapshot(db), asked);
  }

  /** The same of the calling shopper: see `explainForCaller`. */
  explainForCaller(work: UserWork, asked: ExplanationAsked): Promise<ProductExplanation> {
    return explainForCaller(work, (db) => this.#held.visibility.snapshot(db), asked);
  }

  /** The categories of a catalog that the calling shopper sees: see `listCategoriesForShopper`. */
  listCategories(work: ShopperWork, asked: CategoriesAsked, list: ListRequest): Promise<CategoryPage> {
    return listCategoriesForShopper(this.#held, work, asked, list);
  }

  /** One of them: see `getCategoryForShopper`. */
  getCategory(work: ShopperWork, categoryId: string, catalogId: string | undefined): Promise<RawJson> {
    return getCategoryForShopper(this.#held, work, categoryId, catalogId);
  }

  /** Something else that the calling shopper is shown: see `readAsShopper`. */
  readAsShopper<Result>(
    work: ShopperWork,
    read: (db: TenantDb, view: ShopperView) => Promise<Result>,
  ): Promise<Result> {
    return readAsShopper(this.#held.views, work, read);
  }

  /**
   * Products with all that a purchase from a seller needs, as a shopper sees and pays them now, and their stock. One
   * statement; another one where this process does not know yet that one of them has specs, variants or inventory records.
   *
   * @param userKey of a buyer's user.
   * @param sellerId the marketplace's ID or a supplier's, as stored.
   * @param recordIds inventory records of these products that are asked for.
   * @throws ApiError NotFound (User) for a user who is gone or is no buyer's.
   */
  purchasables(
    work: PurchaseWork,
    userKey: number,
    sellerId: string,
    productIds: readonly string[],
    recordIds: readonly string[] = [],
    options: PurchaseOptions = {},
  ): Promise<PurchaseFacts> {
    return findPurchasables(this.#held, work, userKey, sellerId, productIds, recordIds, options);
  }

  /** Notes what became of products whose own stock this process moved, once that is committed. */
  stockMoved(marketplaceId: string, moves: readonly StockMoved[]): void {
    for (const { productId, ...move } of moves) this.#held.purchases.moved(marketplaceId, productId, move);
  }

  /**
   * Products with all that ordering them from a supplier needs, as the marketplace itself does, and their stock. One
   * statement; nothing of it is held.
   *
   * @param currency of the order; null: schedules without one.
   */
  supplies(
    work: Pick<PurchaseWork, "db" | "now">,
    supplierId: string,
    currency: string | null,
    productIds: readonly string[],
    recordIds: readonly string[] = [],
  ): Promise<PurchaseFacts> {
    return findSupplies(work, supplierId, currency, productIds, recordIds);
  }

  /** Results of lists of products for whoever sees them whole: sellers and suppliers. */
  get results(): ResultCache {
    return this.#held.results;
  }

  /** Indexes of products, for the same lists. */
  get indexes(): ProductIndexes {
    return this.#held.indexes;
  }

  /** Synonyms, for the same lists. */
  get synonyms(): SynonymCache {
    return this.#held.synonyms;
  }

  /** Counts of visibility classes, for the same lists. */
  get countedClasses(): CountedClasses {
    return this.#held.counted;
  }

  /** Visibility classes, for the same lists. */
  get listedClasses(): ListedClassesCache {
    return this.#held.listedClasses;
  }

  /** Lets go of the products of marketplaces that are no more, on the disk as well. */
  readonly removals: InvalidatedCache = {
    channel: removalChannel,
    // What is missed meanwhile shows when the marketplace is looked for.
    listening: true,
    forget: (marketplaceId) => this.indexes.forget(marketplaceId),
    forgetAll() {},
  };

  /** All that is held, for metrics. */
  get caches(): readonly OwnedCache[] {
    return this.#held.all;
  }

  /** Lets go of all that is held. */
  async close(): Promise<void> {
    await this.indexes.close();
    for (const cache of this.caches) cache.clear();
  }
}
