import type { LocaleAssignment } from "@orderwell/contract";
import { callerMaySellTo, ownerOf } from "../../companies/index.ts";
import { AssignmentTable, partyIds, resolveParty } from "../../parties/index.ts";
import type { Caller } from "../../platform/access/caller.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";

export const localeTable = new Table("locale", "Locale", {
  violations: { locale_language_currency_key: () => apiError("Locale.DuplicateLanguageAndCurrency") },
});
const assigned = new AssignmentTable<LocaleAssignment>("locale_assignment", {
  levels: ["Company", "Group"],
  company: "buyer",
  select: { LocaleID: sql`t.locale_id` },
  object: ["locale_id"],
  key: sql`marketplace_id, locale_id, buyer_id, coalesce(group_key, 0)`,
});

/** Everybody reads locales; sellers write all of them, suppliers their own, buyers none. */
function checkOwner(caller: Caller, ownerId: string): void {
  if (caller.userType === "Buyer" || (caller.userType === "Supplier" && ownerId !== caller.companyId))
    throw apiError("Auth.UserNotAuthorizedToAdmin");
}

async function localeOf({ db, actor }: UserWork, id: string): Promise<string> {
  const row = await db.row<{ id: string; owner: string }>(sql`
    select id, owner_id as owner from locale
    where marketplace_id = ${db.marketplaceId} and lower(id) = ${id.toLowerCase()}`);
  if (row === undefined) throw notFound("Locale", id);
  checkOwner(actor, row.owner);
  return row.id;
}

/** Deletes the locales that a supplier owns, with their assignments. */
export async function deleteLocalesOf(db: TenantDb, ownerId: string): Promise<void> {
  await db.run(sql`delete from locale where marketplace_id = ${db.marketplaceId} and owner_id = ${ownerId}`);
}

/** Locales and who shops in them (docs/behaviour/catalog.md §13). */
export function localeOperations(): Implementation[] {
  return implement("Locales", {
    ...crud(
      new Resource(localeTable, {
        async prepare(work, { draft, before }) {
          draft.OwnerID = before === null ? await ownerOf(work, draft.OwnerID) : before.OwnerID;
          checkOwner(work.actor, draft.OwnerID ?? "");
        },
        async deleting({ actor }, locale) {
          checkOwner(actor, locale.OwnerID ?? "");
        },
      }),
      {
        idParam: "localeID",
      },
    ),
    ListAssignments(call) {
      const { localeID, level } = call.query;
      const locale = localeID ? [sql`lower(t.locale_id) = ${localeID.toLowerCase()}`] : [];
      return assigned.list(call, partyIds(call.query), level, locale);
    },
    async SaveAssignment(call) {
      const party = await resolveParty(call, call.body, assigned.rules);
      if (call.actor.userType === "Supplier" && !(await callerMaySellTo(call, party.buyerId)))
        throw notFound("Buyer", call.body.BuyerID);
      await assigned.save(call.db, { locale_id: await localeOf(call, call.body.LocaleID) }, party);
    },
    async DeleteAssignment(call) {
      const { localeID } = call.path;
      const party = await resolveParty(call, partyIds(call.query), assigned.rules);
      if (!(await assigned.remove(call.db, { locale_id: await localeOf(call, localeID) }, party)))
        throw notFound("LocaleAssignment", localeID);
    },
  });
}
