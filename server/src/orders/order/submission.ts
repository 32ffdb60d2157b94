import type { DecimalText } from "@orderwell/contract";
import type { Stock } from "../../catalogs/index.ts";
import { jsonb } from "../../platform/db/json.ts";
import { ApiError, apiError, combined } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { type AddressCopy, type AddressUse, findAddresses, usableAddress } from "../addresses/store.ts";
import { moveForLines, stockFindings } from "../line-items/inventory.ts";
import { type Purchasables, purchasablesFor } from "../line-items/purchases.ts";
import { assemble, quantityOf } from "../line-items/rules.ts";
import { updateLine } from "../line-items/store.ts";
import type { StoredLine } from "../line-items/stored-line.ts";
import type { OpenedOrder } from "../line-items/write.ts";
import {
  debitPayments,
  noPayments,
  type OrderPayments,
  paymentFindings,
  readPayments,
} from "../payments/submission.ts";
import { sellerFor } from "./create.ts";
import { findUserByKey, withChanges } from "./from-user.ts";
import { transition } from "./states.ts";
import { type OrderChanges, totalsOf, updateOrder } from "./store.ts";
import type { StoredOrder } from "./stored-order.ts";

/** An order as submitting would make it, and everything that stands against it. */
interface Examined {
  readonly lines: readonly StoredLine[];
  readonly changes: OrderChanges;
  readonly findings: readonly ApiError[];
  readonly payments: OrderPayments;
  /** What the order costs as it would be submitted. */
  readonly total: DecimalText;
}

/**
 * Whether the order could be submitted, without changing anything.
 *
 * @throws ApiError with every finding (docs/behaviour/orders.md §10)
 */
export async function validateOrder(work: Work, opened: OpenedOrder): Promise<void> {
  const { findings } = await examine(work, opened);
  if (findings.length > 0) throw combined(findings);
}

/**
 * Submits the order: prices, products and addresses are frozen as they are now, stock is taken, and the seller has it.
 *
 * @throws ApiError with every finding; then nothing has changed.
 */
export async function submitOrder(work: Work, opened: OpenedOrder): Promise<StoredOrder> {
  const { lines, changes, findings, payments, total } = await examine(work, opened);
  if (findings.length > 0) throw combined(findings);
  // In one trip, so that popular products are locked as briefly as can be; should stock or a balance have run short in
  // the meantime, nothing of it is kept.
  const [, , order] = await Promise.all([
    moveForLines(
      work,
      lines.map((line) => ({ line, quantity: line.Quantity })),
    ),
    debitPayments(work, opened.order, payments, total),
    updateOrder(work, opened.order, { ...changes, ...transition(opened.order, "submit", work.now) }),
    ...lines.map((line) => updateLine(work.db, line)),
  ]);
  return order;
}

async function examine(work: Work, { order, lines }: OpenedOrder): Promise<Examined> {
  const { db, now } = work;
  // A hard stop: of an order with another status nothing else needs to be said.
  transition(order, "submit", now);
  if (lines.length === 0)
    return {
      lines,
      changes: {},
      findings: [apiError("Order.CannotSubmitWithNoLineItems", { OrderID: order.ID })],
      payments: noPayments,
      total: order.Total,
    };
  const productIds = [...new Set(lines.map(({ ProductID }) => ProductID))];
  const addressIds = [
    order.BillingAddressID,
    order.inherited_address_id,
    ...lines.map((line) => line.ShippingAddressID),
  ];
  const [user, addresses, payments, { products: items, stock }, sellerFinding] = await Promise.all([
    findUserByKey(db, order.from_user_key),
    findAddresses(db, order, [...new Set(addressIds.filter((id) => id !== null))]),
    readPayments(work, order),
    purchasablesFor(work, order, productIds),
    finding(() => sellerFor(work, order.buyer_id, order.supplier_id)),
  ]);
  const findings: ApiError[] = [];
  if (user === undefined || user.currency !== order.Currency)
    findings.push(
      apiError("Order.CurrencyMismatch", { OrderCurrency: order.Currency, UserCurrency: user?.currency ?? null }),
    );
  if (sellerFinding !== undefined) findings.push(sellerFinding);
  const address = (id: string | null, use: AddressUse): AddressCopy | undefined => {
    if (id === null) return undefined;
    try {
      return usableAddress(addresses, id, use);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      findings.push(error);
      return undefined;
    }
  };
  findings.push(...productFindings(lines, items, stock));
  const examined = lines.map((line): StoredLine => {
    const item = items.get(line.ProductID.toLowerCase());
    const shipTo = address(line.ShippingAddressID, "shipping");
    const addressed = shipTo === undefined ? line : ({ ...line, ShippingAddress: shipTo.copy.value } as StoredLine);
    if (item === undefined) return addressed;
    const { line: assembled, findings: ofLine } = assemble(addressed, item, quantityOf(lines, item.product.ID), now);
    findings.push(...ofLine);
    return { ...assembled, frozen: true };
  });
  findings.push(...stockFindings(examined, stock));
  const totals = totalsOf(order, examined);
  const total = totals.total as DecimalText;
  findings.push(...paymentFindings(payments, total));
  const billing = address(order.BillingAddressID, "billing");
  return {
    lines: examined,
    payments,
    total,
    findings: unique(findings),
    changes: {
      ...totals,
      ...(billing && { billing_address: billing.copy }),
      ...(user && { from_user: withChanges(user.shown, changesOf(order)) }),
      chosen_cart: false,
    },
  };
}

const changesOf = ({ from_user_changes: changes }: StoredOrder) =>
  changes === null ? null : (JSON.parse(jsonb(changes) as string) as Record<string, unknown>);

/** What can be said of the products, whatever the line items ask of them. */
function productFindings(
  lines: readonly StoredLine[],
  items: Purchasables,
  stock: ReadonlyMap<string, Stock>,
): readonly ApiError[] {
  const findings: ApiError[] = [];
  const gone = new Set<string>();
  const products = new Set(lines.filter(({ IsBundle }) => !IsBundle).map(({ ProductID }) => ProductID));
  for (const id of products) {
    const item = items.get(id.toLowerCase());
    const data = { ProductID: id };
    if (item === undefined && stock.get(id.toLowerCase())?.active !== false) gone.add(id);
    else if (item === undefined || !item.product.Active)
      findings.push(apiError("Order.CannotSubmitWithInactiveProduct", data));
    else if (item.product.IsParent) findings.push(apiError("Order.CannotSubmitWithParentProduct", data));
    else if (!item.soldBySeller) findings.push(apiError("LineItem.ProductNotAvailableFromSeller", data));
  }
  if (gone.size > 0) findings.push(apiError("Order.ProductsNotFound", { ProductIDs: [...gone] }));
  return findings;
}

async function finding(check: () => Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Several lines may fail for the same reason, such as one address: it is said once. */
function unique(findings: readonly ApiError[]): ApiError[] {
  const said = new Set<string>();
  return findings.filter(({ entries }) => {
    const text = JSON.stringify(entries);
    if (said.has(text)) return false;
    said.add(text);
    return true;
  });
}
