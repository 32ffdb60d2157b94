import type { SendEvent } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import type { Parcel, Target } from "./target.ts";
import { bareType, beneath, requireOf } from "./vendor-call.ts";

type Values = Readonly<Record<string, unknown>>;

/** A line of an order as the service knows products. */
function productOf({ Product, Quantity, Price, LineTotal }: Values): Values {
  const { ProductID, ProductName } = (Product ?? {}) as Values;
  return {
    itemCode: ProductID,
    itemName: ProductName ?? null,
    itemPrice: Price,
    itemQuantity: Quantity,
    itemTotalPrice: LineTotal,
  };
}

/** Steps and names of what the service is told, by the type of the message. */
function told(type: string, payload: Values): { readonly step: string; readonly says: Values } | undefined {
  switch (type) {
    case "sessions.identified": {
      const name = [payload.FirstName, payload.LastName].filter(Boolean).join(" ");
      return { step: "identify", says: { actionType: "IDENTIFY", ...(name !== "" && { ContactName: name }) } };
    }
    case "orders.lines.added":
    case "orders.lines.updated":
      return { step: "track", says: { actionType: "ADDED_TO_ORDER", properties: [{ product: productOf(payload) }] } };
    case "orders.submitted": {
      const products = (payload.LineItems as readonly Values[]).map(productOf);
      const order = { orderId: payload.OrderID, totalPrice: payload.OrderTotal, products };
      return { step: "track", says: { actionType: "ORDER_COMPLETED", properties: [order] } };
    }
    default:
      return undefined;
  }
}

/** Events of a site of Sitecore Send, by its tracking API (docs/behaviour/integrations.md §5.1). */
export const sendEventTarget = (outbound: Outbound): Target<SendEvent> => ({
  async send({ SiteID, ServiceEndpoint }, parcel: Parcel) {
    const { payload } = parcel;
    const event = told(bareType(parcel), payload);
    if (event === undefined) return undefined;
    const { ID, AnonymousId } = payload.UserContext as {
      readonly ID: string | null;
      readonly AnonymousId: string | null;
    };
    const contact = AnonymousId ?? ID;
    const reply = await requireOf("tracking service", outbound, parcel, {
      url: beneath(ServiceEndpoint, event.step),
      method: "POST",
      json: {
        siteId: SiteID,
        ContactId: contact,
        sessionId: contact,
        ...(payload.Email ? { ContactEmailAddress: payload.Email } : {}),
        ...event.says,
      },
    });
    return { status: reply.status };
  },
});
