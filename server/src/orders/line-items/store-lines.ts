import type { Purchasable, Stock } from "../../catalogs/index.ts";
import { roleMissing } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { type ApiError, apiError, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { withCountedTogether } from "../aggregate/counted-together.ts";
import { drawingOn, moveForLines, stockFindings } from "../aggregate/inventory.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { lineOf, type Order } from "../aggregate/order.ts";
import { type PriceFacts, settle } from "../aggregate/settle.ts";
import type { LineBody } from "./draft.ts";
import type { Draft } from "./given-price.ts";
import type { LineKeeper } from "./keeper.ts";
import { renameOtherSide } from "./other-side.ts";

/** One line that is added or changed. */
export interface LineWrite {
  /** Null: it is new. */
  readonly before: OrderLine | null;
  readonly draft: Draft;
  readonly body: LineBody;
  /** What stands in the catalog for it. Absent: it follows the catalog no more, or the catalog does not have its product. */
  readonly item?: Purchasable | undefined;
}

/**
 * Stores lines with everything that changes along with them: lines priced together, stock of open orders, totals.
 *
 * @param stock of their products, for lines that follow the catalog.
 * @returns the lines as they are stored, in the order of the writes.
 */
export async function writeLines(
  work: UserWork,
  opened: Order<"lines">,
  writes: readonly LineWrite[],
  stock: ReadonlyMap<string, Stock>,
  keeper: LineKeeper,
): Promise<readonly OrderLine[]> {
  const items = writes.flatMap(({ item }) => item ?? []);
  const order = await withCountedTogether(work, opened, items);
  const { head } = order;
  const written = new Set(writes.map(({ draft }) => draft.line.ID));
  const facts: PriceFacts = {
    now: work.now,
    products: new Map(items.map((item) => [item.product.ID.toLowerCase(), item])),
    anew: ({ ID }) => written.has(ID),
    before: order.lines,
  };
  for (const { before, draft } of writes) if (before !== null) refuse(shippedFinding(before, draft.line.Quantity));
  const replaced = new Set(writes.map(({ before }) => before));
  const others = order.lines.filter((one) => !replaced.has(one));
  const drafts = writes.map(({ draft }) => draft.line);
  const { order: priced, findings } = settle({ ...order, lines: [...others, ...drafts] }, facts);
  refuse(...drafts.flatMap(({ ID }) => findings.get(ID) ?? []));
  const lines = writes.map(({ before, draft, body, item }) => {
    const line = lineOf(priced, draft.line.ID);
    return item === undefined && (line.frozen || !line.ad_hoc) ? line : withRecord(line, body, before, stock);
  });
  const byId = new Map(lines.map((line) => [line.ID, line]));
  const settled = { ...priced, lines: priced.lines.map((one) => byId.get(one.ID) ?? one) };
  for (const [index, { draft }] of writes.entries())
    if (draft.expected !== undefined && !new Decimal(lines[index]?.UnitPrice ?? 0).equals(draft.expected))
      throw roleMissing(work.actor, "OverrideUnitPrice");
  const ids = new Map<string, string>();
  for (const { before, body, draft } of writes)
    if (before !== null) ids.set(draft.line.ID, await renamed(work, before, body.ID, keeper));
  if (head.Status === "Unsubmitted")
    refuse(
      ...stockFindings(
        settled,
        stock,
        lines.filter((line, index) => takesMore(line, writes[index]?.before ?? null)),
      ),
    );
  const taken = lines.map((line, index) => ({
    line,
    quantity: line.Quantity - (writes[index]?.before?.Quantity ?? 0),
  }));
  if (head.Status === "Open" && taken.some(({ quantity }) => quantity !== 0))
    refuse(
      ...(await moveForLines(
        work,
        taken.filter(({ quantity }) => quantity !== 0),
      )),
    );
  const under = (line: OrderLine): OrderLine => ({ ...line, ID: ids.get(line.ID) ?? line.ID });
  const isRenamed = [...ids].some(([from, to]) => from !== to);
  const renamedIn = (one: Order<"lines">) => (isRenamed ? { ...one, lines: one.lines.map(under) } : one);
  keeper.store(work, renamedIn(order), renamedIn(settled));
  return lines.map(under);
}

/** Stands against a quantity of a line of which more is on shipments already (docs/behaviour/fulfilment.md §2). */
export const shippedFinding = (line: OrderLine, quantity: number): ApiError | undefined =>
  quantity < line.QuantityShipped
    ? apiError("ShipmentItem.QuantityExceeded", {
        OrderID: line.order_id,
        LineItemID: line.ID,
        Quantity: quantity,
        QuantityShipped: line.QuantityShipped,
      })
    : undefined;

/** Takes more from stock than before; a line that does not is let be. */
const takesMore = (line: OrderLine, before: OrderLine | null): boolean =>
  before === null ||
  line.Quantity > before.Quantity ||
  line.variant_id !== before.variant_id ||
  line.inventory_record_key !== before.inventory_record_key;

/**
 * The line with the inventory record that the body names; of another variant it is the one of the same ID. A line that
 * follows the catalog no more keeps its own; one that a service chose stays while the body names no other.
 *
 * @throws ApiError NotFound (InventoryRecord)
 */
function withRecord(
  line: OrderLine,
  { InventoryRecordID: given }: LineBody,
  before: OrderLine | null,
  stock: ReadonlyMap<string, Stock>,
): OrderLine {
  const { InventoryRecordID: present } = line;
  if (given === undefined && (present === null || line.variant_id === before?.variant_id)) return line;
  const id = given === undefined ? present : given;
  return drawingOn(line, id, stock, line.record_by_service && sameId(id, present));
}

/** The ID that a line has from now on. @throws ApiError IdExists (LineItem) */
async function renamed(
  work: UserWork,
  line: OrderLine,
  id: string | null | undefined,
  keeper: LineKeeper,
): Promise<string> {
  const { ID } = line;
  if (!id || id === ID) return ID;
  const to = await resolveId(work.db, work.services.ids, "LineItem", id);
  if (to === ID) return to;
  await work.services.references.rename(work.db, keeper.table, keeper.keyOf(line), { column: "id", to });
  await renameOtherSide(work, line, to);
  return to;
}
