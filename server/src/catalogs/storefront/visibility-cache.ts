import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { readFacts, type VisibilityFacts } from "../visibility/facts.store.ts";
import { buildSnapshot, type CatalogSnapshot, type Parties } from "../visibility/rules.ts";
import {
  type ClassSet,
  classSetBytes,
  type Place,
  partiesKey,
  placeKey,
  VisibleProducts,
} from "../visibility/visible-products.ts";

/** Memory of facts and the trees made of them, from what a few objects and texts of each take. */
const snapshotBytes = ({ facts }: CatalogSnapshot): number =>
  classesBytes(facts) +
  300 * facts.catalogs.length +
  200 * facts.catalogGrants.length +
  600 * facts.categories.length +
  300 * facts.categoryGrants.length +
  200 * facts.discounted.length;

const classesBytes = ({ classes }: VisibilityFacts): number =>
  classes.reduce(
    (sum, { content }) =>
      sum +
      300 +
      64 * content.catalogs.length +
      160 * (content.categories.length + content.parties.length) +
      8 * (content.components?.length ?? 0),
    0,
  );

/**
 * Views that users have of marketplaces, by the version of what decides them. The version is read again with every read
 * that rests on what is held here, whichever process raised it.
 */
export class VisibilityCache {
  /** By marketplace, in the newest version that this process has met. */
  readonly #snapshots = new BoundedCache<CatalogSnapshot>("catalog_snapshots", {
    maxBytes: 128_000_000,
    bytesOf: snapshotBytes,
  });
  readonly #visible = new BoundedCache<VisibleProducts>("visible_products", {
    maxBytes: 64_000_000,
    bytesOf: ({ bytes }) => bytes,
  });
  readonly #places = new BoundedCache<ClassSet>("visible_products_of_places", {
    maxBytes: 32_000_000,
    bytesOf: classSetBytes,
  });
  readonly caches = [this.#snapshots, this.#visible, this.#places];

  /** View of the parties in the newest version that this process has met; undefined when it has met none. */
  cached(marketplaceId: string, parties: Parties): VisibleProducts | undefined {
    const snapshot = this.#snapshots.get(marketplaceId);
    return snapshot && this.#visibleIn(snapshot, parties);
  }

  #visibleIn(snapshot: CatalogSnapshot, parties: Parties): VisibleProducts {
    const { marketplaceId, version } = snapshot.facts;
    const key = `${marketplaceId}\0${version}\0${partiesKey(parties)}`;
    let visible = this.#visible.get(key);
    if (visible === undefined) {
      visible = new VisibleProducts(snapshot, parties);
      this.#visible.set(key, visible);
    }
    return visible;
  }

  /** View of the parties as the transaction sees it. */
  async load(db: TenantDb, parties: Parties): Promise<VisibleProducts> {
    const snapshot = await this.snapshot(db);
    // One of a state that others have seen the end of is not kept.
    if (this.#snapshots.get(db.marketplaceId) !== snapshot) return new VisibleProducts(snapshot, parties);
    return this.#visibleIn(snapshot, parties);
  }

  /** What decides visibility, as the transaction sees it. */
  async snapshot(db: TenantDb): Promise<CatalogSnapshot> {
    const facts = await readFacts(db);
    const known = this.#snapshots.get(db.marketplaceId);
    if (known?.facts.version === facts.version) return known;
    const snapshot = buildSnapshot(facts);
    // Another request may have met a change that this one's transaction does not see.
    if (known === undefined || known.facts.version < facts.version) this.#snapshots.set(db.marketplaceId, snapshot);
    return snapshot;
  }

  /** As `VisibleProducts.classesIn`, worked out once. */
  classesIn(visible: VisibleProducts, place: Place): ClassSet {
    const where = placeKey(place);
    if (where === "") return visible.classes;
    const key = `${visible.key}\0${where}`;
    let classes = this.#places.get(key);
    if (classes === undefined) {
      classes = visible.classesIn(place);
      this.#places.set(key, classes);
    }
    return classes;
  }
}
