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

export const beyondWindow = (window: number): ApiError =>
  apiError("Search.ResultSetTooLarge", { MaximumItems: window }, `Only the first ${window} items can be paged to.`);

export const tooManyFilters = (given: number, most: number): ApiError =>
  apiError("Search.InvalidQuery", { Filters: given, MaximumFilters: most }, `A list takes at most ${most} filters.`);
