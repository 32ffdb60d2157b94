import type { ListQuery } from "./list-query.ts";
import type { ListShape } from "./shape.ts";

/** Request of a client to a list, and the properties that the list can address. */
export interface ListRequest {
  readonly query: ListQuery;
  readonly shape: ListShape;
}
