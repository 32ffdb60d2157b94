import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";

const eventName = sql`(select e.name from integration_event e
  where e.marketplace_id = t.marketplace_id and e.id = t.integration_event_id)`;

export const configTable = new Table("open_id_connect", "OpenIdConnect", {
  computed: { IntegrationEventName: eventName },
});
