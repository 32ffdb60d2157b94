import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** What `sameCurrency` compares of a currency, as SQL; null for none. */
export const currencyKey = (currency: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`nullif(lower(btrim(${currency}, E' \\t\\r\\n\\u00a0')), '')`;
