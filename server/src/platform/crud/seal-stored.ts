import type { ModelName } from "@orderwell/contract";
import type { Db } from "../db/db.ts";
import { columnName, sql } from "../db/sql.ts";
import type { SecretBox } from "../secret-box.ts";
import { modelFields } from "./fields.ts";
import { sealedFor } from "./sealed-properties.ts";

/** Mark of a secret that was stored before secrets were sealed (migration 0007). */
const mark = "plain:";
/** Rows that are sealed before the next are read. */
const portion = 200;

/**
 * Seals the secrets of a table that were stored before there was a key at hand, in all marketplaces. To be done at every
 * start, before anything is served; where none is left it is one look.
 */
export async function sealStored(
  db: Db,
  box: SecretBox,
  { name, model }: { readonly name: string; readonly model: ModelName },
): Promise<void> {
  for (const [property, { secret }] of Object.entries(modelFields(model))) {
    if (!secret) continue;
    const column = sql.ref(columnName(property));
    const table = sql.table(name);
    for (;;) {
      const rows = await db.rows<{ marketplaceId: string; kept: string }>(sql`
        select marketplace_id as "marketplaceId", ${column} as kept from ${table}
        where ${column} like ${`${mark}%`} limit ${portion}`);
      if (rows.length === 0) break;
      for (const { marketplaceId, kept } of rows)
        await db.run(sql`
          update ${table} set ${column} = ${box.seal(kept.slice(mark.length), sealedFor(name))}
          where marketplace_id = ${marketplaceId} and ${column} = ${kept}`);
    }
  }
}
