import { models, type OrderUser, type User } from "@orderwell/contract";
import { productsByIds } from "../../catalogs/index.ts";
import type { MessageSubject } from "../../people/index.ts";
import { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { listAllLines } from "../aggregate/line-row.store.ts";
import { open } from "../aggregate/open.store.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { shownTo, type Viewing } from "../line-items/shown.ts";
import { presentId, presentReturn, presentShipment } from "../news/former-ids.store.ts";
import { type Returning, returnParts } from "../returns/find.store.ts";
import { shownReturn } from "../returns/shown.ts";
import { shipmentFor } from "./shipment.store.ts";

/** What a message about an order says. */
export interface OrderMessageBody {
  /** JSON text. */
  readonly eventBody: string;
  /** Name and address of the order's user for this order, where the message goes to them. */
  readonly recipient: Partial<User>;
}

const writer = new ReplyWriter(models);

/**
 * Reads what a message about an order says, as it is now; `undefined` once the order, the shipment or the return is gone.
 *
 * @param viewing the recipient: lines are shown as to them.
 */
export async function orderMessageBody(
  db: TenantDb,
  { order: then, created, shipment, orderReturn, fromUser }: MessageSubject,
  viewing: Viewing,
): Promise<OrderMessageBody | undefined> {
  const id = await presentId(db, then, created);
  if (id === undefined) return undefined;
  const order = await open({ db }, storedOrder(id), { with: ["approvals", ...(orderReturn ? returnParts : [])] });
  if (order === undefined) return undefined;
  const [returnId, shipmentId] = await Promise.all([
    orderReturn === undefined ? undefined : presentReturn(db, orderReturn, id),
    shipment === undefined ? undefined : presentShipment(db, shipment, id),
  ]);
  const returned = returnId === undefined ? undefined : returnIn(order as Returning, returnId);
  if (orderReturn !== undefined && returned === undefined) return undefined;
  const lines = await listAllLines(db, id);
  const [products, shipped] = await Promise.all([
    productsByIds(db, [...new Set(lines.filter(({ ad_hoc }) => !ad_hoc).map(({ ProductID }) => ProductID as string))]),
    shipmentId === undefined ? undefined : shipmentFor(db, shipmentId, id),
  ]);
  if (shipment !== undefined && shipped === undefined) return undefined;
  const shown = lines.map((line) => shownTo(viewing, line as never));
  const parts = [
    `"Order":${writer.object("Order", order.head)}`,
    `"Approvals":${writer.array("OrderApproval", returned?.approvals ?? order.approvals)}`,
    `"LineItems":${writer.array("LineItem", shown)}`,
    `"Products":${writer.array("Product", products)}`,
  ];
  if (shipped !== undefined)
    parts.push(
      `"Shipment":${writer.object("Shipment", shipped.shipment)}`,
      `"ShipmentItems":${writer.array("ShipmentItem", shipped.items)}`,
    );
  if (returned !== undefined) parts.push(`"OrderReturn":${writer.object("OrderReturn", returned.shown)}`);
  return { eventBody: `{${parts.join(",")}}`, recipient: fromUser ? changes(order.head.from_user_changes) : {} };
}

/** A return of an order, with the approvals that it passed or waits for as orders show theirs. */
function returnIn(order: Returning, id: string) {
  if (!order.returns.some(({ ID }) => ID === id)) return undefined;
  const own = order.returnApprovals.filter(({ OrderReturnID }) => OrderReturnID === id);
  return { shown: shownReturn(order, id), approvals: own.map((one) => ({ ...one, AllowResubmit: false })) };
}

/** How the user is called, and written to, for this order alone (docs/behaviour/orders.md §8). */
function changes(kept: Json | Partial<OrderUser> | null): Partial<User> {
  const { FirstName, LastName, Email } = (kept instanceof Json ? kept.value : (kept ?? {})) as Partial<OrderUser>;
  return { ...(FirstName && { FirstName }), ...(LastName && { LastName }), ...(Email && { Email }) };
}
