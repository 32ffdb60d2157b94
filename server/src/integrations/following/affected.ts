import { affectedProducts } from "../../catalogs/index.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { consumers } from "../outgoing/consumer.ts";
import type { UserContext } from "../outgoing/message.ts";
import { findConsumer } from "./consumers.store.ts";
import type { Affected } from "./meaning.ts";
import { announceTo } from "./notice.ts";

/** Products that are to be told of since something else changed, as they wait. */
export interface ProductsAffected {
  readonly user: UserContext;
  /** IDs, or the columns that lead to them. */
  readonly ids?: readonly string[];
  readonly by?: Affected;
  /** ID of the product that the last step ended with. */
  readonly after?: string;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    ProductsAffected: ProductsAffected;
  }
}

/** Products announced in one step; bounds what a transaction holds. */
const step = 200;

/** Announces that products are to be told of, however many there are. */
export async function announceAffected(
  work: Pick<Work, "announce">,
  user: UserContext,
  { ids = [], by }: Pick<ProductsAffected, "ids" | "by">,
): Promise<void> {
  if (by !== undefined) await work.announce("ProductsAffected", `products/${JSON.stringify(by)}`, { user, by });
  for (let start = 0; start < ids.length; start += step) {
    const part = ids.slice(start, start + step);
    await work.announce("ProductsAffected", `products/${part[0]}`, { user, ids: part });
  }
}

/**
 * Works through the products that a change of something else affects, a step after the other, each in a transaction of its
 * own, and announces each to whoever is told of products by then.
 */
export function productsAffected(works: Works): Subscriber<Delivery<"ProductsAffected">> {
  const actor = systemActor("synchronization");
  return {
    name: "synchronization-products",
    types: ["ProductsAffected"],
    concurrency: 2,
    async deliver({ marketplaceId, key, payload: { user, ids, by, after = "" } }) {
      await works.run(marketplaceId, actor, "write", async (work) => {
        const consumer = await findConsumer(work.db, consumers.products);
        if (consumer === undefined || !consumer.enabled || consumer.paused || !consumer.changed) return;
        const found = ids ?? (await affectedProducts(work.db, by ?? {}, after, step));
        await Promise.all(
          found.map((productID) =>
            announceTo(work, consumer, { user, subject: productID, what: { state: "product", of: { productID } } }),
          ),
        );
        const last = found.at(-1);
        if (by !== undefined && last !== undefined && found.length === step)
          await work.announce("ProductsAffected", key, { user, by, after: last });
      });
    },
  };
}
