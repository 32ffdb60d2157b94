import type { Purchasable, PurchaseFacts } from "../../catalogs/index.ts";
import { detached } from "../addresses/rules.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import type { FromUser } from "../aggregate/from-user.store.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { priced, withUnitPrice } from "../aggregate/lines-from-catalog.ts";
import { type Order, ofProduct, quantitiesOf, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { settle } from "../aggregate/settle.ts";
import { orderStates } from "../aggregate/states.ts";

/** What becomes of orders to suppliers: they are left to be looked at, or submitted at once. */
export type Step = "split" | "forward";

/** An order to a supplier that is to be made of lines of another. */
export interface Outgoing {
  readonly id: string;
  readonly supplierId: string;
  readonly lines: readonly OrderLine[];
  /** User of the marketplace whom it is from. */
  readonly from: FromUser;
  readonly step: Step;
  readonly now: Date;
}

/**
 * The order to a supplier, which is not stored yet (docs/behaviour/orders.md §14): lines under the same IDs, to the same
 * addresses, at what the supplier asks. Nothing of the buyer's promotions, discounts and payments concerns it.
 */
export function outgoingOrder(
  incoming: OrderHead,
  { id, supplierId, lines, from, step, now }: Outgoing,
  products: PurchaseFacts["products"],
): Order<"lines"> {
  const head: OrderHead = {
    ...blankHead(now),
    ID: id,
    FromUser: from.shown,
    FromCompanyID: incoming.ToCompanyID,
    FromUserID: from.id,
    ToCompanyID: supplierId,
    Currency: incoming.Currency,
    buyer_id: null,
    from_user_key: from.key,
    supplier_id: supplierId,
    shipping_address: detached(incoming.shipping_address),
  };
  const taken = lines.map(
    (line): OrderLine => ({
      ...line,
      order_id: id,
      BundleItemID: null,
      PromotionDiscount: "0",
      BaseDiscount: "0",
      DiscountID: null,
      InvitationID: null,
      IncomingOrderID: incoming.ID,
      PriceOverridden: false,
      IsOnSale: false,
      PriceScheduleID: null,
      ShippingAddressID: null,
      ShippingAddress: detached(line.ShippingAddress),
      frozen: step === "forward",
    }),
  );
  const quantities = quantitiesOf({ lines: taken });
  const asked = taken.map((line, index) =>
    atSupplierPrice(line, {
      item: ofProduct(products, line),
      onOrder: quantities.get(line.ProductID) ?? line.Quantity,
      paid: (lines[index] as OrderLine).PriceOverridden ? "0" : (line.UnitPrice ?? "0"),
      now,
    }),
  );
  const order: Order<"lines"> = { head, isNew: true, lines: asked };
  return settle(step === "forward" ? withHead(order, orderStates.changes("submit", now)) : order).order;
}

interface Price {
  readonly item: Purchasable | undefined;
  readonly onOrder: number;
  /** Per unit by the buyer, as the catalog had it. */
  readonly paid: string;
  readonly now: Date;
}

/** A line at the price of the supplier's schedule; without one at what the buyer pays, until they agree on another. */
function atSupplierPrice(line: OrderLine, { item, onOrder, paid, now }: Price): OrderLine {
  const schedule = item?.priceSchedule;
  const price =
    schedule && priced(line, { priceSchedule: schedule, discounts: [] }, onOrder, { now, subscription: false });
  return price || withUnitPrice(line, paid);
}
