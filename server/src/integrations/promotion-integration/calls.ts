import { models } from "@orderwell/contract";
import type { PromotionService } from "../../orders/index.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { environmentOf } from "../integration-events/store.ts";
import { postToService } from "../outgoing/service-call.ts";
import { findPromotionTarget, type PromotionTarget, promotionIntegrationTable } from "./store.ts";

/** The service answers within this time, or not at all. */
const timeoutMs = 20_000;

const writer = new ReplyWriter(models);

interface Service {
  readonly target: PromotionTarget;
  readonly url: string;
  readonly environment: string;
}

/** The service of promotions of a marketplace (docs/behaviour/promotions.md §7). */
export const promotionService: PromotionService<Service> = {
  async find(db) {
    const [target, environment] = await Promise.all([findPromotionTarget(db), environmentOf(db)]);
    return target?.url ? { target, url: target.url, environment } : undefined;
  },
  ask(services, { target, url, environment }, payload) {
    const { marketplaceId } = target;
    const body = writer.object("PromotionIntegrationPayload", { ...payload, Environment: environment });
    return postToService(services, promotionIntegrationTable.name, target, { marketplaceId, url, body, timeoutMs });
  },
};
