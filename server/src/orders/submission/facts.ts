import { type BundleComponent, bundleContents, type PurchaseFacts } from "../../catalogs/index.ts";
import type { Work } from "../../platform/work/work.ts";
import { findAddresses } from "../addresses/addresses.store.ts";
import { addressesNamed, type PresentFacts } from "../addresses/present.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { findSeller } from "../aggregate/sellers.store.ts";
import { type PaymentAccounts, readAccounts } from "../payments/submission.ts";
import { type Applying, applied } from "../promotions/apply.ts";
import { categoriesFor } from "../promotions/facts.ts";
import { answersOf, type PromotionAnswers } from "../promotions/service.ts";
import { findSubmitter, type Submitter } from "./submitter.store.ts";

/** An order as it is submitted: with everything that belongs to it. */
export type FullOrder = Order<"lines" | "payments" | "promotions" | "approvals">;

/** The parts of such an order. */
export const allParts = ["lines", "payments", "promotions", "approvals"] as const;

/** Facts that decide, beside the order itself, whether it can be submitted. */
export interface SubmissionFacts extends PurchaseFacts, PresentFacts, Submitter {
  /** Seller that the order goes to; undefined when the buyer may not order there any more. */
  readonly seller: string | null | undefined;
  readonly accounts: PaymentAccounts;
  /** What the bundles on it consist of now, by the bundle's ID in lower case. */
  readonly bundles: ReadonlyMap<string, readonly BundleComponent[]>;
  /** Facts that promotions on it, and rules of its buyer, ask for. */
  readonly rules: Applying["facts"];
  /** What the service of promotions said of them, where it was asked. */
  readonly answers: PromotionAnswers | undefined;
  newId(): string;
  /** A service takes part in checkouts through the caller's API client (docs/behaviour/orders.md §13). */
  readonly mustBeCalculated: boolean;
}

/** Reads the facts, in one trip. */
export async function readFacts(
  work: Pick<Work, "db" | "now" | "services" | "actor" | "answer">,
  order: FullOrder,
): Promise<SubmissionFacts> {
  const { db, now, actor } = work;
  const { head, lines } = order;
  const [submitter, addresses, accounts, purchases, seller, categories, bundles] = await Promise.all([
    findSubmitter(db, head),
    findAddresses(db, head, addressesNamed(order)),
    readAccounts(work, order),
    purchasesFor(
      work,
      head,
      productIdsOf(order),
      lines.flatMap(({ InventoryRecordID: id }) => id ?? []),
    ),
    findSeller(db, head.buyer_id, head.supplier_id),
    categoriesFor(work, order, applied(order)),
    contentsOf(work, order),
  ]);
  const rules = { now, marketplaceId: db.marketplaceId, products: purchases.products, categories };
  const mustBeCalculated = actor.kind === "user" && actor.clientSettings.checkoutEventId !== null;
  return {
    now,
    addresses,
    accounts,
    bundles,
    seller,
    rules,
    answers: answersOf(work),
    mustBeCalculated,
    newId: () => work.services.ids.next(),
    ...submitter,
    ...purchases,
  };
}

/** What the bundles on the order consist of; nothing is read where there is none. */
async function contentsOf({ db }: Pick<Work, "db">, order: FullOrder): Promise<SubmissionFacts["bundles"]> {
  const bundles = order.lines.filter(({ IsBundle }) => IsBundle).map(({ ProductID }) => ProductID);
  return bundles.length === 0 ? new Map() : bundleContents(db, bundles, productIdsOf(order));
}
