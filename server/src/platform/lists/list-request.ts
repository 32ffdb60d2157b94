import type { ListQuery } from "./list-query.ts";
import type { ListShape } from "./shape.ts";

/** What a client asks of a list, and what that list can address. */
export interface ListRequest {
  readonly query: ListQuery;
  readonly shape: ListShape;
}
