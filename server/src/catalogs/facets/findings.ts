import type { ListFacet } from "@orderwell/contract";
import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { FieldPath } from "../../platform/lists/shape.ts";

/** What a search and filters find among some products, as long as none of these changes. */
export interface Finding {
  /** Differs after every change of one of the products in what they are found and ordered by. */
  readonly state: string;
  readonly total: number;
  readonly facets: readonly ListFacet[];
}

/**
 * Properties whose every change counts as one of the product (`productsChanged`). Stock, prices and parts of products
 * change without: what asks for them is found anew each time.
 */
const settled = new Set(["ID", "Name", "Description", "OwnerID", "xp"]);

const isSettled = ({ segments: [root = ""] }: FieldPath): boolean => settled.has(root);

/** Whether what a list asks for can only find something else once a product has changed. */
export const findsTheSame = ({ search, filters, sort }: ListQuery): boolean =>
  (search?.on ?? []).every(({ path }) => isSettled(path)) &&
  filters.every(({ alternatives }) => alternatives.every(({ path }) => isSettled(path))) &&
  sort.every(({ path }) => isSettled(path));

/** The same text for the same search, filters and other arguments, whatever the page and its order. */
export const questionOf = ({ search, filters }: ListQuery, ...others: readonly unknown[]): string =>
  JSON.stringify([search, filters, ...others], pathsByName);

/** The same text for the same page in the same order. */
export const pageNumber = ({ page, pageSize, sort, sorted }: ListQuery): string =>
  JSON.stringify([page, pageSize, sorted && sort], pathsByName);

const pathsByName = (key: string, value: unknown): unknown => (key === "path" ? (value as FieldPath).name : value);

/** Memory of facets: their values and what surrounds each. */
const facetsBytes = (facets: readonly ListFacet[]): number =>
  facets.reduce(
    (sum, { Values }) => (Values ?? []).reduce((of, { Value }) => of + 64 + textBytes(String(Value)), sum + 300),
    0,
  );

/** Memory for findings of one kind. */
const maxBytes = 32_000_000;

/** Findings of a process, by the products that were looked through and the question. */
export class Findings<Found extends Finding = Finding> {
  readonly #kept: BoundedCache<Found>;

  /** @param moreBytes of what a finding holds beside total and facets. */
  constructor(name: string, moreBytes: (found: Found) => number = () => 0) {
    this.#kept = new BoundedCache<Found>(name, {
      maxBytes,
      bytesOf: (found) => textBytes(found.state) + facetsBytes(found.facets) + moreBytes(found),
    });
  }

  get(among: string, question: string): Found | undefined {
    return this.#kept.get(`${among}\0${question}`);
  }

  keep(among: string, question: string, found: Found): void {
    this.#kept.set(`${among}\0${question}`, found);
  }

  drop(among: string, question: string): void {
    this.#kept.delete(`${among}\0${question}`);
  }
}
