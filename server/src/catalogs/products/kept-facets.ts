import type { ListFacet } from "@orderwell/contract";

/** Facets of a whole list as they were counted, and the state of the products they were counted in. */
export interface KeptFacets {
  /** The version of the marketplace's visibility and the number of changes to its products. */
  readonly state: string;
  readonly facets: readonly ListFacet[];
}

const mostLists = 1_000;
const lists = new Map<string, KeptFacets>();

/** What this process kept of the list of all products that a company reads. */
export const keptFacets = (marketplaceId: string, companyId: string): KeptFacets | undefined =>
  lists.get(`${marketplaceId}\0${companyId}`);

/** Keeps the facets of such a list; the ones kept longest make room. */
export function keepFacets(marketplaceId: string, companyId: string, kept: KeptFacets): void {
  const key = `${marketplaceId}\0${companyId}`;
  lists.delete(key);
  lists.set(key, kept);
  const [oldest] = lists.keys();
  if (lists.size > mostLists && oldest !== undefined) lists.delete(oldest);
}
