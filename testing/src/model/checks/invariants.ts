import assert from "node:assert/strict";
import type { wire } from "@orderwell/contract";
import type { TestClient } from "../../client.ts";
import { type Choice, type ProductId, type SpecId, stockOf, stocks } from "../market/catalog.ts";
import { promotionCodes, promotions } from "../market/offers.ts";
import { accountIds, accounts } from "../market/people.ts";
import { cents, fine, listOrders, type OrderRead, readLedger, readOrder, readShipments } from "./reading.ts";

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Dates that an order of a status has. */
const dated: Readonly<Record<string, readonly (keyof wire.Order)[]>> = {
  AwaitingApproval: [],
  Declined: ["DateDeclined"],
  Open: ["DateSubmitted"],
  Completed: ["DateSubmitted", "DateCompleted"],
  Canceled: ["DateCanceled"],
};

/** What holds of every order by itself, whatever happened to it. */
export function checkOrder({ order, lines, promotions: records, payments, approvals }: OrderRead): void {
  const title = `order ${order.ID}`;
  for (const line of lines) {
    const off = sum(records.filter(({ LineItemID }) => LineItemID === line.ID).map(({ Amount }) => cents(Amount)));
    // What is shown of a unit's price is rounded.
    const rough = (fine(line.UnitPrice) * line.Quantity) / 100;
    assert.ok(Math.abs(cents(line.LineSubtotal) - rough) <= 0.5 + line.Quantity / 200, `${title}: ${line.ID} subtotal`);
    assert.equal(cents(line.PromotionDiscount), off, `${title}: ${line.ID} discount`);
    assert.equal(
      cents(line.LineTotal),
      cents(line.LineSubtotal) - cents(line.BaseDiscount) - off,
      `${title}: ${line.ID} total`,
    );
    // Sides of a forward count together, and one of them may have come to hold less.
    if (!line.OutgoingOrderID && !line.IncomingOrderID)
      assert.ok((line.QuantityShipped ?? 0) <= line.Quantity, `${title}: ${line.ID} ships what was not ordered`);
  }
  assert.equal(order.LineItemCount, lines.filter(({ IsBundle }) => !IsBundle).length, `${title}: lines`);
  assert.equal(cents(order.Subtotal), sum(lines.map(({ LineSubtotal }) => cents(LineSubtotal))), `${title}: subtotal`);
  assert.equal(cents(order.BaseDiscount), sum(lines.map((one) => cents(one.BaseDiscount))), `${title}: discounts`);
  assert.equal(cents(order.PromotionDiscount), sum(records.map(({ Amount }) => cents(Amount))), `${title}: discount`);
  const costs = [order.ShippingCost, order.TaxCost, order.Gratuity, order.Fees].map(cents);
  assert.equal(
    cents(order.Total),
    cents(order.Subtotal) - cents(order.BaseDiscount) - cents(order.PromotionDiscount) + sum(costs),
    `${title}: total`,
  );
  for (const date of dated[order.Status ?? ""] ?? [])
    assert.ok(order[date], `${title}: ${order.Status} without ${date}`);
  const { IsSubmitted, Status } = order;
  if (Status !== "Canceled")
    assert.equal(IsSubmitted, Status === "Open" || Status === "Completed", `${title}: submitted`);
  assert.equal(order.DateSubmitted !== null, IsSubmitted, `${title}: DateSubmitted`);
  assert.equal(
    approvals.some((one) => one.Status === "Pending"),
    Status === "AwaitingApproval",
    `${title}: who is asked`,
  );
  for (const one of approvals) {
    assert.equal(
      one.DateCompleted !== null,
      one.Status !== "Pending",
      `${title}: approval ${one.ApprovalRuleID} dated`,
    );
    assert.equal(one.Approver !== null, one.Status !== "Pending", `${title}: approval ${one.ApprovalRuleID} approver`);
  }
  for (const one of payments) assert.equal(one.Amount !== null, true, `${title}: payment ${one.ID} without amount`);
}

/**
 * What holds of all orders together at rest: nothing was sold, spent or redeemed twice or lost, both sides of a forward
 * agree, and lists show what reads show.
 *
 * @param keepsOrders no order that was submitted has been deleted, nor its lines changed: then all that was taken is on one.
 */
export async function checkMarketplace(seller: TestClient, keepsOrders: boolean): Promise<void> {
  const listed = await listOrders(seller);
  const orders = new Map<string, OrderRead>();
  for (const one of listed) {
    const id = one.ID ?? "";
    const read = await readOrder(seller, id, true);
    assert.ok(read, `${id} is listed, and not there`);
    checkOrder(read);
    assert.deepEqual(
      one,
      await seller.ok("Orders.Get", { path: { direction: "All", orderID: id } }),
      `${id} in the list, and by itself`,
    );
    orders.set(id, read);
  }
  checkForwards(orders);
  if (keepsOrders) checkSubscribed(orders);
  await checkShipped(seller, orders);
  checkReturns(orders);
  await checkTaken(seller, orders, keepsOrders);
}

const choiceOf = ({ ProductID, Specs, InventoryRecordID }: wire.LineItem): Choice => ({
  product: ProductID as ProductId,
  options: Object.fromEntries((Specs ?? []).map(({ SpecID, OptionID }) => [SpecID as SpecId, OptionID ?? ""])),
  record: InventoryRecordID ?? null,
});

/** Each subscription has had one date, and so has one order at most. */
function checkSubscribed(orders: ReadonlyMap<string, OrderRead>): void {
  const subscribed = [...orders.values()].flatMap(({ order }) => order.SubscriptionID ?? []);
  assert.equal(new Set(subscribed).size, subscribed.length, `orders of subscriptions: ${subscribed}`);
}

function checkForwards(orders: ReadonlyMap<string, OrderRead>): void {
  for (const [id, { lines }] of orders)
    for (const line of lines) {
      const other = line.OutgoingOrderID ?? line.IncomingOrderID;
      if (!other) continue;
      const twin = orders.get(other)?.lines.find(({ ID }) => ID === line.ID);
      assert.equal(twin?.OutgoingOrderID ?? twin?.IncomingOrderID, id, `${id} and ${other} name each other`);
      assert.equal(twin?.ProductID, line.ProductID, `${id} and ${other} are about one product`);
      const most = Math.max(line.Quantity, twin?.Quantity ?? 0);
      assert.ok((line.QuantityShipped ?? 0) <= most, `${id} and ${other}: ${line.ID} ships what was not ordered`);
      assert.equal(twin?.QuantityShipped, line.QuantityShipped, `${id} and ${other} count shipments together`);
    }
}

async function checkShipped(seller: TestClient, orders: ReadonlyMap<string, OrderRead>): Promise<void> {
  const units = await readShipments(seller);
  for (const [id, { lines }] of orders)
    for (const line of lines) {
      const other = line.OutgoingOrderID ?? line.IncomingOrderID;
      const found = (units.get(`${id} ${line.ID}`) ?? 0) + (other ? (units.get(`${other} ${line.ID}`) ?? 0) : 0);
      assert.equal(line.QuantityShipped, found, `${id}: ${line.ID} as shipments hold it`);
    }
}

function checkReturns(orders: ReadonlyMap<string, OrderRead>): void {
  for (const [id, { order, lines, payments, returns: reads }] of orders) {
    const returns = reads.map(({ one }) => one);
    const standing = returns.filter(({ Status }) => Status !== "Canceled" && Status !== "Declined");
    for (const line of lines) {
      const items = standing.flatMap((one) => one.ItemsToReturn ?? []).filter((one) => one.LineItemID === line.ID);
      const units = sum(items.map(({ Quantity }) => Quantity ?? 0));
      assert.ok(units <= line.Quantity, `${id}: ${line.ID} comes back oftener than it was ordered`);
    }
    for (const one of returns) {
      const refunds = payments.filter(({ OrderReturnID }) => OrderReturnID === one.ID);
      const paid = -sum(refunds.map(({ Amount }) => cents(Amount)));
      assert.ok(paid <= cents(one.RefundAmount), `${id}: more is refunded than return ${one.ID} says`);
    }
    const amounts = sum(standing.map(({ RefundAmount }) => cents(RefundAmount)));
    if (order.Status !== "Open")
      assert.ok(amounts <= Math.max(0, cents(order.Total)) || standing.length === 0, `${id}: refunds`);
  }
}

async function checkTaken(
  seller: TestClient,
  orders: ReadonlyMap<string, OrderRead>,
  keepsOrders: boolean,
): Promise<void> {
  const { stock, balances, redeemed } = await readLedger(seller);
  const submitted = [...orders.values()].filter(({ order }) => order.IsSubmitted);
  for (const code of promotionCodes) {
    const carriers = submitted.filter(({ promotions: records }) => records.some(({ Code }) => Code === code));
    const { limit, limitPerUser } = promotions[code];
    const count = redeemed[code] ?? 0;
    if (keepsOrders) assert.equal(count, carriers.length, `${code}: submitted orders that carry it`);
    if (limit !== null) assert.ok(count <= limit, `${code} is redeemed beyond its limit`);
    const users = Map.groupBy(carriers, ({ order }) => order.FromUser?.ID);
    if (limitPerUser !== null)
      for (const [user, own] of users)
        assert.ok(own.length <= limitPerUser, `${user} redeems ${code} beyond their limit`);
  }
  if (!keepsOrders) return;
  const lines = submitted.filter(({ order }) => order.FromCompanyID === "acme").flatMap((one) => one.lines);
  for (const [id, { units, canExceed }] of stocks) {
    const sold = sum(lines.filter((line) => stockOf(choiceOf(line)) === id).map(({ Quantity }) => Quantity));
    assert.equal(stock[id], units - sold, `${id}: what there was, less what was sold`);
    if (!canExceed) assert.ok((stock[id] ?? 0) >= 0, `${id} is sold beyond what there is`);
  }
  for (const id of accountIds) {
    const { balance, allowExceed } = accounts[id];
    const payments = [...orders.values()].flatMap(({ order, payments: all }) =>
      all.filter(({ OrderReturnID }) => order.IsSubmitted || OrderReturnID),
    );
    const paid = sum(
      payments.filter(({ SpendingAccountID }) => SpendingAccountID === id).map(({ Amount }) => cents(Amount)),
    );
    assert.equal(balances[id], balance - paid, `${id}: what there was, less what was paid`);
    if (!allowExceed) assert.ok((balances[id] ?? 0) >= 0, `${id} is overdrawn`);
  }
}
