import { type Fragments, prepared, sql } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    /** An order waits to be passed on to suppliers. Which one is kept in a table, since its ID may change. */
    OrderToForward: null;
  }
}

interface Opened {
  readonly marketplaceId: string;
  readonly orderId: string;
  readonly productIds: readonly string[];
}

const note = prepared<Opened, { readonly order_id: string }>(
  ({ marketplaceId: m, orderId, productIds }: Fragments<Opened>) => sql`
    insert into order_to_forward (marketplace_id, order_id)
    select m.id, ${orderId} from marketplace m
    where m.id = ${m} and m.auto_forwarding_user_key is not null and exists (select from product p
      where p.marketplace_id = ${m} and p.id = any(${productIds}::text[]) and p.auto_forward)
    on conflict do nothing returning order_id`,
);

/**
 * Notes that an order which just became open is to be forwarded by itself, where one of its products asks for that
 * (docs/behaviour/orders.md §14). Without suppliers it asks nothing.
 */
export async function noteToForward(work: Work, { head, lines }: Order<"lines">): Promise<void> {
  if (head.supplier_id !== null || head.buyer_id === null) return;
  const supplied = productIdsOf({ lines: lines.filter(({ supplier_id }) => supplier_id !== null) });
  if (supplied.length === 0) return;
  const { marketplaceId } = work;
  const noted = await work.db.row(note({ marketplaceId, orderId: head.ID, productIds: supplied }));
  if (noted !== undefined) await work.announce("OrderToForward", `order/${head.ID}`, null);
}
