import type { ExplainedAssignment, ExplainedRule } from "@orderwell/contract";
import type { ClassContent } from "./class-content.ts";
import type { CatalogGrant } from "./facts.store.ts";
import {
  areOf,
  type CatalogSnapshot,
  type CategoryNode,
  decidingNode,
  type Parties,
  reaches,
  resolved,
  type SeenCatalog,
  says,
  seenCatalogs,
} from "./rules.ts";

/** An assignment of a product, or its parent, to the buyer. */
export interface FoundAssignment {
  readonly productId: string;
  readonly sellerId: string;
  /** 0: the buyer as a whole. */
  readonly groupKey: number;
  readonly groupId: string | null;
  readonly priceScheduleId: string | null;
}

/** A product as its visibility follows from it. */
export interface VisibilitySubject {
  readonly id: string;
  /** Its own setting. */
  readonly active: boolean;
  readonly parent: { readonly id: string; readonly active: boolean } | null;
  readonly content: ClassContent;
  /** One to the parties if there is such; else one to another group; null without any to the buyer. */
  readonly assignment: FoundAssignment | null;
  /** What a bundle consists of; null for anything else. */
  readonly components: readonly { readonly id: string; readonly seen: boolean }[] | null;
  /** IDs of the buyer's groups, by key. */
  readonly groupIds: ReadonlyMap<number, string>;
}

/** A rule before it is known which of all decides. */
export type TriedRule = Omit<ExplainedRule, "Decides">;

export interface VisibilityExplanation {
  readonly visible: boolean;
  readonly rules: readonly ExplainedRule[];
}

const nothing: ExplainedAssignment = {
  Model: null,
  CatalogID: null,
  CategoryID: null,
  ProductID: null,
  BuyerID: null,
  BuyerGroupID: null,
  UserGroupID: null,
  SellerID: null,
  PriceScheduleID: null,
  DiscountID: null,
  ViewAllProducts: null,
};

/** What decided a rule, by the properties that say it. */
export const found = (of: Partial<ExplainedAssignment>): ExplainedAssignment => ({ ...nothing, ...of });

/**
 * A rule that was tried.
 *
 * @param remedy what to change where it does not hold.
 */
export const tried = (
  Rule: NonNullable<ExplainedRule["Rule"]>,
  Holds: boolean,
  Message: string,
  remedy: string,
  Assignment: ExplainedAssignment | null = null,
): TriedRule => ({ Rule, Holds, Message, Remedy: Holds ? null : remedy, Assignment });

/**
 * Why parties see a product or do not: every rule of docs/behaviour/visibility-and-search.md §1.4 with what it met. The rules
 * themselves are those that decide what is seen (`rules.ts`).
 */
export function explainVisibility(
  snapshot: CatalogSnapshot,
  parties: Parties,
  subject: VisibilitySubject,
): VisibilityExplanation {
  const seen = seenCatalogs(snapshot, parties);
  const activity = activityRules(subject);
  const catalogs = catalogRules(snapshot, parties, subject);
  const within = subject.content.catalogs.flatMap((id) => seen.get(id) ?? []);
  const routes = [assignmentRule(parties, subject), ...within.flatMap((one) => routesOf(one, parties, subject))];
  const parts = componentRules(subject);
  const opened = routes.some(holds);
  const visible = activity.every(holds) && within.length > 0 && opened && parts.every(holds);
  // The first stage that fails decides; where none does, the first route that leads there.
  const failing = [
    activity.filter(fails),
    within.length > 0 ? [] : catalogs.filter(fails),
    opened ? [] : routes.filter(({ Holds, Rule }) => !Holds && Rule !== undefined),
    parts.filter(fails),
  ].find((stage) => stage.length > 0);
  const deciding = new Set(visible ? routes.filter(holds).slice(0, 1) : failing);
  const rules = [...activity, ...catalogs, ...(within.length > 0 ? routes : []), ...parts];
  return { visible, rules: rules.map((rule) => ({ ...rule, Decides: deciding.has(rule) })) };
}

const holds = ({ Holds }: TriedRule): boolean => Holds;
const fails = ({ Holds }: TriedRule): boolean => !Holds;

function activityRules({ id, active, parent }: VisibilitySubject): TriedRule[] {
  const rule = (name: "ProductActive" | "ParentActive", productId: string, isActive: boolean) =>
    tried(
      name,
      isActive,
      `Product ${productId} is ${isActive ? "" : "not "}active.`,
      `PATCH /v1/products/${productId} {"Active": true}.`,
      found({ Model: "Product", ProductID: productId }),
    );
  return [
    rule("ProductActive", id, active),
    ...(parent === null ? [] : [rule("ParentActive", parent.id, parent.active)]),
  ];
}

/** Whether the product is in a catalog that they see. */
function catalogRules(
  { facts, catalogs }: CatalogSnapshot,
  parties: Parties,
  { id, parent, content }: VisibilitySubject,
): TriedRule[] {
  const placed = parent?.id ?? id;
  if (content.catalogs.length === 0)
    return [
      tried(
        "ProductInCatalog",
        false,
        `Product ${placed} is in no catalog.`,
        `POST /v1/catalogs/productassignments {"CatalogID": …, "ProductID": "${placed}"} for a catalog of the buyer's.`,
      ),
    ];
  return content.catalogs.flatMap((CatalogID) => {
    const active = catalogs.get(CatalogID)?.active === true;
    const grants = facts.catalogGrants.filter(({ catalog }) => catalog === CatalogID);
    const theirs = grants.filter((grant) => reaches(grant, parties));
    const [grant] = theirs;
    return [
      tried(
        "ProductInCatalog",
        true,
        `Product ${placed} is in catalog ${CatalogID}.`,
        "",
        found({ Model: "ProductCatalogAssignment", CatalogID, ProductID: placed }),
      ),
      tried(
        "CatalogActive",
        active,
        `Catalog ${CatalogID} is ${active ? "" : "not "}active.`,
        `PATCH /v1/catalogs/${CatalogID} {"Active": true}.`,
        found({ Model: "Catalog", CatalogID }),
      ),
      tried(
        "CatalogAssignment",
        grant !== undefined,
        grant === undefined
          ? `Catalog ${CatalogID} is assigned neither to buyer ${parties.buyerId} nor to its buyer group.`
          : `Catalog ${CatalogID} is assigned to ${nameOf(grant)}.`,
        `POST /v1/catalogs/assignments {"CatalogID": "${CatalogID}", "BuyerID": "${parties.buyerId}", …}.`,
        grant === undefined ? null : catalogAssignment(grant),
      ),
    ];
  });
}

const nameOf = ({ buyer, buyerGroup }: CatalogGrant): string =>
  buyer === null ? `buyer group ${buyerGroup}` : `buyer ${buyer}`;

const catalogAssignment = ({ catalog, buyer, buyerGroup, viewAllProducts }: CatalogGrant): ExplainedAssignment =>
  found({
    Model: "CatalogAssignment",
    CatalogID: catalog,
    BuyerID: buyer,
    BuyerGroupID: buyerGroup,
    ViewAllProducts: viewAllProducts,
  });

/** Whether the product was assigned to them: by itself enough, in any catalog that they see. */
function assignmentRule(parties: Parties, { id, assignment }: VisibilitySubject): TriedRule {
  const { buyerId } = parties;
  const reaching = assignment !== null && areOf(assignment.groupKey, parties);
  const message =
    assignment === null
      ? `Product ${id} is not assigned to buyer ${buyerId} or its groups.`
      : reaching
        ? `Product ${assignment.productId} is assigned to ${assignment.groupId === null ? `buyer ${buyerId}` : `user group ${assignment.groupId}`}.`
        : `Product ${assignment.productId} is assigned to user group ${assignment.groupId}, which the user is not in.`;
  return tried(
    "ProductAssignment",
    reaching,
    message,
    `POST /v1/products/assignments {"ProductID": "${id}", "BuyerID": "${buyerId}", …}.`,
    assignment === null
      ? null
      : found({
          Model: "ProductAssignment",
          ProductID: assignment.productId,
          BuyerID: buyerId,
          UserGroupID: assignment.groupId,
          SellerID: assignment.sellerId,
          PriceScheduleID: assignment.priceScheduleId,
        }),
  );
}

/** Whether a catalog that they see shows the product: by its categories there, or by itself where it is in none. */
function routesOf(catalog: SeenCatalog, parties: Parties, { content, groupIds }: VisibilitySubject): TriedRule[] {
  const nodes = content.categories.flatMap(([of, id]) => (of === catalog.id ? (catalog.categories.get(id) ?? []) : []));
  if (nodes.length === 0)
    return [
      tried(
        "CatalogViewAllProducts",
        catalog.viewAllProducts,
        `The product is in no category of catalog ${catalog.id}, whose assignment has ViewAllProducts ${catalog.viewAllProducts}.`,
        `POST /v1/catalogs/assignments {"CatalogID": "${catalog.id}", "BuyerID": "${parties.buyerId}", "ViewAllProducts": true, …}.`,
        found({ Model: "CatalogAssignment", CatalogID: catalog.id, ViewAllProducts: catalog.viewAllProducts }),
      ),
    ];
  return nodes.map((node) => categoryRoute(node, catalog, parties, groupIds));
}

function categoryRoute(
  node: CategoryNode,
  catalog: SeenCatalog,
  parties: Parties,
  groupIds: ReadonlyMap<number, string>,
): TriedRule {
  const { id: CategoryID, catalog: CatalogID } = node;
  if (!node.active) {
    const inactive = inactiveAt(node);
    return tried(
      "CategoryActive",
      false,
      `Category ${CategoryID} of catalog ${CatalogID} shows nothing, since ${inactive.id} is not active.`,
      `PATCH /v1/catalogs/${CatalogID}/categories/${inactive.id} {"Active": true}.`,
      found({ Model: "Category", CatalogID, CategoryID: inactive.id }),
    );
  }
  const shows = resolved(node, "viewAllProducts", catalog, parties);
  const decided = decidingNode(node, "viewAllProducts", parties);
  const grant = decided?.grants.find((one) => one.viewAllProducts === shows && says(one, "viewAllProducts", parties));
  const by =
    decided === undefined ? `the assignment of catalog ${CatalogID}` : `an assignment of category ${decided.id}`;
  return tried(
    "CategoryViewAllProducts",
    shows,
    `The product is in category ${CategoryID} of catalog ${CatalogID}, for which ${by} says ViewAllProducts ${shows}.`,
    `POST /v1/catalogs/${CatalogID}/categories/assignments {"CategoryID": "${decided?.id ?? CategoryID}", "BuyerID": "${parties.buyerId}", "ViewAllProducts": true, …}.`,
    found({
      Model: decided === undefined ? "CatalogAssignment" : "CategoryAssignment",
      CatalogID,
      CategoryID: decided?.id ?? null,
      BuyerID: grant?.buyer ?? null,
      UserGroupID: grant === undefined || grant.group === 0 ? null : (groupIds.get(grant.group) ?? null),
      ViewAllProducts: shows,
    }),
  );
}

/** The highest category that is off, of one that shows nothing. */
function inactiveAt(node: CategoryNode): CategoryNode {
  return node.parentNode === undefined || node.parentNode.active ? node : inactiveAt(node.parentNode);
}

function componentRules({ id, components }: VisibilitySubject): TriedRule[] {
  if (components === null) return [];
  const seen = components.filter((one) => one.seen);
  const shown = seen.map((one) => one.id).join(", ");
  const all = components.map((one) => one.id).join(", ");
  return [
    tried(
      "BundleComponent",
      seen.length > 0,
      seen.length > 0
        ? `Of what bundle ${id} consists of, ${shown} is seen.`
        : components.length === 0
          ? `Bundle ${id} consists of nothing.`
          : `Of what bundle ${id} consists of, nothing is seen: ${all}.`,
      components.length === 0
        ? `POST /v1/bundles/productassignments {"BundleID": "${id}", "ProductID": …, "Required": …}.`
        : "Let the buyer see one of these products.",
    ),
  ];
}
