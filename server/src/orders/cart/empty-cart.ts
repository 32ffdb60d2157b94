import type { Order } from "@orderwell/contract";
import type { UserWork } from "../../platform/work/work.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import { findUserByKey } from "../aggregate/from-user.store.ts";

/** Cart of a shopper who has none: an order without an ID, with nothing on it, which nobody has created. */
export async function emptyCart({ actor, db, now }: UserWork): Promise<Order> {
  const user = await findUserByKey(db, actor.userKey);
  return {
    ...blankHead(now),
    ID: null as unknown as string,
    FromUser: (user?.shown.value ?? null) as Order["FromUser"],
    FromCompanyID: actor.companyId,
    ToCompanyID: actor.marketplaceId,
    FromUserID: actor.userId,
    DateCreated: null,
    Currency: user?.currency ?? null,
  };
}
