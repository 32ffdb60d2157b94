import { models } from "@orderwell/contract";
import type { SubscriptionServices } from "../../orders/index.ts";
import type { Claims } from "../../platform/access/tokens.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import type { Work } from "../../platform/work/work.ts";
import { environmentOf } from "../integration-events/store.ts";
import { elevatedToken } from "../outgoing/elevated-token.ts";
import { postToService } from "../outgoing/service-call.ts";
import { addressOf, answerMs } from "../outgoing/services.ts";
import { activeIntegration, type SubscriptionTarget, subscriptionIntegrationTable } from "./store.ts";

const writer = new ReplyWriter(models);

/** A service and what it is told beside the report. */
interface SubscriptionService {
  readonly marketplaceId: string;
  readonly target: SubscriptionTarget & { readonly url: string };
  readonly environment: string;
  /** Of the client's default user; undefined while they may not sign in. */
  readonly claims: Claims | undefined;
}

/** Knowledge of API clients, which the application supplies. */
export interface SubscriptionServiceNeeds {
  /** Claims of a token of a client's default user; undefined where they may not sign in through it. */
  contextClaims(work: Work, clientId: string): Promise<Claims | undefined>;
}

/** The services of subscription integrations (docs/behaviour/subscriptions.md §3). */
export const subscriptionServices = ({
  contextClaims,
}: SubscriptionServiceNeeds): SubscriptionServices<SubscriptionService> => ({
  async settings(db) {
    const target = await activeIntegration(db);
    return target && { notificationDays: target.notificationDays, tells: target.url !== null };
  },
  async find(work) {
    const [target, environment] = await Promise.all([activeIntegration(work.db), environmentOf(work.db)]);
    const url = target?.url ?? null;
    if (target === undefined || url === null) return undefined;
    const claims = await contextClaims(work, target.clientId);
    return { marketplaceId: work.marketplaceId, target: { ...target, url }, environment, claims };
  },
  async tell(services, { marketplaceId, target, environment, claims }, report) {
    if (claims === undefined) throw apiError("Auth.UserNotActive");
    const body = writer.object("SubscriptionIntegrationPayload", {
      Environment: environment,
      OrderCloudAccessToken: await elevatedToken(services.tokens, claims, target.elevatedRoles.value as string[]),
      OrderWorksheet: report.worksheet,
      UnavailableProductIDs: report.unavailableProductIds,
      ErrorCode: report.errorCode,
    });
    const url = addressOf(target.url, report.errorCode === null ? "success" : "failure");
    const call = { marketplaceId, url, body, timeoutMs: answerMs };
    return postToService(services, subscriptionIntegrationTable.name, target, call);
  },
});
