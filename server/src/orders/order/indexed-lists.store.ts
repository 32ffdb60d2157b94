import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Filter, ListQuery } from "../../platform/lists/list-query.ts";
import type { FieldPath, Sort } from "../../platform/lists/shape.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";

/** Name of an order's property in a list: itself, or in a list of something else the part of a path that leads to it. */
type NameOf = (path: FieldPath) => string | undefined;

/** Properties of which one value leaves few submitted orders, or leaves them in their usual order. */
const identifying: ReadonlySet<string> = new Set(["ID", "FromCompanyID", "FromUserID"]);

/** Properties by each of which an index puts submitted orders in order. */
const ordering: ReadonlySet<string> = new Set(["DateSubmitted", "DateCreated", "LastUpdated", "Total", "ID"]);

/** Tells whether every condition names one value, as they do who know what they look for. */
export const namesValues = (conditions: readonly TypedCondition[]): boolean =>
  conditions.every((condition) => condition.kind === "compare" && condition.operator === "=" && !condition.negated);

const isOneStatus = ([condition, ...others]: readonly TypedCondition[]): boolean =>
  others.length === 0 && condition?.kind === "among" && !condition.negated && condition.values.length === 1;

const isRange = ([condition, ...others]: readonly TypedCondition[]): boolean =>
  others.length === 0 && condition?.kind === "compare" && !condition.negated;

/** Tells whether an index has submitted orders in that order. */
export const isOrdered = ([first, second, ...others]: readonly Sort[], nameOf: NameOf): boolean => {
  if (first === undefined || others.length > 0) return false;
  const name = nameOf(first.path);
  if (second === undefined) return name !== undefined && ordering.has(name);
  return name === "DateSubmitted" && nameOf(second.path) === "DateCreated" && first.descending === second.descending;
};

/** Tells whether lists are sorted by when orders were submitted, in which order indexes have those of a status, company or user. */
export const isBySubmission = ([first]: readonly Sort[], nameOf: NameOf): boolean =>
  first !== undefined && nameOf(first.path) === "DateSubmitted";

/** The property that a filter of one alternative is about, and its conditions. */
function about({ alternatives: [only, ...others] }: Filter, nameOf: NameOf) {
  const name = only && others.length === 0 ? nameOf(only.path) : undefined;
  return only === undefined || name === undefined ? undefined : { name, conditions: only.conditions };
}

/**
 * Tells whether an index that has orders as the list shows them passes over what the filter leaves out: those of one status,
 * company or user, or a stretch of what they are sorted by.
 */
function isPassedOver(filter: Filter, sort: readonly Sort[], nameOf: NameOf): boolean {
  const { name, conditions } = about(filter, nameOf) ?? { name: "", conditions: [] };
  if (name === "IsSubmitted") return true;
  if (name === "ID" && namesValues(conditions)) return true;
  if (isBySubmission(sort, nameOf)) {
    if (name === "Status") return isOneStatus(conditions);
    if (identifying.has(name) && namesValues(conditions)) return true;
  }
  const [first] = sort;
  return first !== undefined && ordering.has(name) && nameOf(first.path) === name && isRange(conditions);
}

/** The filters of a list of submitted orders, divided by whether an index passes over what they leave out. */
export function dividedFilters({ filters, sort }: ListQuery, nameOf: NameOf) {
  const passing: Filter[] = [];
  const rest: Filter[] = [];
  for (const filter of filters) (isPassedOver(filter, sort, nameOf) ? passing : rest).push(filter);
  return { passing, rest };
}

/** Tells whether every condition names how values begin. */
const areBegun = (conditions: readonly TypedCondition[]): boolean =>
  conditions.every((condition) => condition.kind === "like" && !condition.negated && condition.runs[0] !== "");

/** Tells whether an index finds what the filter leaves: values of extended properties, companies, users, beginnings of IDs, stretches. */
function isFound(filter: Filter, nameOf: NameOf): boolean {
  const { name, conditions } = about(filter, nameOf) ?? { name: "", conditions: [] };
  if (name === "ID" && areBegun(conditions)) return true;
  const named = name.split(".")[0] === "xp" || identifying.has(name);
  return (named && namesValues(conditions)) || (ordering.has(name) && isRange(conditions));
}

/** Tells whether a filter names values of the property, and asks for nothing else. */
export const namesValuesOf = ({ alternatives: [only, ...others] }: Filter, name: string): boolean =>
  only !== undefined && others.length === 0 && only.path.name === name && namesValues(only.conditions);

/** Tells whether a filter names a bound of the property, or a value, and asks for nothing else. */
export const isStretchOf = ({ alternatives: [only, ...others] }: Filter, name: string): boolean =>
  only !== undefined && others.length === 0 && only.path.name === name && isRange(only.conditions);

/** Conditions on the IDs that filters name, in a way of which plans know how many they are, over a folded ID. */
export const namedIds = (
  passing: readonly Filter[],
  folded: RawBuilder<unknown>,
  nameOf: NameOf,
): RawBuilder<unknown>[] =>
  passing
    .filter((filter) => {
      const asked = about(filter, nameOf);
      return asked?.name === "ID" && namesValues(asked.conditions);
    })
    .map((filter) => sql`${folded} = any(${namedBy(filter)}::text[])`);

/** The values that a filter names, in lower case. */
export const namedBy = ({ alternatives }: Filter): readonly string[] =>
  alternatives.flatMap(({ conditions }) =>
    conditions.flatMap((condition) => (condition.kind === "compare" ? condition.text.toLowerCase() : [])),
  );

/** What a list knows beside its filters of what indexes find. */
interface Found {
  readonly nameOf: NameOf;
  /** Bounds of DateCreated are asked for as well. */
  readonly isDated: boolean;
  /** Words are looked for as well, which an index has. */
  readonly isSearched: boolean;
  /** Names of the properties that are the ID of a line's product, and what those of the products are. */
  readonly products: {
    readonly names: readonly string[];
    /** Tells whether a path leads to a property of lines. */
    isOfLine(path: FieldPath): boolean;
    /** @param ids in lower case. */
    are(ids: readonly string[]): RawBuilder<unknown>;
    /** For lists of orders: a query for the `id` of the order of each line that has one. */
    orders?(ids: readonly string[]): RawBuilder<unknown>;
  };
}

/** What an index finds of what filters leave of submitted orders, or of their lines. */
interface FoundByIndex {
  /** What the index is to be told. */
  readonly conditions: readonly RawBuilder<unknown>[];
  /** As `FoundRows` has it. */
  readonly ids?: RawBuilder<unknown> | undefined;
  /** The filters that do not follow from it. */
  readonly rest: readonly Filter[];
  /** Those it knows as well. */
  readonly isWhole: boolean;
  /** All that is asked is when orders were created. */
  readonly isOfDates: boolean;
}

/** @returns undefined where no index finds it. */
export function foundBy(
  rest: readonly Filter[],
  { nameOf, isDated, isSearched, products }: Found,
): FoundByIndex | undefined {
  const ofProducts = rest.find((filter) => products.names.some((name) => namesValuesOf(filter, name)));
  const others = rest.filter((filter) => filter !== ofProducts);
  const isWhole = others.every((filter) => isFound(filter, nameOf));
  if (ofProducts !== undefined) {
    // With other filters on lines it must hold for the same line.
    const isAlone = !others.some(({ alternatives }) => alternatives.some(({ path }) => products.isOfLine(path)));
    const named = namedBy(ofProducts);
    return {
      conditions: [products.are(named)],
      ids: products.orders?.(named),
      rest: isAlone ? others : rest,
      isWhole,
      isOfDates: false,
    };
  }
  const isOfDates = !isSearched && rest.every((filter) => isDateCreated(filter, nameOf));
  const isAnyFound = isDated || isSearched || rest.some((filter) => isFound(filter, nameOf));
  return isAnyFound ? { conditions: [], rest, isWhole, isOfDates } : undefined;
}

const isDateCreated = (filter: Filter, nameOf: NameOf): boolean =>
  about(filter, nameOf)?.name === "DateCreated" && isFound(filter, nameOf);
