import { type Caller, hasRole, roleMissing } from "../../platform/access/caller.ts";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { findReachable } from "../following/by-hand.ts";
import { userContext } from "../following/notice.ts";
import type { SynchronizedKind } from "../telling/kinds.ts";
import { type FullKind, fullKinds } from "./kinds.ts";
import { forgetRenamed, holdRenames } from "./renamed.store.ts";
import { stepsOf } from "./steps.ts";
import { beginRun, endRun, findRun, listRuns } from "./store.ts";

/** Deliveries of everything of a kind (docs/behaviour/integrations.md §6.2). */
export const fullSyncOperations = (): Implementation[] =>
  implement("FullSynchronizations", {
    List: (call) => listRuns(call.db, call.list, kindsOf(call.actor)),
    async Get({ db, actor, path: { synchronization } }) {
      kindFor(actor, synchronization);
      const found = await findRun(db, synchronization);
      if (found === undefined) throw notFound("FullSyncStatus", synchronization);
      return found;
    },
    async Start(work) {
      const { db, actor, body, now, services, path } = work;
      const kind = path.synchronization;
      const { consumer: id, disabled } = kindFor(actor, kind);
      const { From: from = null, To: to = null } = body ?? {};
      if (kind !== "Orders" && (from ?? to) !== null)
        throw invalidProperty("FullSyncStatus", from === null ? "To" : "From", "Only orders are delivered by dates.");
      if (from !== null && to !== null && Date.parse(from) >= Date.parse(to))
        throw apiError("OrderSync.InvalidDateRangeForSyncOperation");
      await findReachable(db, id, {
        disabled: () => (disabled === undefined ? notFound("OrderSyncConfig", "") : apiError(disabled)),
      });
      const run = services.ids.next();
      const steps = stepsOf(kind);
      if (!(await beginRun(db, kind, { run, now, user: userContext(actor), from, to }, steps)))
        throw apiError("FullSyncStatus.FullSyncAlreadyRunning");
      // What is renamed from now on is noted, and what is being renamed is met under its new ID.
      await holdRenames(db);
      await forgetRenamed(db, kind);
      await work.announce("FullSyncStep", steps.key, { kind, run, step: 0, pauseMs: 0 });
      return (await findRun(db, kind))!;
    },
    async Cancel({ db, actor, now, path: { synchronization } }) {
      kindFor(actor, synchronization);
      if ((await findRun(db, synchronization)) === undefined) throw notFound("FullSyncStatus", synchronization);
      await endRun(db, synchronization, now, { status: "Canceled" });
    },
  });

const kindsOf = (caller: Caller): SynchronizedKind[] =>
  (Object.keys(fullKinds) as SynchronizedKind[]).filter((kind) => hasRole(caller, fullKinds[kind].role));

/** @throws ApiError Auth.InsufficientRoles where the caller may not have it delivered. */
function kindFor(caller: Caller, kind: SynchronizedKind): FullKind {
  const found = fullKinds[kind];
  if (!hasRole(caller, found.role)) throw roleMissing(caller, found.role);
  return found;
}
