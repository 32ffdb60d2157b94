import type { ClassContent } from "./class-content.ts";
import type { CatalogGrant, CategoryFact, CategoryGrant, VisibilityFacts } from "./facts.store.ts";

/** Parties whose view it is: a buyer, the buyer group it is in, and the user groups of the person. */
export interface Parties {
  readonly buyerId: string;
  readonly buyerGroupId: string | null;
  readonly groupKeys: readonly number[];
}

/** A category with its place in the tree. */
export interface CategoryNode extends CategoryFact {
  readonly parentNode: CategoryNode | undefined;
  readonly children: CategoryNode[];
  /** It and all above it are active. */
  readonly active: boolean;
  /** 1 for a root. */
  readonly level: number;
  readonly grants: readonly CategoryGrant[];
}

export interface CatalogTree {
  readonly id: string;
  readonly active: boolean;
  /** By ID as stored. */
  readonly categories: ReadonlyMap<string, CategoryNode>;
}

/** The facts arranged for look-up; catalogs by ID as stored. */
export interface CatalogSnapshot {
  readonly facts: VisibilityFacts;
  readonly catalogs: ReadonlyMap<string, CatalogTree>;
}

/**
 * A catalog that the parties see, with the settings that hold where no category decides
 * (docs/behaviour/visibility-and-search.md §1.1).
 */
export interface SeenCatalog extends CatalogTree {
  readonly viewAllCategories: boolean;
  readonly viewAllProducts: boolean;
}

/** Arranges facts: categories into trees, their assignments at the nodes. */
export function buildSnapshot(facts: VisibilityFacts): CatalogSnapshot {
  const grants = new Map<string, CategoryGrant[]>();
  for (const grant of facts.categoryGrants) {
    const key = keyOf(grant.catalog, grant.category);
    const known = grants.get(key);
    if (known === undefined) grants.set(key, [grant]);
    else known.push(grant);
  }
  const byCatalog = new Map<string, CategoryFact[]>(facts.catalogs.map(({ id }) => [id, []]));
  for (const category of facts.categories) byCatalog.get(category.catalog)?.push(category);
  return {
    facts,
    catalogs: new Map(
      facts.catalogs.map(({ id, active }) => [id, { id, active, categories: treeOf(byCatalog.get(id) ?? [], grants) }]),
    ),
  };
}

const keyOf = (catalog: string, category: string): string => JSON.stringify([catalog, category]);

function treeOf(
  categories: readonly CategoryFact[],
  grants: ReadonlyMap<string, CategoryGrant[]>,
): Map<string, CategoryNode> {
  const facts = new Map(categories.map((category) => [category.id, category]));
  const nodes = new Map<string, CategoryNode>();
  const underway = new Set<string>();
  const place = (fact: CategoryFact): CategoryNode => {
    const known = nodes.get(fact.id);
    if (known !== undefined) return known;
    underway.add(fact.id);
    // Two changes at the same moment could put each of two categories under the other: then one counts as a root.
    const parentFact = fact.parent === null || underway.has(fact.parent) ? undefined : facts.get(fact.parent);
    const parentNode = parentFact === undefined ? undefined : place(parentFact);
    underway.delete(fact.id);
    const node: CategoryNode = {
      ...fact,
      parentNode,
      children: [],
      active: fact.active && (parentNode?.active ?? true),
      level: (parentNode?.level ?? 0) + 1,
      grants: grants.get(keyOf(fact.catalog, fact.id)) ?? [],
    };
    parentNode?.children.push(node);
    nodes.set(fact.id, node);
    return node;
  };
  for (const fact of categories) place(fact);
  return nodes;
}

/** Tells whether a catalog is assigned to the parties: to the buyer, or to its buyer group. */
export const reaches = (
  { buyer, buyerGroup }: Pick<CatalogGrant, "buyer" | "buyerGroup">,
  { buyerId, buyerGroupId }: Parties,
): boolean => buyer === buyerId || (buyerGroup !== null && buyerGroup === buyerGroupId);

/** The catalogs that the parties see: active, and assigned to the buyer or its buyer group; settings of both add up. */
export function seenCatalogs({ facts, catalogs }: CatalogSnapshot, parties: Parties): Map<string, SeenCatalog> {
  const seen = new Map<string, SeenCatalog>();
  for (const grant of facts.catalogGrants) {
    const tree = catalogs.get(grant.catalog);
    if (!reaches(grant, parties) || tree === undefined || !tree.active) continue;
    const known = seen.get(grant.catalog);
    seen.set(grant.catalog, {
      ...tree,
      viewAllCategories: grant.viewAllCategories || (known?.viewAllCategories ?? false),
      viewAllProducts: grant.viewAllProducts || (known?.viewAllProducts ?? false),
    });
  }
  return seen;
}

type Setting = "visible" | "viewAllProducts";

/** Tells whether the parties are of this group of their buyer; 0 is the buyer as a whole. */
export const areOf = (group: number, { groupKeys }: Parties): boolean => group === 0 || groupKeys.includes(group);

/** Tells whether an assignment of a category to the parties has a setting. */
export const says = (grant: CategoryGrant, setting: Setting, parties: Parties): boolean =>
  grant[setting] !== null && grant.buyer === parties.buyerId && areOf(grant.group, parties);

/** The nearest category upwards of which an assignment to the parties has a setting; undefined: the catalog decides. */
export function decidingNode(category: CategoryNode, setting: Setting, parties: Parties): CategoryNode | undefined {
  let node: CategoryNode | undefined = category;
  while (node !== undefined && !node.grants.some((grant) => says(grant, setting, parties))) node = node.parentNode;
  return node;
}

/**
 * A setting of a category for the parties: of the nearest category upwards that has one, else the catalog's. Where several
 * assignments of that category disagree, true wins (docs/behaviour/visibility-and-search.md §1.2).
 */
export function resolved(category: CategoryNode, setting: Setting, catalog: SeenCatalog, parties: Parties): boolean {
  const node = decidingNode(category, setting, parties);
  if (node === undefined) return setting === "visible" ? catalog.viewAllCategories : catalog.viewAllProducts;
  return node.grants.some((grant) => grant[setting] === true && says(grant, setting, parties));
}

/** Tells whether the category is listed for the parties (docs/behaviour/visibility-and-search.md §1.3). */
export const isCategorySeen = (category: CategoryNode, catalog: SeenCatalog, parties: Parties): boolean =>
  category.active && resolved(category, "visible", catalog, parties);

/** Tells whether the products of a class were assigned to the parties themselves. */
export const isAssigned = (content: ClassContent, parties: Parties): boolean =>
  content.parties.some(([buyer, group]) => buyer === parties.buyerId && areOf(group, parties));

/** A class of products, by the number that products carry. */
type VisibilityClass = VisibilityFacts["classes"][number];

/**
 * The classes that the parties see. A bundle is seen where a product is and something of what it consists of is seen as
 * well (docs/behaviour/catalog.md §5); bundles consist of no bundles.
 */
export function seenClasses(
  classes: readonly VisibilityClass[],
  catalogs: ReadonlyMap<string, SeenCatalog>,
  parties: Parties,
): VisibilityClass[] {
  const seen = classes.filter(({ content }) => isClassSeen(content, catalogs, parties));
  const ids = new Set(seen.map(({ id }) => id));
  return seen.filter(({ content: { components } }) => components === undefined || components.some((id) => ids.has(id)));
}

/**
 * Tells whether the parties see the products of a class by themselves (docs/behaviour/visibility-and-search.md §1.4): active, in a
 * catalog that they see, and there assigned to them, or in an active category that shows its products, or in no
 * category while the catalog shows all.
 */
function isClassSeen(content: ClassContent, catalogs: ReadonlyMap<string, SeenCatalog>, parties: Parties): boolean {
  if (!content.active) return false;
  const seen = content.catalogs.map((id) => catalogs.get(id)).filter((catalog) => catalog !== undefined);
  if (seen.length === 0) return false;
  if (isAssigned(content, parties)) return true;
  return seen.some((catalog) => {
    const categories = content.categories.flatMap(([catalogId, id]) => {
      const node = catalogId === catalog.id ? catalog.categories.get(id) : undefined;
      return node === undefined ? [] : [node];
    });
    if (categories.length === 0) return catalog.viewAllProducts;
    return categories.some((node) => node.active && resolved(node, "viewAllProducts", catalog, parties));
  });
}

/** Tells whether some discount is given to the parties. */
export const isDiscounted = ({ discounted }: VisibilityFacts, parties: Parties): boolean =>
  discounted.some(({ buyer, buyerGroup, group }) =>
    buyer === null ? buyerGroup === parties.buyerGroupId : buyer === parties.buyerId && areOf(group, parties),
  );
