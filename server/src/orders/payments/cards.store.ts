import { visibleCreditCards } from "../../buyers/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Payer, payerOf } from "./spending.store.ts";

/** The stored ID of a card that the order's user may pay with. @throws ApiError NotFound (CreditCard) */
export async function findCard(db: TenantDb, order: Payer, id: string): Promise<string> {
  const payer = payerOf(order);
  const card =
    payer &&
    (await db.row<{ id: string }>(
      sql`select t.id from credit_card as t where t.marketplace_id = ${db.marketplaceId}
        and ${idIs("t.id", id)} and ${visibleCreditCards(payer)}`,
    ));
  if (!card) throw notFound("CreditCard", id);
  return card.id;
}
