import { models } from "@orderwell/contract";
import type { AddToCartEvents } from "../../orders/index.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { type AskedService, type AskedServiceNeeds, findService, toldTo } from "./asked-service.ts";
import { askIntegration } from "./calls.ts";

const writer = new ReplyWriter(models);

/** The services of integration events for products that the marketplace lacks (docs/behaviour/integrations.md §3). */
export const addToCartEvents = (needs: AskedServiceNeeds): AddToCartEvents<AskedService> => ({
  find: findService(needs),
  async ask({ actor, services }, service, product) {
    const body = writer.object("AddToCartPayload", { ...product, ...(await toldTo(services, actor, service)) });
    return askIntegration(services, service.target, null, body);
  },
});
