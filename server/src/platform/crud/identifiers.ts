import type { TenantDb } from "../db/session.ts";
import { idIs, sql } from "../db/sql.ts";
import { invalidProperty, notFound } from "../errors/api-error.ts";
import { type Ids, isId } from "../ids.ts";

/**
 * The ID that an object is to get: what the client gave, with every `{incrementor}` in it replaced by that
 * incrementor's next number, or a generated one when it gave none (docs/behaviour/conventions.md §4).
 *
 * @throws ApiError ValidationFailure for characters or lengths no ID may have; NotFound for an unknown incrementor.
 */
export async function resolveId(
  db: TenantDb,
  ids: Ids,
  model: string,
  given: unknown,
  property = "ID",
): Promise<string> {
  if (given === null || given === undefined || given === "") return ids.next();
  let id = String(given);
  for (const [placeholder, incrementor] of id.matchAll(/\{([A-Za-z0-9_-]{1,100})\}/g))
    id = id.replace(placeholder, await nextNumber(db, incrementor as string));
  if (!isId(id))
    throw invalidProperty(model, property, `${property} may hold up to 100 letters, digits, hyphens and underscores.`);
  return id;
}

/** Hands out the next number of an incrementor, padded with zeros on the left. */
async function nextNumber(db: TenantDb, incrementor: string): Promise<string> {
  const row = await db.row<{ last_number: number; left_padding_count: number }>(
    sql`update incrementor set last_number = last_number + 1
      where marketplace_id = ${db.marketplaceId} and ${idIs("id", incrementor)}
      returning last_number, left_padding_count`,
  );
  if (row === undefined) throw notFound("Incrementor", incrementor);
  return String(row.last_number).padStart(row.left_padding_count, "0");
}
