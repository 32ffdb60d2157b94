import type { LocaleAssignment } from "@orderwell/contract";
import { AssignmentTable } from "../../parties/index.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";

export const localeTable = new Table("locale", "Locale", {
  violations: { locale_language_currency_key: () => apiError("Locale.DuplicateLanguageAndCurrency") },
});

export const localeAssignments = new AssignmentTable<LocaleAssignment>("locale_assignment", {
  levels: ["Company", "Group"],
  company: "buyer",
  select: { LocaleID: sql`t.locale_id` },
  key: sql`marketplace_id, locale_id, buyer_id, coalesce(group_key, 0)`,
});

/** The condition that an assignment is of a locale. */
export const ofLocale = (marketplaceId: string, id: string): RawBuilder<boolean> =>
  refersTo("t.locale_id", marketplaceId, "locale", id);

/** The stored ID of a locale and who owns it. */
export const findLocale = (
  db: TenantDb,
  id: string,
): Promise<{ readonly id: string; readonly owner: string } | undefined> =>
  db.row(
    tables
      .selectFrom("locale")
      .select(["id", "owner_id as owner"])
      .where("marketplace_id", "=", db.marketplaceId)
      .where(idIs("id", id)),
  );

/** Deletes the locales that a supplier owns, with their assignments. */
export async function deleteLocalesOf(db: TenantDb, ownerId: string): Promise<void> {
  await db.run(
    tables.deleteFrom("locale").where("marketplace_id", "=", db.marketplaceId).where("owner_id", "=", ownerId),
  );
}
