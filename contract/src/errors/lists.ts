import { error } from "../error.ts";
import { integer, text } from "../field.ts";

/** Options of lists that do not fit. */
export const listErrors = {
  "List.InvalidPageSize": error(400, "pageSize is not valid.", "Send a number from 1 to 100.", { Value: text() }),
  "List.InvalidProperty": error(400, "Property does not exist.", "Filter by a property of the model in Data.", {
    ModelType: text(),
    PropertyName: text(),
  }),
  "List.InvalidSearchProperty": error(
    400,
    "The property cannot be searched.",
    "Name properties that the operation's searchOn lists.",
    { ModelType: text(), PropertyName: text() },
  ),
  "List.InvalidSortProperty": error(
    400,
    "The list cannot be sorted by this property.",
    "Name properties that the operation's sortBy lists.",
    { ModelType: text(), PropertyName: text() },
  ),
  "List.InvalidType": error(
    400,
    "The value does not fit the type of the property.",
    "Send a value of the property's type.",
    {
      PropertyName: text(),
      ModelType: text({ nullable: true }),
      Resource: text({ nullable: true }),
      Value: text({ nullable: true }),
    },
  ),
  "Search.InvalidQuery": error(
    400,
    "The query asks for too much at once.",
    "Ask for no more than the limit that Data and the message name; read by several requests what needs more.",
    {
      Parameter: text({ nullable: true }),
      Given: integer(),
      Maximum: integer(),
    },
  ),
  "Search.ResultSetTooLarge": error(
    400,
    "Results beyond the first 100,000 cannot be listed; narrow the search.",
    "Narrow the list by search or filters.",
    { MaximumItems: integer() },
  ),
  "Search.ExceedsRebuildLimit": error(
    400,
    "The index was rebuilt as often as it may be for now.",
    "Wait; the limit is per day.",
  ),
};
