import { jsonb } from "../../platform/db/json.ts";
import { ApiError } from "../../platform/errors/api-error.ts";
import { Decimal } from "../../platform/money.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import { type PriceFacts, type Settled, settle } from "../aggregate/settle.ts";
import { type AddressCopy, type AddressUse, addressFor, type FoundAddresses } from "./addresses.store.ts";

/** Facts that an order follows until it is submitted. */
export interface PresentFacts extends Pick<PriceFacts, "now" | "products"> {
  readonly addresses: FoundAddresses;
}

/** IDs of the saved addresses that an order names. */
export const addressesNamed = ({ head, lines }: Order<"lines">): readonly string[] => [
  ...new Set(
    [head.BillingAddressID, head.shipping_address_id, ...lines.map((line) => line.ShippingAddressID)].filter(
      (id) => id !== null,
    ),
  ),
];

/** The order at the prices and saved addresses of now, with what stands against its lines. */
export function atPresent<One extends Order<"lines">>(order: One, facts: PresentFacts): Settled<One> {
  const { head } = order;
  const saved = (id: string | null, use: AddressUse): AddressCopy | undefined => {
    const found = id === null ? undefined : addressFor(facts.addresses, id, use);
    return found instanceof ApiError ? undefined : found;
  };
  const lines = order.lines.map((line): OrderLine => {
    const shipTo = saved(line.ShippingAddressID, "shipping");
    return shipTo === undefined ? line : ({ ...line, ShippingAddress: shipTo.copy.value } as OrderLine);
  });
  const billing = saved(head.BillingAddressID, "billing");
  const shipping = saved(head.shipping_address_id, "shipping");
  const addressed = withHead(order, {
    ...(billing && { BillingAddress: billing.copy }),
    ...(shipping && { shipping_address: shipping.copy }),
  });
  return settle({ ...addressed, lines }, { now: facts.now, products: facts.products, anew: () => true });
}

/** Tells whether lines cost something else, or go elsewhere, than they did: what services worked out was of another order. */
export const linesDiffer = (before: Order<"lines">, after: Order<"lines">): boolean =>
  after.lines.some((line, index) => {
    const was = before.lines[index] as OrderLine;
    return (
      !new Decimal(line.UnitPrice ?? 0).equals(was.UnitPrice ?? 0) ||
      jsonb(line.ShippingAddress) !== jsonb(was.ShippingAddress)
    );
  });
