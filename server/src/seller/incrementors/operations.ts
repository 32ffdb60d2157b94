import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { invalidProperty } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { incrementorTable } from "./store.ts";

/** An ID has no room for more digits. */
const widest = 100;

/**
 * Counters that IDs refer to (docs/behaviour/conventions.md §4.1); `platform/crud/identifiers.ts` hands their numbers
 * out.
 */
export function incrementorOperations(): Implementation[] {
  return implement(
    "Incrementors",
    crud(
      new Resource(incrementorTable, {
        prepare(_work, { draft }) {
          if (draft.LeftPaddingCount < 0 || draft.LeftPaddingCount > widest)
            throw invalidProperty("Incrementor", "LeftPaddingCount", `LeftPaddingCount must be from 0 to ${widest}.`);
          if (draft.LastNumber < 0)
            throw invalidProperty("Incrementor", "LastNumber", "LastNumber must not be less than 0.");
        },
      }),
      {
        idParam: "incrementorID",
      },
    ),
  );
}
