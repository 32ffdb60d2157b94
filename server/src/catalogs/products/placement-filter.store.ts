import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { type ApiError, apiError, combined } from "../../platform/errors/api-error.ts";
import type { Columns } from "../../platform/lists/columns.ts";
import { type Condition, parseConditions } from "../../platform/lists/condition.ts";
import { conditionsExceed } from "../../platform/lists/excess.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { FieldPath } from "../../platform/lists/shape.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";
import { filterSql } from "../../platform/lists/where.ts";

/** Named arguments that filter products by where they are placed; each takes the operators of filters. */
export interface PlacementArguments {
  readonly catalogID?: string | undefined;
  readonly categoryID?: string | undefined;
  readonly supplierID?: string | undefined;
}

/** The arguments as conditions. */
export interface PlacementConditions {
  /**
   * Over the alias `v` of visibility classes: where products are placed is all in their class, so that a few classes are
   * looked at instead of many products, and their counters give the total.
   */
  readonly classes: readonly RawBuilder<unknown>[];
  /** Over the alias `t` of products. */
  readonly products: readonly RawBuilder<unknown>[];
}

/**
 * Products in catalogs and categories, and those that suppliers sell (docs/behaviour/visibility-and-search.md §3).
 * Children are where their parent is.
 *
 * @throws ApiError Product.CategoryFilterRequiresCatalogID unless a catalog is named along with the category; Search.InvalidQuery
 *   for more values than filters take
 */
export function placementConditions(named: PlacementArguments): PlacementConditions {
  const catalog = conditionsOf("catalogID", named.catalogID);
  const category = conditionsOf("categoryID", named.categoryID);
  const supplier = conditionsOf("supplierID", named.supplierID);
  const catalogs = catalog.filter(({ negated }) => !negated);
  if (category.length > 0 && (catalogs.length === 0 || catalogs.length < catalog.length))
    throw apiError("Product.CategoryFilterRequiresCatalogID");
  const classes: RawBuilder<unknown>[] = [];
  if (catalog.length > 0)
    classes.push(
      holds(
        catalog,
        sql`c.id`,
        (test) => sql`exists (
        select from jsonb_array_elements_text(v.content -> 'catalogs') as c(id) where ${test})`,
      ),
    );
  if (category.length > 0) {
    const inCatalog = holds(catalogs, sql`(c.pair ->> 0)`, (test) => test);
    classes.push(
      holds(
        category,
        sql`(c.pair ->> 1)`,
        (test) => sql`exists (
        select from jsonb_array_elements(v.content -> 'categories') as c(pair) where ${inCatalog} and ${test})`,
      ),
    );
  }
  const products: RawBuilder<unknown>[] = [];
  if (supplier.length > 0)
    products.push(
      holds(
        supplier,
        sql`s.supplier_id`,
        (test) => sql`exists (select from product_supplier s
        where s.marketplace_id = t.marketplace_id and s.product_id in (t.id, t.parent_id) and ${test})`,
      ),
    );
  return { classes, products };
}

/** The classes that meet all conditions, as a condition over products. */
export const inClasses = (marketplaceId: string, classes: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql`t.visibility_class_id in (select v.id from visibility_class v
    where v.marketplace_id = ${marketplaceId} and ${allOf(classes)})`;

function conditionsOf(name: string, value: string | undefined): readonly Condition[] {
  const conditions = value === undefined ? [] : parseConditions(value);
  const mistakes: ApiError[] = [];
  if (conditionsExceed(name, conditions, mistakes)) throw combined(mistakes);
  return conditions;
}

/** The conditions on a text that stands in rows of its own. */
function holds(
  conditions: readonly Condition[],
  value: RawBuilder<unknown>,
  exists: (test: RawBuilder<boolean>) => RawBuilder<boolean>,
): RawBuilder<boolean> {
  const columns: Columns = {
    of: () => ({
      kind: "related",
      relation: { exists, columns: { of: () => ({ kind: "scalar", sql: value, nullable: false }) } },
      column: { kind: "scalar", sql: value, nullable: false },
    }),
  };
  // Every condition fits a text.
  const filter: Filter = { alternatives: [{ path: argument, conditions: conditions as readonly TypedCondition[] }] };
  return filterSql([filter], columns);
}

const argument: FieldPath = {
  name: "ID",
  segments: ["ID"],
  type: "text",
  tree: false,
  free: false,
  nullable: false,
};

/** Tells whether a list leaves out nothing by itself, so that counters know its length. */
export const isPlain = ({ query }: Pick<ListRequest, "query">): boolean =>
  query.filters.length === 0 && query.search === undefined;
