import { notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Approval } from "./approval-row.store.ts";
import type { OtherLines } from "./around.store.ts";
import type { OrderLine } from "./line-row.store.ts";
import type { OrderHead } from "./order-row.store.ts";
import type { OrderPayment } from "./payment-row.store.ts";
import type { AppliedDiscount } from "./promotion-row.store.ts";
import type { ReturnApproval, ReturnHead, ReturnItem } from "./return-row.store.ts";

/** Parts of an order, each read as far as it is asked for. */
export interface OrderParts {
  /** In the order in which they were added. */
  readonly lines: readonly OrderLine[];
  /** The oldest first. */
  readonly payments: readonly OrderPayment[];
  /** What promotions take off it, the first that was applied first. */
  readonly promotions: readonly AppliedDiscount[];
  /** Read only: shipments are written by themselves. */
  readonly shipments: readonly ShippedLine[];
  /** Of all its submissions, the oldest first. */
  readonly approvals: readonly Approval[];
  /** The oldest first; their items and approvals, of all of them together, in the order in which they were added. */
  readonly returns: readonly ReturnHead[];
  readonly returnItems: readonly ReturnItem[];
  readonly returnApprovals: readonly ReturnApproval[];
}

export type Part = keyof OrderParts;

/**
 * Quantities of a line on shipments, those of a forwarded order's other side included (docs/behaviour/fulfilment.md
 * §2).
 */
export interface ShippedLine {
  readonly ID: string;
  readonly shipped: number;
  /** By shipments that have left. */
  readonly sent: number;
}

/**
 * An order as one thing: its own properties, and those of its parts that were read. Nothing of it is changed in place:
 * what an operation makes of it is another order, which `store` compares with the one that was opened.
 */
export type Order<Parts extends Part = never> = {
  readonly head: OrderHead;
  /** There is no row of it yet. */
  readonly isNew: boolean;
  /** What counts of lines that are not among `lines`. Absent: they are all there. */
  readonly others?: OtherLines;
} & Pick<OrderParts, Parts> &
  Partial<OrderParts>;

/** The order with some of its own properties changed. */
export const withHead = <One extends Order>(order: One, changes: Partial<OrderHead>): One => ({
  ...order,
  head: { ...order.head, ...changes },
});

/** The line of that ID, in whatever case. @throws ApiError NotFound (LineItem) */
export function lineOf({ lines }: Pick<OrderParts, "lines">, id: string): OrderLine {
  const line = lines.find(({ ID }) => sameId(ID, id));
  if (line === undefined) throw notFound("LineItem", id);
  return line;
}

/** The payment of that ID, in whatever case. @throws ApiError NotFound (Payment) */
export function paymentOf({ payments }: Pick<OrderParts, "payments">, id: string): OrderPayment {
  const payment = payments.find(({ ID }) => sameId(ID, id));
  if (payment === undefined) throw notFound("Payment", id);
  return payment;
}

/** IDs of the marketplace's products on the order, each once. */
export const productIdsOf = ({ lines }: Pick<OrderParts, "lines">): string[] => [
  ...new Set(lines.filter(({ ad_hoc }) => !ad_hoc).map(({ ProductID }) => ProductID)),
];

/** What is known of a line's product, by its ID in lower case; nothing where it is none of the marketplace's. */
export const ofProduct = <Known>(
  known: ReadonlyMap<string, Known>,
  { ProductID, ad_hoc }: Pick<OrderLine, "ProductID" | "ad_hoc">,
): Known | undefined => (ad_hoc ? undefined : known.get(ProductID.toLowerCase()));

/** The order return of that ID, in whatever case. @throws ApiError NotFound (OrderReturn) */
export function returnOf({ returns }: Pick<OrderParts, "returns">, id: string): ReturnHead {
  const found = returns.find(({ ID }) => sameId(ID, id));
  if (found === undefined) throw notFound("OrderReturn", id);
  return found;
}

/** Number of units of each of the marketplace's products on the order altogether, by its stored ID. */
export function quantitiesOf({ lines, others }: Pick<Order<"lines">, "lines" | "others">): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  const count = (productId: string, units: number) =>
    quantities.set(productId, (quantities.get(productId) ?? 0) + units);
  for (const { ProductID, Quantity, ad_hoc } of lines) if (!ad_hoc) count(ProductID, Quantity);
  for (const { productId, ordered } of others?.alike ?? []) count(productId, ordered);
  return quantities;
}

/** The address that an order shows as where it goes: the one set for it as a whole, while no line goes elsewhere. */
export const shownShippingAddress = (
  id: string | null,
  lines: readonly Pick<OrderLine, "ShippingAddressID">[],
): string | null => (id !== null && lines.every(({ ShippingAddressID }) => ShippingAddressID === id) ? id : null);
