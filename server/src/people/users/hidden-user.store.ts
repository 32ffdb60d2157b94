import type { Db } from "../../platform/db/db.ts";
import { tables } from "../../platform/db/sql.ts";

/** Adds the hidden seller user that the portal tokens of a marketplace's owner act as. */
export async function addHiddenUser(db: Db, marketplaceId: string, id: string, now: Date): Promise<void> {
  await db.run(
    tables.insertInto("app_user").values({
      marketplace_id: marketplaceId,
      id,
      username: id,
      first_name: "Default",
      last_name: "User",
      active: true,
      hidden: true,
      date_created: now,
    }),
  );
}

export const findHiddenUser = (
  db: Db,
  marketplaceId: string,
): Promise<{ readonly key: number; readonly username: string; readonly tokenVersion: number } | undefined> =>
  db.row(
    tables
      .selectFrom("app_user")
      .select(["key", "username", "token_version as tokenVersion"])
      .where("marketplace_id", "=", marketplaceId)
      .where("hidden", "=", true),
  );
