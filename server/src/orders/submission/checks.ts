import { ApiError, apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameCurrency } from "../../seller/index.ts";
import { addressFor } from "../addresses/addresses.store.ts";
import { missingOf } from "../aggregate/bundles.ts";
import { recordFindings, stockFindings } from "../aggregate/inventory.ts";
import { productIdsOf } from "../aggregate/order.ts";
import { orderStates } from "../aggregate/states.ts";
import { withoutTombstoneId } from "../aggregate/tombstones.store.ts";
import { paymentFindings } from "../payments/submission.ts";
import type { FullOrder, SubmissionFacts } from "./facts.ts";

/** An order as submitting would make it. */
export interface Candidate {
  readonly order: FullOrder;
  /** Findings of settling against its lines, by the line's ID. */
  readonly ofLines: ReadonlyMap<string, readonly ApiError[]>;
  /** Its lines cost something else, or go elsewhere, than it showed. */
  readonly differs: boolean;
  /** Findings against the promotions that are on it. */
  readonly ofPromotions: readonly ApiError[];
}

/** One thing that may stand against submitting an order. */
type Check = (candidate: Candidate, facts: SubmissionFacts) => readonly ApiError[];

/** Checks of an order by itself. Where one of them finds anything, nothing else needs to be looked at. */
export function hardStops({ head, lines }: FullOrder): readonly ApiError[] {
  const status = orderStates.finding(head, "submit");
  if (status !== undefined) return [status];
  return lines.length > 0 ? [] : [apiError("Order.CannotSubmitWithNoLineItems", { OrderID: head.ID })];
}

/** An order that was forwarded is in the currency of the buyer's, whoever of the marketplace it is from. */
const currency: Check = ({ order: { head } }, { user }) =>
  head.buyer_id === null || (user && sameCurrency(user.currency, head.Currency))
    ? []
    : [apiError("Order.CurrencyMismatch", { OrderCurrency: head.Currency, UserCurrency: user?.currency ?? null })];

const seller: Check = ({ order: { head } }, facts) =>
  facts.seller === undefined ? [notFound("Supplier", withoutTombstoneId(head.supplier_id ?? ""))] : [];

/** Findings about the products, whatever the line items ask of them. */
const products: Check = ({ order: { lines } }, facts) => {
  const findings: ApiError[] = [];
  const missing = new Set<string>();
  for (const id of productIdsOf({ lines })) {
    const item = facts.products.get(id.toLowerCase());
    const data = { ProductID: id };
    if (item === undefined && facts.stock.get(id.toLowerCase())?.active !== false) missing.add(id);
    else if (item === undefined || !item.product.Active)
      findings.push(apiError("Order.CannotSubmitWithInactiveProduct", data));
    else if (item.product.IsParent) findings.push(apiError("Order.CannotSubmitWithParentProduct", data));
    else if (!item.soldBySeller) findings.push(apiError("LineItem.ProductNotAvailableFromSeller", data));
  }
  if (missing.size > 0) findings.push(apiError("Order.ProductsNotFound", { ProductIDs: [...missing] }));
  return findings;
};

/** Bundles without what they require: of one that consists of nothing any more, its product is told of. */
const bundles: Check = ({ order: { lines } }, facts) =>
  lines
    .filter(({ IsBundle }) => IsBundle)
    .flatMap(({ ID, ProductID: BundleID }) => {
      const parts = lines.filter(({ BundleItemID }) => BundleItemID === ID);
      const there = new Set(parts.map(({ ProductID }) => ProductID.toLowerCase()));
      const ProductIDs = missingOf(facts.bundles.get(BundleID.toLowerCase()) ?? [], there);
      return ProductIDs.length === 0 ? [] : [apiError("Bundle.RequiredBundleItemMissing", { BundleID, ProductIDs })];
    });

const addressFindings = (
  id: string | null,
  use: "billing" | "shipping",
  { addresses }: SubmissionFacts,
): readonly ApiError[] => {
  const found = id === null ? undefined : addressFor(addresses, id, use);
  return found instanceof ApiError ? [found] : [];
};

/** Each line with the address it goes to, and with what the catalog has against it. */
const lines: Check = ({ order, ofLines }, facts) =>
  order.lines.flatMap(({ ID, ShippingAddressID }) => [
    ...addressFindings(ShippingAddressID, "shipping", facts),
    ...(ofLines.get(ID) ?? []),
  ]);

const stock: Check = ({ order }, facts) => [
  ...recordFindings(order.lines, facts.stock),
  ...stockFindings(order, facts.stock),
];

/** A service takes part in the caller's checkouts: what it is to work out must be of the order as it is. */
const calculated: Check = ({ order: { head }, differs }, { mustBeCalculated }) =>
  mustBeCalculated && (differs || head.calculation !== "Succeeded")
    ? [apiError("Order.CannotSubmitUncalculatedOrder")]
    : [];

const payments: Check = ({ order }, { accounts }) => paymentFindings(order, accounts);

const promotions: Check = ({ ofPromotions }) => ofPromotions;

const billingAddress: Check = ({ order: { head } }, facts) => addressFindings(head.BillingAddressID, "billing", facts);

/** Everything that may stand against submitting an order, in the order in which it is told (docs/behaviour/orders.md §10). */
export const submissionChecks: readonly Check[] = [
  currency,
  seller,
  products,
  bundles,
  lines,
  stock,
  calculated,
  promotions,
  payments,
  billingAddress,
];
