import { type BundleComponent, bundleContents, type Purchasable } from "../../catalogs/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { missingOf } from "../aggregate/bundles.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";

/** Products as the subscriber sees and pays them, and what the bundles among them consist of. */
export interface Offer {
  /** By product ID in lower case. */
  readonly products: ReadonlyMap<string, Purchasable>;
  /** By bundle ID in lower case. */
  readonly bundles: ReadonlyMap<string, readonly BundleComponent[]>;
}

/** Contents of the bundles among items; nothing is read where there is none. */
export async function bundlesOf(db: TenantDb, items: readonly OrderLine[]): Promise<Offer["bundles"]> {
  const bundles = items.filter(({ IsBundle }) => IsBundle).map(({ ProductID }) => ProductID);
  if (bundles.length === 0) return new Map();
  return bundleContents(
    db,
    bundles,
    items.map(({ ProductID }) => ProductID),
  );
}

/** Tells whether the subscriber can have a product. */
export const isOffered = ({ products }: Pick<Offer, "products">, productId: string): boolean => {
  const item = products.get(productId.toLowerCase());
  return item?.product.Active === true && !item.product.IsParent && item.soldBySeller;
};

/**
 * Those of the items that an order can have now: what the subscriber can have, and of bundles those that lack nothing they
 * require (docs/behaviour/subscriptions.md §3).
 */
export function availableItems(items: readonly OrderLine[], offer: Offer): readonly OrderLine[] {
  const offered = items.filter(({ ProductID }) => isOffered(offer, ProductID));
  const incomplete = new Set(
    items.filter((item) => item.IsBundle && !isComplete(item, offered, offer)).map(({ ID }) => ID),
  );
  return offered.filter(({ ID, BundleItemID }) => !incomplete.has(ID) && !incomplete.has(BundleItemID ?? ""));
}

function isComplete(bundle: OrderLine, offered: readonly OrderLine[], { bundles }: Offer): boolean {
  const parts = offered.filter(({ BundleItemID }) => BundleItemID === bundle.ID);
  const there = new Set(parts.map(({ ProductID }) => ProductID.toLowerCase()));
  const components = bundles.get(bundle.ProductID.toLowerCase()) ?? [];
  return offered.includes(bundle) && parts.length > 0 && missingOf(components, there).length === 0;
}
