import type { OwnedCache } from "../../platform/caches/bounded-cache.ts";
import { ResultCache } from "../facets/result-cache.ts";
import type { KeptIndexes } from "../product-index/kept-indexes.ts";
import { ProductIndexes } from "../product-index/product-indexes.ts";
import { Stems } from "../product-index/stems.ts";
import { ListedClassesCache } from "../products/listed-classes.store.ts";
import { SynonymCache } from "../synonyms/synonym-cache.ts";
import { CountedClasses } from "../visibility/counted-classes.store.ts";
import { CategoryCache } from "./category-cache.ts";
import { FacetCache } from "./facet-cache.ts";
import { IntricateProducts } from "./intricate-products.ts";
import { KeptPurchases } from "./kept-purchases.ts";
import { type PageTrips, pageTrips } from "./known-pages.store.ts";
import { ProductJson } from "./product-json.ts";
import { type ProductTrips, productTrips } from "./product-trips.store.ts";
import { ShopperViews } from "./shopper-views.ts";
import { VisibilityCache } from "./visibility-cache.ts";

/** Caches that a process holds in order to answer reads of products quickly. */
export class ReadCaches {
  readonly visibility = new VisibilityCache();
  readonly views = new ShopperViews(this.visibility);
  readonly intricate = new IntricateProducts();
  readonly purchases = new KeptPurchases();
  readonly results = new ResultCache();
  readonly stems = new Stems();
  readonly indexes: ProductIndexes;
  readonly synonyms = new SynonymCache(this.stems);
  readonly listedClasses = new ListedClassesCache();
  readonly facets = new FacetCache();
  readonly counted = new CountedClasses();
  readonly categories = new CategoryCache();
  readonly json = new ProductJson();
  readonly productTrips: ProductTrips = productTrips();
  readonly pageTrips: PageTrips = pageTrips();

  /** @param keptIndexes on the disk. Default: none. */
  constructor(keptIndexes?: KeptIndexes) {
    this.indexes = new ProductIndexes(this.stems, {}, undefined, keptIndexes);
  }

  get all(): readonly OwnedCache[] {
    return [
      ...this.views.caches,
      ...this.intricate.caches,
      ...this.purchases.caches,
      ...this.visibility.caches,
      ...this.results.caches,
      ...this.stems.caches,
      ...this.indexes.caches,
      ...this.synonyms.caches,
      ...this.listedClasses.caches,
      ...this.facets.caches,
      ...this.counted.caches,
      ...this.categories.caches,
      ...this.json.caches,
    ];
  }
}
