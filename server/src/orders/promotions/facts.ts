import { categoriesOf, type ProductCategories } from "../../catalogs/index.ts";
import type { Work } from "../../platform/work/work.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";
import type { PromotionFacts } from "../aggregate/promotion-row.store.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import type { Applying, Candidate } from "./apply.ts";
import { rulesOf } from "./rules.ts";

function asksForCategories(promotion: PromotionFacts): boolean {
  const { condition, value } = rulesOf(promotion);
  return condition.needs.categories || value.needs.categories;
}

/** Categories of the products of an order, read where one of the candidates asks for them. */
export async function categoriesFor(
  { db }: Pick<Work, "db">,
  order: Order<"lines">,
  candidates: readonly Candidate[],
): Promise<ProductCategories | undefined> {
  if (!candidates.some(({ promotion }) => asksForCategories(promotion))) return undefined;
  return categoriesOf(db, productIdsOf(order));
}

/** Candidates for an order, and what their expressions may ask. */
export async function readRuleFacts<Found>(
  work: Pick<Work, "db" | "now" | "services">,
  order: Order<"lines">,
  find: Promise<Found>,
  candidatesIn: (found: Found) => readonly Candidate[],
): Promise<{ readonly facts: Applying["facts"]; readonly found: Found }> {
  const [found, { products }] = await Promise.all([find, purchasesFor(work, order.head, productIdsOf(order), [])]);
  const categories = await categoriesFor(work, order, candidatesIn(found));
  return { found, facts: { now: work.now, marketplaceId: work.db.marketplaceId, products, categories } };
}
