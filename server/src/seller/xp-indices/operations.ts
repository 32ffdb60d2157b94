import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";

const table = new Table("xp_index", "XpIndex");

/**
 * Paths into extended properties that clients filter lists by (docs/behaviour/conventions.md §8). Every path can be
 * filtered here without one: they are records that clients write and read back. Products are no thing type, so naming
 * them is refused.
 */
export function xpIndexOperations(): Implementation[] {
  return implement("XpIndices", {
    List: ({ db, list }) => table.list(db, {}, list),
    async Put({ db, body }) {
      const key = body.Key?.replace(/^xp\./i, "") ?? "";
      if (!body.ThingType) throw invalidProperty("XpIndex", "ThingType", "ThingType is required.");
      if (key === "") throw invalidProperty("XpIndex", "Key", "Key is required.");
      if (key.length > longest)
        throw invalidProperty("XpIndex", "Key", `Key must not be longer than ${longest} characters.`);
      await db.run(sql`
        insert into xp_index (marketplace_id, thing_type, key) values (${db.marketplaceId}, ${body.ThingType}, ${key})
        on conflict do nothing`);
    },
    async Delete({ db, path }) {
      const removed = await db.run(sql`
        delete from xp_index
        where marketplace_id = ${db.marketplaceId} and thing_type = ${path.thingType} and key = ${path.key}`);
      if (removed === 0) throw notFound("XpIndex", path.key);
    },
  });
}

/** Longest path. */
const longest = 500;
