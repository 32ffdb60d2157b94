import type { ExplainedRule, ProductExplanation } from "@orderwell/contract";
import { findSupplierId } from "../../companies/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { applicableDiscounts } from "../discounts/applicable.store.ts";
import type { CandidateSchedule } from "../pricing/selection.store.ts";
import { explainVisibility, found, type TriedRule, tried } from "../visibility/explain.ts";
import type { CatalogSnapshot } from "../visibility/rules.ts";
import { VisibleProducts } from "../visibility/visible-products.ts";
import {
  type ExplainedProduct,
  type ExplainedShopper,
  findAssignment,
  findBuyerShopper,
  findCandidates,
  findComponents,
  findExplained,
  findUserShopper,
  groupIdsOf,
  isInProduction,
  isSoldBySeller,
} from "./explain.store.ts";
import { priceArguments } from "./price-arguments.ts";
import { sellerOf } from "./seller.store.ts";
import { readShopper } from "./shopper.store.ts";

/** Question about a product. */
export interface ExplanationAsked {
  readonly productId: string;
  readonly sellerId?: string | undefined;
}

/** Reads what the explanation rests on, as the transaction sees it. */
export type ReadSnapshot = (db: TenantDb) => Promise<CatalogSnapshot>;

/**
 * Why a buyer, or one of its users, sees a product or does not, and where its price comes from
 * (docs/behaviour/visibility-and-search.md §9). All of it is of one moment.
 *
 * @throws ApiError NotFound (Product, Buyer, User, Supplier)
 */
export function explainFor(
  work: UserWork,
  snapshot: ReadSnapshot,
  asked: ExplanationAsked & { readonly buyerId: string; readonly userId?: string | undefined },
): Promise<ProductExplanation> {
  return atOneMoment(work, async (db) => {
    const buyer = await findBuyerShopper(db, asked.buyerId);
    if (buyer === undefined) throw notFound("Buyer", asked.buyerId);
    if (!asked.userId) return explain(db, snapshot, buyer, asked);
    const user = await findUserShopper(db, buyer.buyerId, asked.userId);
    if (user === undefined) throw notFound("User", asked.userId);
    return explain(db, snapshot, user, asked);
  });
}

/**
 * The same of the calling shopper, in marketplaces that are none of production.
 *
 * @throws ApiError Auth.BetaForbiddenProduction; NotFound (Product, Supplier)
 */
export function explainForCaller(
  work: UserWork,
  snapshot: ReadSnapshot,
  asked: ExplanationAsked,
): Promise<ProductExplanation> {
  return atOneMoment(work, async (db) => {
    if (await isInProduction(db)) throw apiError("Auth.BetaForbiddenProduction");
    const { userKey, userId, companyId } = work.actor;
    const now = await readShopper(db, userKey);
    if (now === undefined) throw notFound("User", userId);
    return explain(db, snapshot, { shopper: now.shopper, buyerId: companyId, userId }, asked);
  });
}

const atOneMoment = <Result>({ db, services }: UserWork, read: (db: TenantDb) => Promise<Result>): Promise<Result> =>
  services.tenants.transaction(db.marketplaceId, "snapshot", read, db.terms);

async function explain(
  db: TenantDb,
  readSnapshot: ReadSnapshot,
  { shopper, buyerId, userId }: ExplainedShopper,
  { productId, sellerId: named }: ExplanationAsked,
): Promise<ProductExplanation> {
  const product = await findExplained(db, productId);
  if (product === undefined) throw notFound("Product", productId);
  const snapshot = await readSnapshot(db);
  const seen = new VisibleProducts(snapshot, shopper);
  const content = snapshot.facts.classes.find(({ id }) => id === product.classId)?.content;
  if (content === undefined) throw new Error(`${product.id} has no visibility class`);
  const components = product.isBundle ? await findComponents(db, product.id) : null;
  const visibility = explainVisibility(snapshot, shopper, {
    id: product.id,
    active: product.active,
    parent: product.parentId === null ? null : { id: product.parentId, active: product.parentActive === true },
    content,
    assignment: await findAssignment(db, product, shopper),
    components: components?.map(({ id, classId }) => ({ id, seen: seen.classes.ids.has(classId) })) ?? null,
    groupIds: await groupIdsOf(db, shopper.groupKeys),
  });
  const sellerId = await sellerOf(db, named);
  if (sellerId !== undefined && sellerId !== db.marketplaceId && (await findSupplierId(db, sellerId)) === undefined)
    throw notFound("Supplier", named);
  const candidates = await findCandidates(db, product.id, priceArguments(db.marketplaceId, shopper, seen, sellerId));
  const pricing = pricingRules(product, candidates, {
    buyerId,
    sellerId,
    sold: sellerId === undefined || (await isSoldBySeller(db, product.id, sellerId)),
    currency: shopper.currency,
    marketplaceId: db.marketplaceId,
  });
  const PriceScheduleID = pricing.find(({ Decides }) => Decides)?.Assignment?.PriceScheduleID ?? null;
  const discounts = (seen.discounted ? await applicableDiscounts(db, shopper, [product.id]) : new Map()).get(
    product.id,
  );
  const visible = seen.classes.ids.has(product.classId);
  return {
    ProductID: product.id,
    BuyerID: buyerId,
    UserID: userId,
    SellerID: sellerId ?? null,
    Visible: visible,
    PriceScheduleID,
    Currency: shopper.currency,
    Summary: summaryOf(product, visible, PriceScheduleID, [...visibility.rules, ...pricing]),
    Visibility: [...visibility.rules],
    Pricing: [...pricing, ...discountRules(discounts ?? [])],
  };
}

function summaryOf(
  { id, isParent, isBundle }: ExplainedProduct,
  visible: boolean,
  scheduleId: string | null,
  rules: readonly ExplainedRule[],
): string {
  if (!visible) {
    const missing = rules.filter(({ Decides, Holds }) => Decides && !Holds).map(({ Message }) => Message);
    return `${id} is not seen. ${missing.join(" ")}`;
  }
  if (isBundle) return `${id} is seen; it has no price of its own, what it consists of has.`;
  if (isParent)
    return `${id} is seen; its children are bought, at ${scheduleId ?? "no price"} unless they have their own.`;
  return scheduleId === null
    ? `${id} is seen and not for sale: no price schedule applies.`
    : `${id} is seen, at the prices of ${scheduleId}.`;
}

interface PricingCircumstances {
  readonly marketplaceId: string;
  readonly buyerId: string;
  /** As stored; undefined when no seller was named. */
  readonly sellerId: string | undefined;
  /** The seller may sell the product, so that the product's own default counts. */
  readonly sold: boolean;
  readonly currency: string | null;
}

/** Places where a price is looked for, in their order: `rank` of a candidate, whether it is a group's, and its name. */
const places = [
  { rank: 0, group: true, rule: "GroupPrice", what: "an assignment to a group of the user" },
  { rank: 1, group: false, rule: "BuyerPrice", what: "an assignment to the buyer" },
  { rank: 2, group: false, rule: "SupplierPrice", what: "the supplier's default for the product" },
  { rank: 3, group: false, rule: "ProductPrice", what: "the product's default" },
  { rank: 4, group: true, rule: "OtherSellerPrice", what: "an assignment of another seller to a group of the user" },
  { rank: 5, group: false, rule: "OtherSellerPrice", what: "an assignment of another seller to the buyer" },
] as const;
const ofParent = 10;

/** The places that are tried for this seller, and for a child once more for its parent. */
function placesTried(
  { parentId }: ExplainedProduct,
  { sellerId, marketplaceId }: PricingCircumstances,
): readonly ((typeof places)[number] & { readonly at: number })[] {
  const tried = places.filter(({ rank }) =>
    rank === 2 ? sellerId !== undefined && sellerId !== marketplaceId : rank < 4 || sellerId === undefined,
  );
  const own = tried.map((place) => ({ ...place, at: place.rank }));
  return parentId === null ? own : [...own, ...tried.map((place) => ({ ...place, at: place.rank + ofParent }))];
}

/** The rules of docs/behaviour/pricing.md §2 up to the one that gives the price. */
function pricingRules(
  product: ExplainedProduct,
  candidates: readonly CandidateSchedule[],
  circumstances: PricingCircumstances,
): readonly ExplainedRule[] {
  const rules: ExplainedRule[] = [];
  for (const { rule, what, group, at } of placesTried(product, circumstances)) {
    const about = at < ofParent ? product.id : (product.parentId as string);
    const there = candidates.filter(({ rank }) => rank === at);
    if (there.length === 0) {
      const unsold = rule === "ProductPrice" && !circumstances.sold;
      const message = unsold
        ? `${circumstances.sellerId} does not sell product ${product.id}, so that ${what} (${about}) does not count.`
        : `No price schedule by ${what} (${about}).`;
      const remedy = remedyOf({ rule, group, about }, product, circumstances);
      rules.push({ ...tried(rule, false, message, remedy), Decides: false });
    }
    for (const one of there) {
      const Holds = one.fits;
      rules.push({ ...candidateRule(one, { rule, what, about, circumstances }), Decides: Holds });
      if (Holds) return rules;
    }
  }
  return rules;
}

interface CandidateAt {
  readonly rule: (typeof places)[number]["rule"];
  readonly what: string;
  readonly about: string;
  readonly circumstances: PricingCircumstances;
}

function candidateRule(one: CandidateSchedule, { rule, what, about, circumstances }: CandidateAt): TriedRule {
  const named = `Price schedule ${one.scheduleId} by ${what} (${about})`;
  const { currency, buyerId } = circumstances;
  const message = one.fits
    ? `${named} applies.`
    : `${named} is in currency ${one.currency ?? "none"}, and the shopper's is ${currency ?? "none"}.`;
  const byAssignment = rule === "GroupPrice" || rule === "BuyerPrice" || rule === "OtherSellerPrice";
  const model = byAssignment ? "ProductAssignment" : rule === "SupplierPrice" ? "ProductSupplier" : "Product";
  return tried(
    rule,
    one.fits,
    message,
    "Use a price schedule in the shopper's currency, or give the shopper a locale in its currency.",
    found({
      Model: model,
      ProductID: about,
      ...(byAssignment && { BuyerID: buyerId, UserGroupID: one.groupId }),
      ...(model !== "Product" && { SellerID: one.sellerId }),
      PriceScheduleID: one.scheduleId,
    }),
  );
}

/** The request that makes a price be found in a place: an assignment counts for the seller that it names. */
function remedyOf(
  { rule, group, about }: { readonly rule: CandidateAt["rule"]; readonly group: boolean; readonly about: string },
  { id, ownerId }: ExplainedProduct,
  { buyerId, sellerId, sold, marketplaceId }: PricingCircumstances,
): string {
  if (rule === "ProductPrice")
    return sold
      ? `PATCH /v1/products/${about} {"DefaultPriceScheduleID": …}.`
      : `PUT /v1/products/${id}/suppliers/${sellerId}.`;
  if (rule === "SupplierPrice") return `PUT /v1/products/${about}/suppliers/${sellerId}?defaultPriceScheduleID=….`;
  const seller = rule === "OtherSellerPrice" ? "…" : JSON.stringify(sellerId ?? ownerId);
  const sellerPart = seller === JSON.stringify(marketplaceId) ? "" : `"SellerID": ${seller}, `;
  const groupPart = group ? `"UserGroupID": …, ` : "";
  return `POST /v1/products/assignments {${sellerPart}"ProductID": "${about}", "BuyerID": "${buyerId}", ${groupPart}"PriceScheduleID": …}.`;
}

const discountRules = (discounts: readonly { readonly id: string }[]): ExplainedRule[] =>
  discounts.map(({ id }) => ({
    ...tried(
      "Discount",
      true,
      `Discount ${id} applies; of several a quantity gets the best.`,
      "",
      found({ Model: "Discount", DiscountID: id }),
    ),
    Decides: false,
  }));
