import type { Subscription } from "@orderwell/contract";
import { findBuyerId } from "../../companies/index.ts";
import { hasRole, roleMissing } from "../../platform/access/caller.ts";
import type { Change, CrudRules } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, invalidProperty, notFound, orRefuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type AddressUse, addressFor, findAddresses } from "../addresses/addresses.store.ts";
import { findBuyerUser } from "../aggregate/from-user.store.ts";
import { findSeller } from "../aggregate/sellers.store.ts";
import { findCard } from "../payments/cards.store.ts";
import { checkType } from "../payments/rules.ts";
import { holdAccount, spendableAccounts } from "../payments/spending.store.ts";
import { subscriber } from "./subscriptions.store.ts";

/** Who a subscription is for, and whom its orders go to. */
interface Parties {
  readonly buyer_id: string;
  readonly from_user_key: number;
  /** Null: the marketplace. */
  readonly supplier_id: string | null;
}

type Columns = Readonly<Record<string, unknown>>;

/**
 * Rules of subscriptions (docs/behaviour/subscriptions.md §1).
 *
 * @param own they are the caller's own, whatever is given.
 */
export const subscriptionRules = (own: boolean): CrudRules<Subscription, Columns, UserWork> => ({
  async prepare(work, change) {
    const { draft, before } = change;
    draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
    draft.LastOrderDate = before?.LastOrderDate ?? null;
    checkLifetime(draft);
    const parties = before === null ? await newParties(work, draft, own) : await storedParties(work, before);
    const [addresses, payment] = await Promise.all([
      addressColumns(work, parties, change),
      paymentColumns(work, parties, change),
    ]);
    const asked = before === null || Date.parse(before.NextOrderDate) !== Date.parse(draft.NextOrderDate);
    return {
      ...(before === null && parties),
      ...addresses,
      ...payment,
      ...(asked && { day_of_month: new Date(draft.NextOrderDate).getUTCDate() }),
    };
  },
  columns: (_work, _change, columns) => columns,
});

/** @throws ApiError ValidationFailure */
function checkLifetime({ NextOrderDate, Interval }: Subscription): void {
  if (!NextOrderDate) throw invalidProperty("Subscription", "NextOrderDate", "NextOrderDate is required.");
  if (!Interval) throw invalidProperty("Subscription", "Interval", "Interval is required.");
}

const storedParties = async (work: UserWork, { ID }: Subscription): Promise<Parties> =>
  (await subscriber(work.db, ID)) as Parties;

/**
 * The parties of a new subscription. One for somebody else takes what making an order for them does.
 *
 * @throws ApiError Subscription.CreateRequiresFromUser, Buyer.UserNotFound, Auth.InsufficientRoles, NotFound (Supplier)
 */
async function newParties(work: UserWork, draft: Subscription, own: boolean): Promise<Parties> {
  const { actor, db } = work;
  const { FromCompanyID: buyerId, FromUserID: userId } = draft;
  const mine = own || (actor.userType === "Buyer" && !buyerId && !userId);
  const from = mine ? { buyerId: actor.companyId, key: actor.userKey } : await namedUser(work, buyerId, userId);
  const supplierId = await findSeller(db, from.buyerId, draft.ToCompanyID, { stays: true });
  if (supplierId === undefined) throw notFound("Supplier", draft.ToCompanyID);
  return { buyer_id: from.buyerId, from_user_key: from.key, supplier_id: supplierId };
}

async function namedUser(
  { actor, db }: UserWork,
  buyerId: string | null,
  userId: string | null,
): Promise<{ readonly buyerId: string; readonly key: number }> {
  if (!buyerId || !userId) throw apiError("Subscription.CreateRequiresFromUser");
  const ofBuyer = actor.userType === "Buyer";
  if (ofBuyer && !sameId(buyerId, actor.companyId)) throw notFound("Buyer", buyerId);
  if (!ofBuyer || !sameId(userId, actor.userId))
    for (const role of ["OrderAdmin", "UnsubmittedOrderReader"])
      if (!hasRole(actor, role)) throw roleMissing(actor, role);
  const [buyer, user] = await Promise.all([findBuyerId(db, buyerId), findBuyerUser(db, buyerId, userId)]);
  if (buyer === undefined) throw notFound("Buyer", buyerId);
  if (user?.buyerId == null) throw apiError("Buyer.UserNotFound", { BuyerID: buyerId, UserID: userId });
  return { buyerId: user.buyerId, key: user.key };
}

/** @throws ApiError NotFound (Address), Address.IsNotShippingAddress */
async function addressColumns(
  { db }: UserWork,
  parties: Parties,
  { draft, before }: Change<Subscription>,
): Promise<Columns> {
  const uses = [
    ["BillingAddressID", "billing", "billing_address_key"],
    ["ShippingAddressID", "shipping", "shipping_address_key"],
  ] as const satisfies readonly (readonly [keyof Subscription, AddressUse, string])[];
  const changed = uses.filter(([name]) => (draft[name] || null) !== (before?.[name] ?? null));
  const found = await findAddresses(
    db,
    parties,
    changed.flatMap(([name]) => draft[name] || []),
  );
  return Object.fromEntries(
    changed.map(([name, use, column]) => {
      const id = draft[name];
      return [column, id ? orRefuse(addressFor(found, id, use)).key : null];
    }),
  );
}

/** @throws ApiError Payment.*, NotFound (CreditCard) */
async function paymentColumns(
  work: UserWork,
  parties: Parties,
  { draft, before }: Change<Subscription>,
): Promise<Columns> {
  const { Type = null, CreditCardID = null, SpendingAccountID = null } = draft.Payment ?? {};
  const was = before?.Payment ?? null;
  if (draft.Payment === null)
    return was === null ? {} : { payment_type: null, credit_card_id: null, spending_account_id: null };
  checkType({ Type, CreditCardID, SpendingAccountID });
  const columns: Record<string, unknown> = { payment_type: Type };
  if (!sameId(CreditCardID || null, was?.CreditCardID ?? null))
    columns.credit_card_id = CreditCardID ? await findCard(work.db, parties, CreditCardID) : null;
  if (!sameId(SpendingAccountID || null, was?.SpendingAccountID ?? null))
    columns.spending_account_id = SpendingAccountID ? await accountOf(work, parties, SpendingAccountID) : null;
  return columns;
}

/** @throws ApiError Payment.InvalidSpendingAccountID */
async function accountOf(work: UserWork, parties: Parties, id: string): Promise<string> {
  const [, accounts] = await Promise.all([holdAccount(work.db, parties, id), spendableAccounts(work, parties, [id])]);
  const account = accounts.get(id.toLowerCase());
  if (account === undefined) throw apiError("Payment.InvalidSpendingAccountID", { SpendingAccountID: id });
  return account.id;
}
