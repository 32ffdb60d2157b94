import type { IntegrationEvent } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { Work } from "../../platform/work/work.ts";
import { headerColumn } from "../custom-auth-header.ts";

const table = new Table("integration_event", "IntegrationEvent");

/** The sealed value of an event's own header. */
async function storedHeaderValue({ db }: Work, id: string): Promise<string | null> {
  const row = await db.row<{ value: string | null }>(sql`
    select custom_auth_header_value as value from integration_event
    where marketplace_id = ${db.marketplaceId} and id = ${id}`);
  return row?.value ?? null;
}

/** Services of the marketplace's own that the platform asks (docs/behaviour/integrations.md §3). */
export function integrationEventOperations(): Implementation[] {
  return implementSome(
    "IntegrationEvents",
    crud<IntegrationEvent>(table, {
      idParam: "integrationEventID",
      prepare(_call, draft, before) {
        draft.EventType ??= before?.EventType ?? "OrderCheckout";
        draft.CustomAuthHeaderName ||= null;
        if (before !== null && draft.EventType !== before.EventType) throw apiError("IntegrationEvent.CannotEditType");
      },
      async internal(call, draft, before) {
        const sealed = before === null ? null : await storedHeaderValue(call, before.ID);
        return headerColumn(call.services.secrets, table.model, draft, sealed);
      },
    }),
  );
}
