import { anything, embedded, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

const failure = {
  ErrorCode: text("What happened, for programs: match this."),
  Message: text("What happened, for people; may change."),
  Data: anything("Particulars, by code; null where there are none."),
};

export const error = model(
  "Error",
  {
    StatusCode: integer("HTTP status of the failure."),
    ...failure,
  },
  "One entry of `Errors`, as delivered to the target of an error configuration.",
);

export const apiError = model("ApiError", { ...failure }, "One entry of the `Errors` of a failed call.");

export const meta = model(
  "Meta",
  {
    Page: integer("Page that was asked for, from 1."),
    PageSize: integer("Most items that a page holds."),
    TotalCount: integer(
      "Items on all pages. Exact, but that a large one of orders or of lines across orders may be a minute old.",
    ),
    TotalPages: integer("Pages there are; 0 without items."),
    ItemRange: listOf(integer(), "Numbers of the first and last item of the page, from 1."),
    NextPageKey: text("`pageKey` of the next page. Null: none, or the list has no keys."),
  },
  "Position and size of a page.",
);

export const metaWithFacets = model(
  "MetaWithFacets",
  {
    Facets: listOf(embedded("ListFacet"), "Values to narrow the list by, facets in their order."),
    ...meta.fields,
  },
  "Position and size of a page, and the facets of the whole result.",
);

export const listPage = model(
  "ListPage",
  {
    Items: listOf(anything(), "What was found, in the order asked for."),
    Meta: embedded("Meta", "Which page this is, and how many there are."),
  },
  "A page of a list.",
);

export const listPageWithFacets = model(
  "ListPageWithFacets",
  {
    Items: listOf(anything(), "What was found, in the order asked for."),
    Meta: embedded("MetaWithFacets", "Which page this is, how many there are, and facets."),
  },
  "A page of a list of products.",
);

export const listFacet = model(
  "ListFacet",
  {
    Name: text("Heading of the product facet."),
    XpPath: text("Path under `xp` to filter by: `xp.` and this."),
    Values: listOf(embedded("ListFacetValue"), "Values found, the most frequent first."),
    xp: xp("Extended properties of the product facet."),
  },
  "Values of a product facet among the results. Filters on the facet itself are not applied to its counts.",
);

export const listFacetValue = model(
  "ListFacetValue",
  {
    Value: text("The value as text, to filter by."),
    Count: integer("Results that have it."),
  },
  "Value, and the number of results that have it.",
);
