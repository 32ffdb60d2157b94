import type { LineItem } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { Page } from "../../platform/crud/table.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { invitedLineTable, type LineRow, lineTable, unlinkedLineTable } from "../aggregate/line-row.store.ts";

type WithLinks = Pick<LineItem, "IncomingOrderID" | "OutgoingOrderID">;

/** Whom lines are shown to. */
export interface Viewing {
  readonly actor: Pick<Caller, "userType"> & Partial<Pick<Caller, "invitationId">>;
}

/**
 * A line as the caller may see it: which orders it was forwarded from and to is the seller's business, and where it comes from
 * and goes not that of whoever is invited to the order.
 */
export function shownTo<Line extends WithLinks>({ actor }: Viewing, line: Line): Line {
  if (actor.userType === "Seller") return line;
  const invited = typeof actor.invitationId === "string";
  return { ...line, ...unlinked, ...(invited && unplaced) };
}

const unlinked = { IncomingOrderID: null, OutgoingOrderID: null };
const unplaced = {
  ShippingAddressID: null,
  ShippingAddress: null,
  ShipFromAddressID: null,
  ShipFromAddress: null,
  InventoryRecordID: null,
};

const tableFor = ({ userType, invitationId }: Caller) =>
  invitationId !== null ? invitedLineTable : userType === "Seller" ? lineTable : unlinkedLineTable;

/** The lines of an order that was found. */
export async function listLines(work: UserWork, list: ListRequest, orderId: string): Promise<Page<LineRow>> {
  const { invitationId } = work.actor;
  const columns = { order_id: orderId, ...(invitationId !== null && { invitation_id: invitationId }) };
  const page = await tableFor(work.actor).list(work.db, { columns }, list);
  return { ...page, Items: page.Items.map((line) => shownTo(work, line as LineRow)) };
}
