import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";

/** Answers of a service about an order, as its worksheet shows them. */
export const answerNames = [
  "ShipEstimateResponse",
  "OrderCalculateResponse",
  "OrderSubmitResponse",
  "OrderSubmitForApprovalResponse",
  "OrderApprovedResponse",
  "SubscriptionIntegrationResponse",
] as const;

export type AnswerName = (typeof answerNames)[number];

/** Null: none has come. */
export type Answers = Readonly<Record<AnswerName, Json | null>>;

const columns = {
  ShipEstimateResponse: "ship_estimate_response",
  OrderCalculateResponse: "order_calculate_response",
  OrderSubmitResponse: "order_submit_response",
  OrderSubmitForApprovalResponse: "order_submit_for_approval_response",
  OrderApprovedResponse: "order_approved_response",
  SubscriptionIntegrationResponse: "subscription_integration_response",
} as const satisfies Record<AnswerName, string>;

/** Before any has come. */
export const noAnswers = {
  ShipEstimateResponse: null,
  OrderCalculateResponse: null,
  OrderSubmitResponse: null,
  OrderSubmitForApprovalResponse: null,
  OrderApprovedResponse: null,
  SubscriptionIntegrationResponse: null,
} as const satisfies Answers;

/** The last answers about an order, whether they still hold or not. Its ID may be in any case. */
export async function readAnswers(db: TenantDb, orderId: string): Promise<Answers> {
  const row = await db.row(
    tables
      .selectFrom("order_worksheet")
      .select([
        "ship_estimate_response as ShipEstimateResponse",
        "order_calculate_response as OrderCalculateResponse",
        "order_submit_response as OrderSubmitResponse",
        "order_submit_for_approval_response as OrderSubmitForApprovalResponse",
        "order_approved_response as OrderApprovedResponse",
        "subscription_integration_response as SubscriptionIntegrationResponse",
      ])
      .where("marketplace_id", "=", db.marketplaceId)
      .where(
        "order_id",
        "=",
        sql<string>`(select o.id from purchase_order o where o.marketplace_id = ${db.marketplaceId} and ${idIs("o.id", orderId)})`,
      ),
  );
  return row ?? noAnswers;
}

/** Keeps an answer in place of the former one, about an order that is locked, by its stored ID. */
export async function keepAnswer(db: TenantDb, orderId: string, name: AnswerName, answer: Json): Promise<void> {
  const column = columns[name];
  await db.run(
    tables
      .insertInto("order_worksheet")
      .values({ marketplace_id: db.marketplaceId, order_id: orderId, [column]: answer })
      .onConflict((conflict) => conflict.columns(["marketplace_id", "order_id"]).doUpdateSet({ [column]: answer })),
  );
}

/** ID of the order that a question was noted of, as long as it is not answered. */
export async function askedAbout(db: TenantDb, question: string): Promise<string | undefined> {
  const row = await db.row(
    tables
      .selectFrom("order_worksheet")
      .select("order_id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("asked", "=", question),
  );
  return row?.order_id;
}

/** Notes a question about an order, so that it is found under whatever ID it has by the time of the answer. */
export async function noteQuestion(db: TenantDb, orderId: string, question: string): Promise<void> {
  await db.run(
    tables
      .insertInto("order_worksheet")
      .values({ marketplace_id: db.marketplaceId, order_id: orderId, asked: question })
      .onConflict((conflict) => conflict.columns(["marketplace_id", "order_id"]).doUpdateSet({ asked: question })),
  );
}

/** Keeps the answer to a question that was noted. Of an order that is gone there is none to keep. */
export async function keepAnswerTo(db: TenantDb, question: string, name: AnswerName, answer: Json): Promise<void> {
  await db.run(
    tables
      .updateTable("order_worksheet")
      .set({ [columns[name]]: answer, asked: null })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("asked", "=", question),
  );
}
