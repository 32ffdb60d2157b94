import { callerMaySellTo, ownerOf } from "../../companies/index.ts";
import { partyIds, resolveParty } from "../../parties/index.ts";
import type { Caller } from "../../platform/access/caller.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findLocale, localeAssignments, localeTable, ofLocale } from "./store.ts";

/** Everybody reads locales; sellers write all of them, suppliers their own, buyers none. */
function checkOwner(caller: Caller, ownerId: string): void {
  if (caller.userType === "Buyer" || (caller.userType === "Supplier" && ownerId !== caller.companyId))
    throw apiError("Auth.UserNotAuthorizedToAdmin");
}

async function localeOf({ db, actor }: UserWork, id: string): Promise<string> {
  const row = await findLocale(db, id);
  if (row === undefined) throw notFound("Locale", id);
  checkOwner(actor, row.owner);
  return row.id;
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
      const locale = localeID ? [ofLocale(call.db.marketplaceId, localeID)] : [];
      return localeAssignments.list(call, partyIds(call.query), level, locale);
    },
    async SaveAssignment(call) {
      const party = await resolveParty(call, call.body, localeAssignments.rules);
      if (call.actor.userType === "Supplier" && !(await callerMaySellTo(call, party.buyerId)))
        throw notFound("Buyer", call.body.BuyerID);
      await localeAssignments.save(call.db, { locale_id: await localeOf(call, call.body.LocaleID) }, party);
    },
    async DeleteAssignment(call) {
      const { localeID } = call.path;
      const party = await resolveParty(call, partyIds(call.query), localeAssignments.rules);
      if (!(await localeAssignments.remove(call.db, { locale_id: await localeOf(call, localeID) }, party)))
        throw notFound("LocaleAssignment", localeID);
    },
  });
}
