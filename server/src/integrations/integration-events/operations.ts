import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
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
    crud(
      new Resource(table, {
        prepare(_work, { draft, before }) {
          draft.EventType ??= before?.EventType ?? "OrderCheckout";
          draft.CustomAuthHeaderName ||= null;
          if (before !== null && draft.EventType !== before.EventType)
            throw apiError("IntegrationEvent.CannotEditType");
        },
        async columns(work, { draft, before }) {
          const sealed = before === null ? null : await storedHeaderValue(work, before.ID);
          return headerColumn(work.services.secrets, table.model, draft, sealed);
        },
      }),
      {
        idParam: "integrationEventID",
      },
    ),
  );
}
