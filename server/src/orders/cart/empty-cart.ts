import type { Order } from "@orderwell/contract";
import { enums } from "@orderwell/contract";
import { formatInstant } from "../../platform/dates.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findUserByKey } from "../aggregate/from-user.store.ts";

/** Cart of a shopper who has none: an order without an ID, with nothing on it. */
export async function emptyCart({ actor, db, now }: UserWork): Promise<Order> {
  const user = await findUserByKey(db, actor.userKey);
  const date = formatInstant(now);
  return {
    ID: null as unknown as string,
    FromUser: (user?.shown.value ?? null) as Order["FromUser"],
    FromCompanyID: actor.companyId,
    ToCompanyID: actor.marketplaceId,
    FromUserID: actor.userId,
    BillingAddressID: null,
    BillingAddress: null,
    ShippingAddressID: null,
    Comments: null,
    LineItemCount: 0,
    Status: enums.OrderStatus[0],
    DateCreated: null,
    DateSubmitted: null,
    DateApproved: null,
    DateDeclined: null,
    DateCanceled: null,
    DateCompleted: null,
    LastUpdated: date,
    Subtotal: "0",
    ShippingCost: "0",
    TaxCost: "0",
    Gratuity: "0",
    Fees: "0",
    PromotionDiscount: "0",
    Currency: user?.currency ?? null,
    Total: "0",
    IsSubmitted: false,
    SubscriptionID: null,
    BaseDiscount: "0",
    xp: null,
  };
}
