import { anything, embedded, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const error = model(
  "Error",
  {
    StatusCode: integer(),
    ErrorCode: text(),
    Message: text(),
    Data: anything(),
  },
  "One entry of `Errors`, as delivered to the target of an error configuration.",
);

export const apiError = model(
  "ApiError",
  {
    ErrorCode: text(),
    Message: text(),
    Data: anything(),
  },
  "One entry of the `Errors` of a failed call.",
);

export const meta = model(
  "Meta",
  {
    Page: integer(),
    PageSize: integer(),
    TotalCount: integer(),
    TotalPages: integer(),
    ItemRange: listOf(integer()),
    NextPageKey: text(),
  },
  "Position and size of a page.",
);

export const metaWithFacets = model(
  "MetaWithFacets",
  {
    Facets: listOf(embedded("ListFacet")),
    ...meta.fields,
  },
  "Position and size of a page, and the facets of the whole result.",
);

export const listPage = model(
  "ListPage",
  {
    Items: listOf(anything()),
    Meta: embedded("Meta"),
  },
  "A page of a list.",
);

export const listPageWithFacets = model(
  "ListPageWithFacets",
  {
    Items: listOf(anything()),
    Meta: embedded("MetaWithFacets"),
  },
  "A page of a list of products.",
);

export const listFacet = model(
  "ListFacet",
  {
    Name: text(),
    XpPath: text(),
    Values: listOf(embedded("ListFacetValue")),
    xp: xp(),
  },
  "Values of a product facet among the results.",
);

export const listFacetValue = model(
  "ListFacetValue",
  {
    Value: text(),
    Count: integer(),
  },
  "How many results have a value.",
);
