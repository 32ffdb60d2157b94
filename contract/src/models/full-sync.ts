import { date, integer, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const fullSyncStatus = model(
  "FullSyncStatus",
  {
    Synchronization: oneOf("SynchronizedKind", "What is delivered.", { readOnly: true, sort: 1 }),
    Status: oneOf("FullSyncState", "How far it is. Completed: everything waits for its delivery, or was delivered.", {
      readOnly: true,
    }),
    From: date("Of orders: only those submitted then or later."),
    To: date("Of orders: only those submitted before then."),
    DateStarted: date("When it was asked for.", { readOnly: true }),
    DateEnded: date("When everything had been handed over, or it was canceled or failed; null while it runs.", {
      readOnly: true,
    }),
    Error: text("Why it failed; null unless it did.", { readOnly: true }),
    Announced: integer("Objects handed over to be delivered so far.", { readOnly: true, nullable: false }),
  },
  "Delivery of everything of a kind that there is, once: the last or present one of the kind.",
);
