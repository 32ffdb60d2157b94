import type { OrderRepeatResponse, Order as ShownOrder, UnavailableLineItem } from "@orderwell/contract";
import { bundleContents } from "../../catalogs/index.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findShipFromAddress } from "../addresses/addresses.store.ts";
import { findStayingUser } from "../aggregate/from-user.store.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { type Order, ofProduct, productIdsOf } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { store } from "../aggregate/write.store.ts";
import { newOrder, type OrderBody, sellerFor } from "../order/create.ts";
import { linesAgain } from "./lines.ts";

/**
 * Makes an unsubmitted order of the same user's, to the same seller, with what an earlier one had
 * (docs/behaviour/orders.md §17).
 *
 * @throws ApiError Buyer.UserNotFound, Order.CreateIncomingRequiresFromUser, NotFound (Supplier, Address), IdExists, and what the costs
 *   and addresses of the body are refused with.
 */
export async function repeatOrder(
  work: UserWork,
  earlier: Order<"lines">,
  body: OrderBody,
): Promise<OrderRepeatResponse> {
  const { head, lines } = earlier;
  const from = await findStayingUser(work.db, head.from_user_key);
  if (from === undefined) throw apiError("Buyer.UserNotFound", { UserID: head.FromUserID });
  // What the marketplace buys, only its own users buy again.
  if (from.buyerId === null && work.actor.userType !== "Seller") throw apiError("Order.CreateIncomingRequiresFromUser");
  const supplierId = await sellerFor(work, from.buyerId, head.supplier_id);
  const empty = await newOrder(work, { from, supplierId }, body, body.ID);
  const productIds = productIdsOf(earlier);
  const bundleIds = lines.filter(({ IsBundle }) => IsBundle).map(({ ProductID }) => ProductID);
  const [facts, bundles] = await Promise.all([
    purchasesFor(work, empty.head, productIds, []),
    bundleIds.length === 0 ? new Map() : bundleContents(work.db, bundleIds, productIds),
  ]);
  const means = { now: work.now, newId: () => work.services.ids.next() };
  const { order, refused } = linesAgain(empty, lines, { ...facts, bundles }, means);
  const full = { ...order, lines: await leaving(work, order.lines, facts.products) };
  const stored = store(work, { ...full, lines: [] }, full);
  return {
    // Replies splice in what is still unparsed, at any depth.
    Order: stored.head as ShownOrder,
    UnavailableItems: lines.flatMap(({ ID, ProductID }) => {
      const finding = refused.get(ID);
      return finding === undefined ? [] : [{ ProductID, Error: shown(finding) }];
    }),
  };
}

type Refusal = NonNullable<UnavailableLineItem["Error"]>;

const shown = ({ code, message, entries: [first] }: ApiError): Refusal => ({
  ErrorCode: code,
  Message: message,
  Data: (first?.Data ?? null) as Refusal["Data"],
});

type Products = Awaited<ReturnType<typeof purchasesFor>>["products"];

/** The lines as they leave from where their products do. */
async function leaving(
  { db }: UserWork,
  lines: readonly OrderLine[],
  products: Products,
): Promise<readonly OrderLine[]> {
  const found = new Map<string, ReturnType<typeof findShipFromAddress>>();
  return Promise.all(
    lines.map(async (line) => {
      const id = ofProduct(products, line)?.product.ShipFromAddressID ?? null;
      if (id === null) return line;
      const key = JSON.stringify([line.SupplierID, id]);
      const address = found.get(key) ?? findShipFromAddress(db, line.SupplierID, id);
      found.set(key, address);
      const from = await address;
      return from === undefined
        ? line
        : { ...line, ShipFromAddressID: from.id, ShipFromAddress: from.copy.value as OrderLine["ShipFromAddress"] };
    }),
  );
}
