import type { Limit } from "@orderwell/contract";
import { type ApiError, apiError } from "../errors/api-error.ts";

/** No such property, or none that this list can filter or sort by at all. */
export const unknownProperty = (model: string, property: string): ApiError =>
  apiError("List.InvalidProperty", { ModelType: model, PropertyName: property });

export const notSearchable = (model: string, property: string): ApiError =>
  apiError(
    "List.InvalidSearchProperty",
    { ModelType: model, PropertyName: property },
    `${property} cannot be searched on this list.`,
  );

export const notSortable = (model: string, property: string): ApiError =>
  apiError(
    "List.InvalidSortProperty",
    { ModelType: model, PropertyName: property },
    `${property} cannot be sorted by on this list.`,
  );

/** A value that the property's type cannot hold. `expected` completes "must be …". */
export const untypable = (model: string, property: string, value: string, expected: string): ApiError =>
  apiError(
    "List.InvalidType",
    { ModelType: model, PropertyName: property, Value: value },
    `${property} must be ${expected}.`,
  );

export const invalidPageSize = (value: string): ApiError => apiError("List.InvalidPageSize", { Value: value });

export const beyondWindow = ({ most }: Limit): ApiError =>
  apiError("Search.ResultSetTooLarge", { MaximumItems: most }, `Only the first ${most} items can be paged to.`);

/** More of something than one request may ask for. @param parameter as the client wrote it; null for the query as a whole. */
export const beyondLimit = (parameter: string | null, { most, what }: Limit, given: number): ApiError =>
  apiError(
    "Search.InvalidQuery",
    { Parameter: parameter, Given: given, Maximum: most },
    `${parameter ?? "A list"} takes at most ${most} ${what}.`,
  );
