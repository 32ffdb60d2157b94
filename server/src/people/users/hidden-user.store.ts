import type { Db } from "../../platform/db/db.ts";
import { tables } from "../../platform/db/sql.ts";

/** Both names of the hidden user, by which clients know it. */
const defaultUser = "Default User";

/** Adds the hidden seller user that the portal tokens of a marketplace's owner act as; its ID and username are GUIDs. */
export async function addHiddenUser(
  db: Db,
  marketplaceId: string,
  { id, username }: { readonly id: string; readonly username: string },
  now: Date,
): Promise<void> {
  await db.run(
    tables.insertInto("app_user").values({
      marketplace_id: marketplaceId,
      id,
      username,
      first_name: defaultUser,
      last_name: defaultUser,
      terms_accepted: now,
      password_last_set_date: now,
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
