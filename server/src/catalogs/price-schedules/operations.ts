import type { PriceBreak, PriceSchedule } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { complete } from "../../platform/crud/merge.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { plain, type Row } from "../../platform/db/json.ts";
import { apiError, combined, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { refuseBuyers, requireOwner, resolveOwner } from "../ownership/rules.ts";
import { isOnSale } from "../pricing/sale.ts";
import { assignedFinding, orderedBreaks, scheduleFindings, withBreak, withoutBreak } from "./rules.ts";
import { isAssigned, release, scheduleScope, scheduleTable } from "./store.ts";

/** Adds whether the sale is on: a matter of the moment, so no column says it. */
const withSale = (row: Row<PriceSchedule>, { now }: Work): Row<PriceSchedule> => ({
  ...row,
  IsOnSale: isOnSale(plain<PriceSchedule>({ ...row, xp: null }), now),
});

/** Completes a draft and refuses what the rules do (docs/behaviour/pricing.md §1). */
async function settle(work: Work, draft: PriceSchedule, before: PriceSchedule | null): Promise<void> {
  draft.MinQuantity ??= 1;
  draft.Currency ||= null;
  draft.PriceBreaks = orderedBreaks(draft.PriceBreaks);
  const findings = scheduleFindings(draft);
  if (findings.length > 0) throw combined(findings);
  if (before === null) return;
  const finding = assignedFinding(before, draft);
  if (finding !== undefined && (await isAssigned(work.db, before.ID))) throw finding;
}

/** A schedule whose breaks the caller is about to change. @throws ApiError NotFound, PriceSchedule.CannotModify */
async function toChange(work: UserWork, scheduleId: string): Promise<PriceSchedule> {
  refuseBuyers(work);
  const found = await scheduleTable.find(work.db, scheduleScope(work, "write"), scheduleId, true);
  if (found === undefined) throw notFound("PriceSchedule", scheduleId);
  const schedule = plain<PriceSchedule>(found);
  requireOwner(work, schedule, "PriceSchedule.CannotModify");
  return schedule;
}

async function saveBreaks(work: Work, before: PriceSchedule, breaks: PriceBreak[]): Promise<Row<PriceSchedule>> {
  const draft = { ...before, PriceBreaks: breaks };
  await settle(work, draft, before);
  work.db.wrote({ table: scheduleTable.name, key: { id: before.ID } });
  work.services.knownSchedules.forget(work, before.ID);
  return scheduleTable.update(work.db, {}, { ...before }, { ...draft });
}

/** Prices by quantity (docs/behaviour/pricing.md §1). */
export function priceScheduleOperations(): Implementation[] {
  const verbs = crud(
    new Resource(scheduleTable, {
      async prepare(work, { draft, before }) {
        refuseBuyers(work);
        if (before !== null) requireOwner(work, before, "PriceSchedule.CannotModify");
        await resolveOwner(work, draft, before);
        await settle(work, draft, before);
        const { knownSchedules } = work.services;
        if (before !== null) knownSchedules.forget(work, before.ID);
        else if (draft.PriceBreaks?.length) knownSchedules.note(work, draft.ID);
      },
      shown: (work, row) => withSale(row, work),
      async deleting(work, schedule) {
        refuseBuyers(work);
        requireOwner(work, schedule, "PriceSchedule.CannotModify");
        work.services.knownSchedules.forget(work, schedule.ID);
        await release(work.db, schedule.ID);
      },
    }),
    {
      idParam: "priceScheduleID",
      scope: scheduleScope,
    },
  );
  return implement(
    "PriceSchedules",
    {
      ...verbs,
      async List(call: Call<"PriceSchedules.List">) {
        const page = await scheduleTable.list(call.db, scheduleScope(call, "read"), call.list);
        return { ...page, Items: page.Items.map((row) => withSale(row, call)) };
      },
      Get: async (call: Call<"PriceSchedules.Get">) => withSale(await verbs.Get(call), call),
      async SavePriceBreak(call: Call<"PriceSchedules.SavePriceBreak">) {
        const before = await toChange(call, call.path.priceScheduleID);
        const added = complete("PriceBreak", call.body as Record<string, unknown>) as unknown as PriceBreak;
        return withSale(await saveBreaks(call, before, withBreak(before.PriceBreaks, added)), call);
      },
      async DeletePriceBreak(call: Call<"PriceSchedules.DeletePriceBreak">) {
        const { quantity } = call.query;
        if (quantity === undefined) throw invalidProperty("PriceBreak", "quantity", "quantity is required.");
        const before = await toChange(call, call.path.priceScheduleID);
        const breaks = withoutBreak(before.PriceBreaks, quantity);
        if (breaks === undefined) throw apiError("PriceSchedule.QtyNotFound", { Quantity: quantity });
        if (breaks.length === 0 && (await isAssigned(call.db, before.ID)))
          throw apiError("PriceSchedule.CannotDeleteLastPriceBreak", { PriceScheduleID: before.ID });
        await saveBreaks(call, before, breaks);
      },
    },
    { List: { unlisted: ["IsOnSale"] } },
  );
}
