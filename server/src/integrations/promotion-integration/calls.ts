import { models } from "@orderwell/contract";
import type { PromotionService } from "../../orders/index.ts";
import { openSealed } from "../../platform/crud/sealed-properties.ts";
import { postSigned } from "../../platform/outbound/signed-post.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { openHeader } from "../custom-headers/custom-auth-header.ts";
import { environmentOf } from "../integration-events/store.ts";
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
  ask({ outbound, secrets }, { target, url, environment }, payload) {
    const { marketplaceId, hashKey, headerName: name } = target;
    const value = openHeader(secrets, target.headerValue);
    return postSigned(outbound, {
      marketplaceId,
      url,
      body: writer.object("PromotionIntegrationPayload", { ...payload, Environment: environment }),
      secret: openSealed(secrets, promotionIntegrationTable.name, hashKey),
      ...(name !== null && value !== null && { customHeader: { name, value } }),
      timeoutMs,
    });
  },
};
