import { invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { addXpIndex, removeXpIndex, xpIndexTable } from "./store.ts";

/**
 * Paths into extended properties that clients filter lists by (docs/behaviour/conventions.md §8). Every path can be
 * filtered here without one: they are records that clients write and read back. Products are no thing type, so naming
 * them is refused.
 */
export function xpIndexOperations(): Implementation[] {
  return implement("XpIndices", {
    List: ({ db, list }) => xpIndexTable.list(db, {}, list),
    async Put({ db, body }) {
      const key = body.Key?.replace(/^xp\./i, "") ?? "";
      if (!body.ThingType) throw invalidProperty("XpIndex", "ThingType", "ThingType is required.");
      if (key === "") throw invalidProperty("XpIndex", "Key", "Key is required.");
      if (key.length > longest)
        throw invalidProperty("XpIndex", "Key", `Key must not be longer than ${longest} characters.`);
      await addXpIndex(db, body.ThingType, key);
    },
    async Delete({ db, path }) {
      if (!(await removeXpIndex(db, path.thingType, path.key))) throw notFound("XpIndex", path.key);
    },
  });
}

/** Longest path. */
const longest = 500;
