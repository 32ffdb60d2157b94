import assert from "node:assert/strict";
import type { wire } from "@orderwell/contract";
import type { TestClient } from "../../client.ts";
import type { Cents, Fine } from "../market/catalog.ts";
import { accountIds } from "../market/people.ts";
import { countShelves } from "../market/shelves.ts";

/** An order and all that is on it, as the seller reads it. */
export interface OrderRead {
  readonly order: wire.Order;
  readonly lines: readonly wire.LineItem[];
  readonly promotions: readonly wire.OrderPromotion[];
  readonly payments: readonly wire.Payment[];
  readonly approvals: readonly wire.OrderApproval[];
  readonly returns: readonly ReturnRead[];
  readonly answers: Pick<wire.OrderWorksheet, "ShipEstimateResponse" | "OrderCalculateResponse">;
}

export interface ReturnRead {
  readonly one: wire.OrderReturn;
  readonly approvals: readonly wire.OrderReturnApproval[];
}

/** What there is of what orders take. */
export interface LedgerRead {
  readonly stock: Readonly<Record<string, number>>;
  readonly balances: Readonly<Record<string, Cents>>;
  readonly redeemed: Readonly<Record<string, number>>;
}

function whole(amount: number | null | undefined, parts: number): number {
  const found = Math.round((amount ?? 0) * parts);
  assert.ok(Math.abs((amount ?? 0) * parts - found) < 1e-6, `${amount} is no whole number of 1/${parts}`);
  return found;
}

/** An amount of an answer, which must be one of whole cents. */
export const cents = (amount: number | null | undefined): Cents => whole(amount, 100);
/** A price of an answer, which has four decimals at most. */
export const fine = (amount: number | null | undefined): Fine => whole(amount, 10_000);

const all = { pageSize: 100 };

/** @param hasReturns the order may have some: else none are asked for. */
export async function readOrder(seller: TestClient, id: string, hasReturns: boolean): Promise<OrderRead | undefined> {
  const path = { direction: "All", orderID: id };
  const [worksheet, payments, approvals, returns] = await Promise.all([
    seller.send("IntegrationEvents.GetWorksheet", { path }),
    seller.send("Payments.List", { path, query: all }),
    seller.send("Orders.ListApprovals", { path, query: { ...all, sortBy: "DateCreated" } }),
    hasReturns ? readReturns(seller, id) : [],
  ]);
  if (worksheet.status === 404) return undefined;
  const { Order, LineItems, OrderPromotions, ShipEstimateResponse, OrderCalculateResponse } = worksheet.body;
  return {
    order: Order,
    lines: LineItems,
    // How often a promotion was redeemed is no fact of the order.
    promotions: OrderPromotions.map((one: object) => ({ ...one, RedemptionCount: null })),
    payments: payments.body.Items,
    approvals: approvals.body.Items,
    returns,
    answers: { ShipEstimateResponse, OrderCalculateResponse },
  };
}

async function readReturns(seller: TestClient, order: string): Promise<readonly ReturnRead[]> {
  const { Items } = await seller.ok("OrderReturns.List", { query: { OrderID: order, ...all } as never });
  return Promise.all(
    Items.map(async (one) => {
      const { ID } = one;
      if (one.Status === "Unsubmitted") return { one, approvals: [] };
      const approvals = await seller.ok("OrderReturns.ListApprovals", { path: { returnID: ID ?? "" }, query: all });
      return { one, approvals: approvals.Items };
    }),
  );
}

export async function readLedger(seller: TestClient): Promise<LedgerRead> {
  const [stock, accounts, promotions] = await Promise.all([
    countShelves(seller),
    seller.ok("SpendingAccounts.List", { path: { buyerID: "acme" }, query: { ID: accountIds.join("|") } as never }),
    seller.ok("Promotions.List", { query: all }),
  ]);
  return {
    stock,
    balances: Object.fromEntries(accounts.Items.map(({ ID, Balance }) => [ID, cents(Balance)])),
    redeemed: Object.fromEntries(promotions.Items.map(({ Code, RedemptionCount }) => [Code, RedemptionCount ?? 0])),
  };
}

/** Units that shipments hold of an order's lines, by order and line. */
export async function readShipments(seller: TestClient): Promise<ReadonlyMap<string, number>> {
  const { Items } = await seller.ok("Shipments.List", { query: all });
  const units = new Map<string, number>();
  for (const { ID } of Items) {
    const items = await seller.ok("Shipments.ListItems", { path: { shipmentID: ID ?? "" }, query: all });
    for (const { OrderID, LineItemID, QuantityShipped } of items.Items) {
      const key = `${OrderID} ${LineItemID}`;
      units.set(key, (units.get(key) ?? 0) + QuantityShipped);
    }
  }
  return units;
}

/** Every order of the marketplace, as lists show them. */
export async function listOrders(seller: TestClient): Promise<readonly wire.Order[]> {
  const lists = await Promise.all(
    ["true", "false"].map((IsSubmitted) =>
      seller.ok("Orders.List", { path: { direction: "All" }, query: { IsSubmitted, ...all } as never }),
    ),
  );
  return lists.flatMap(({ Items }) => Items);
}
