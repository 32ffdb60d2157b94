import { enums, models, operations } from "@orderwell/contract";
import { type ApiError, invalidProperty, ApiError as Refusal } from "../../platform/errors/api-error.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import { parsePairs } from "../../platform/lists/pairs.ts";
import { parseList } from "../../platform/lists/parse.ts";
import { listShape } from "../../platform/lists/shape.ts";
import { productListShape } from "../products/list.store.ts";

const { list, reply } = operations["Products.List"] ?? {};
if (list === undefined || reply === undefined) throw new Error("Products are not listed");
const shape = listShape(list, models[reply.model], models, enums, productListShape);

/** Arguments of lists that are no filters. */
const noFilters = new Set(["page", "pagesize", "pagekey", "search", "searchtype", "searchon", "depth", "sortby"]);

/**
 * The filters that the text of a discount's `ProductFilter` means, as they would stand in the URL of a list of products.
 *
 * @throws ApiError ValidationFailure (ProductFilter)
 */
export function productFilters(text: string): readonly Filter[] {
  const pairs = parsePairs(text);
  const other = pairs.find(({ name, value }) => noFilters.has(name.toLowerCase()) || value === "");
  if (other !== undefined || pairs.length === 0)
    throw refused(`ProductFilter must hold filters of a list of products, such as xp.Color=red.`);
  try {
    return parseList(pairs, shape, new Set()).filters;
  } catch (error) {
    if (error instanceof Refusal) throw refused(`ProductFilter cannot be used: ${error.message}`);
    throw error;
  }
}

const refused = (message: string): ApiError => invalidProperty("Discount", "ProductFilter", message);
