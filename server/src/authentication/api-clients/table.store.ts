import type { ApiClientAssignment } from "@orderwell/contract";
import { AssignmentTable } from "../../parties/index.ts";
import { Table } from "../../platform/crud/table.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

const eventName = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select e.name from integration_event e where e.marketplace_id = t.marketplace_id and e.id = ${column})`;
const assignedCompanies = (column: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select count(*) from api_client_assignment a
    where a.marketplace_id = t.marketplace_id and a.api_client_id = t.id and ${column} is not null)`;

export const apiClientTable = new Table("api_client", "ApiClient", {
  computed: {
    DefaultContextUserName: sql`(select u.username from app_user u
      where u.marketplace_id = t.marketplace_id and u.key = t.default_context_user_key)`,
    AssignedBuyerCount: assignedCompanies(sql`a.buyer_id`),
    AssignedSupplierCount: assignedCompanies(sql`a.supplier_id`),
    OrderCheckoutIntegrationEventName: eventName(sql`t.order_checkout_integration_event_id`),
    OrderReturnIntegrationEventName: eventName(sql`t.order_return_integration_event_id`),
    AddToCartIntegrationEventName: eventName(sql`t.add_to_cart_integration_event_id`),
  },
});

export const apiClientAssignments = new AssignmentTable<ApiClientAssignment>("api_client_assignment", {
  levels: ["Company"],
  company: "any",
  select: { ApiClientID: sql`t.api_client_id` },
  key: sql`marketplace_id, api_client_id, coalesce(buyer_id, ''), coalesce(supplier_id, '')`,
});

/** The condition that an assignment is of a client. */
export const ofClient = (id: string): RawBuilder<boolean> => sql`t.api_client_id = ${id.toLowerCase()}`;
