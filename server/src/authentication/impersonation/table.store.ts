import { Table } from "../../platform/crud/table.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";

const idOf = (table: "user_group" | "app_user", column: string) => sql`(select p.id from ${sql.table(table)} p
  where p.marketplace_id = t.marketplace_id and p.key = ${sql.ref(`t.${column}`)})`;

export const impersonationTable = new Table("impersonation_config", "ImpersonationConfig", {
  computed: {
    ImpersonationGroupID: idOf("user_group", "impersonation_group_key"),
    ImpersonationUserID: idOf("app_user", "impersonation_user_key"),
    GroupID: idOf("user_group", "group_key"),
    UserID: idOf("app_user", "user_key"),
  },
  violations: {
    impersonation_config_parties_key: () => apiError("ImpersonationConfig.ConflictingImpersonationConfigExists"),
  },
});
