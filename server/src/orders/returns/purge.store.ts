import { tables } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";

const keptMs = 14 * 24 * 60 * 60_000;

/** Deletes returns that nobody submitted and nobody has touched for two weeks. */
export async function purgeReturns({ db, now }: Pick<Work, "db" | "now">): Promise<void> {
  await db.run(
    tables
      .deleteFrom("order_return")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("status", "=", "Unsubmitted")
      .where("last_updated", "<", new Date(now.getTime() - keptMs).toISOString()),
  );
}
