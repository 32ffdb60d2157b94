import type { OrderUser } from "@orderwell/contract";
import { Json } from "../../platform/db/json.ts";
import { ApiError, refuse } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import { type AddressCopy, type AddressUse, addressFor } from "../addresses/addresses.store.ts";
import { withChanges } from "../aggregate/from-user.store.ts";
import { moveForLines } from "../aggregate/inventory.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { settle } from "../aggregate/settle.ts";
import { orderStates } from "../aggregate/states.ts";
import { store } from "../aggregate/write.store.ts";
import { debitAccounts, withDebits } from "../payments/submission.ts";
import { type Candidate, hardStops, submissionChecks } from "./checks.ts";
import { type FullOrder, readFacts, type SubmissionFacts } from "./facts.ts";

/**
 * Tells whether the order could be submitted, without changing anything.
 *
 * @throws ApiError with every finding (docs/behaviour/orders.md §10)
 */
export async function validateOrder(work: Work, order: FullOrder): Promise<void> {
  await examine(work, order);
}

/**
 * Submits the order: prices, products and addresses are frozen as they are now, stock is taken, and the seller has it.
 *
 * @throws ApiError with every finding; then nothing has changed.
 */
export async function submitOrder(work: Work, order: FullOrder): Promise<OrderHead> {
  const frozen = await examine(work, order);
  const submitted = withDebits(withHead(frozen, { ...orderStates.changes("submit", work.now), chosen_cart: false }));
  const stored = store(work, order, submitted);
  // It leaves in the trip of these, after which there is only the commit, so that popular products are locked as briefly
  // as can be; should stock or a balance have run short in the meantime, nothing of it is kept.
  const [short, overdrawn] = await Promise.all([
    moveForLines(
      work,
      submitted.lines.map((line) => ({ line, quantity: line.Quantity })),
    ),
    debitAccounts(work, frozen),
  ]);
  refuse(...(short.length > 0 ? short : overdrawn));
  return stored.head;
}

/** The order as it would be submitted. @throws ApiError with everything that stands against that. */
async function examine(work: Work, order: FullOrder): Promise<FullOrder> {
  refuse(...hardStops(order));
  const facts = await readFacts(work, order);
  const candidate = prepare(order, facts);
  refuse(...unique(submissionChecks.flatMap((check) => check(candidate, facts))));
  return candidate.order;
}

/** The order with everything that it keeps from now on: addresses, prices, products, and who it is from. */
function prepare(order: FullOrder, facts: SubmissionFacts): Candidate {
  const { products, now } = facts;
  const lines = order.lines.map((line): OrderLine => {
    const shipTo = addressOf(line.ShippingAddressID, "shipping", facts);
    return shipTo === undefined ? line : ({ ...line, ShippingAddress: shipTo.copy.value } as OrderLine);
  });
  const settled = settle({ ...order, lines }, { now, products, anew: () => true });
  const billing = addressOf(order.head.BillingAddressID, "billing", facts);
  const frozen = settled.order.lines.map((line) =>
    products.has(line.ProductID.toLowerCase()) ? { ...line, frozen: true } : line,
  );
  return {
    ofLines: settled.findings,
    order: withHead(
      { ...settled.order, lines: frozen },
      {
        ...(billing && { BillingAddress: billing.copy }),
        ...(order.user && { FromUser: withChanges(order.user.shown, changesOf(order.head)) }),
      },
    ),
  };
}

function addressOf(id: string | null, use: AddressUse, { addresses }: SubmissionFacts): AddressCopy | undefined {
  const found = id === null ? undefined : addressFor(addresses, id, use);
  return found instanceof ApiError ? undefined : found;
}

const changesOf = ({ from_user_changes: changes }: OrderHead): Partial<OrderUser> | null =>
  changes instanceof Json ? (changes.value as Partial<OrderUser>) : changes;

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
