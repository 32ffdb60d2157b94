import type { Json } from "../../platform/db/json.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Said } from "../outgoing/message.ts";

interface Session {
  readonly id: string;
  readonly email: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly locale: Json | null;
}

/** A user who signed in (docs/behaviour/integrations.md §7). */
export async function tellSession({ db, services }: UserWork, userKey: number): Promise<Said | undefined> {
  const locale: RawBuilder<unknown> = services.people.facts.effectiveLocale("u");
  const user = await db.row<Session>(sql`
    select u.id, u.email, u.first_name as first, u.last_name as last, ${locale} as locale from app_user u
    where u.marketplace_id = ${db.marketplaceId} and u.key = ${userKey} and not u.hidden`);
  if (user === undefined) return undefined;
  const found = (user.locale?.value ?? {}) as { readonly Language?: string; readonly Currency?: string };
  return {
    type: "sessions.identified",
    user: { ID: user.id, AnonymousId: null },
    says: {
      Language: found.Language ?? null,
      Currency: found.Currency ?? null,
      Email: user.email,
      FirstName: user.first,
      LastName: user.last,
    },
  };
}
