import type { BundleItems, Subscription } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Page } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { settled } from "../../platform/db/later.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { type Implementation, implement, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { lineOf } from "../aggregate/order.ts";
import { createBundle, removeBundle } from "../line-items/bundles.ts";
import type { LineBody } from "../line-items/draft.ts";
import type { LineKeeper } from "../line-items/keeper.ts";
import { createLine, patchLine, removeLine, saveLine } from "../line-items/write.ts";
import { itemTable, openSubscription, type SubscriptionWithItems, storeItems } from "./items.store.ts";
import { asOrder, pricedItems } from "./priced.ts";
import { subscriptionRules } from "./rules.ts";
import { projected } from "./shown.ts";
import { ofCaller, ofCompany, subscriptionTable, type Whose } from "./subscriptions.store.ts";

/** Items of one subscription: every reading and writing of one prices all of them. */
const mostItems = 250;

const keeper: LineKeeper = {
  table: "subscription_item",
  // Each order of a subscription is priced anew, and nobody is there for whom a service could be asked.
  takesAdHoc: false,
  fullFinding: ({ head, lines }) =>
    lines.length < mostItems ? undefined : apiError("Order.LineItemLimit", { OrderID: head.ID, Limit: mostItems }),
  keyOf: ({ order_id, ID }) => ({ subscription_id: order_id, id: ID }),
  store: (work, before, after) => storeItems(work, before.head.ID, before.lines, after.lines),
};

type Shown = Row<Subscription>;

const oneProjected = async (work: UserWork, subscription: Shown): Promise<Shown> =>
  (await projected(work, [subscription]))[0] as Shown;

interface SubscriptionPath {
  readonly subscriptionID: string;
}
type OnSubscription = UserWork & { readonly path: SubscriptionPath };
type OnItem = UserWork & { readonly path: SubscriptionPath & { readonly subscriptionItemID: string } };
type OnBundle = UserWork & { readonly path: SubscriptionPath & { readonly bundleID: string } };
type ChosenItems = { readonly LineItems?: BundleItems["LineItems"] | undefined };
type Listing = OnSubscription & { readonly list: ListRequest };

/** The operations on subscriptions, and on their items, of whoever they are. */
function handlers(whose: Whose, own: boolean) {
  const verbs = crud(new Resource(subscriptionTable, subscriptionRules(own)), {
    idParam: "subscriptionID",
    scope: ({ actor }) => ({ where: whose(actor) }),
  });
  const open = async (work: OnSubscription, lock: boolean): Promise<SubscriptionWithItems> => {
    const { subscriptionID: id } = work.path;
    const found = await openSubscription(work.db, { id, whose: whose(work.actor) }, lock);
    if (found === undefined) throw notFound("Subscription", id);
    return found;
  };
  const toWrite = async (work: OnSubscription) => asOrder(work, await open(work, true));
  /** Items at today's prices, by their IDs. */
  const priced = async (work: UserWork, subscription: SubscriptionWithItems): Promise<readonly OrderLine[]> =>
    (await pricedItems(work, [subscription])).get(subscription.key)?.items ?? [];
  type Verb = (typeof verbs)["Get"];
  return {
    subscriptions: {
      async List(call: Parameters<(typeof verbs)["List"]>[0]): Promise<Page<Shown>> {
        const page = await verbs.List(call);
        return { ...page, Items: await projected(call, page.Items) };
      },
      Get: async (call: Parameters<Verb>[0]) => oneProjected(call, await verbs.Get(call)),
      Create: async (call: Parameters<Verb>[0]) => oneProjected(call, await settled(await verbs.Create(call))),
      Save: async (call: Parameters<Verb>[0]) => oneProjected(call, await settled(await verbs.Save(call))),
      Patch: async (call: Parameters<Verb>[0]) => oneProjected(call, await settled(await verbs.Patch(call))),
      Delete: verbs.Delete,
    },
    items: {
      async List(call: Listing) {
        const subscription = await open(call, false);
        const [page, items] = await Promise.all([
          itemTable.list(call.db, { columns: { subscription_id: subscription.id } }, call.list),
          priced(call, subscription),
        ]);
        const byId = new Map(items.map((item) => [item.ID, item]));
        return { ...page, Items: page.Items.map((row) => byId.get(row.ID) ?? row) };
      },
      async Get(call: OnItem) {
        const subscription = await open(call, false);
        return lineOf({ lines: await priced(call, subscription) }, call.path.subscriptionItemID);
      },
      Create: async (call: OnSubscription & { readonly body: LineBody }) =>
        createLine(call, await toWrite(call), call.body, { keeper }),
      Save: async (call: OnItem & { readonly body: LineBody }) =>
        saveLine(call, await toWrite(call), call.path.subscriptionItemID, call.body, keeper),
      Patch: async (call: OnItem & { readonly body: LineBody }) =>
        patchLine(call, await toWrite(call), call.path.subscriptionItemID, call.body, keeper),
      Delete: async (call: OnItem) => removeLine(call, await toWrite(call), call.path.subscriptionItemID, keeper),
    },
    bundles: {
      Create: async (call: OnBundle & { readonly body?: ChosenItems | undefined }) =>
        createBundle(call, await toWrite(call), call.path.bundleID, call.body?.LineItems, keeper),
      Delete: async (call: OnBundle & { readonly path: { readonly bundleItemID: string } }) =>
        removeBundle(call, await toWrite(call), call.path.bundleID, call.path.bundleItemID, keeper),
    },
  };
}

/** Subscriptions of a marketplace and of the caller, and what they order (docs/behaviour/subscriptions.md §1). */
export function subscriptionOperations(): Implementation[] {
  const all = handlers(ofCompany, false);
  const mine = handlers(ofCaller, true);
  return [
    ...implement("Subscriptions", all.subscriptions),
    ...implement("SubscriptionItems", all.items),
    ...implement("BundleSubscriptionItems", all.bundles),
    ...implementSome("Me", {
      ListSubscriptions: mine.subscriptions.List,
      GetSubscription: mine.subscriptions.Get,
      CreateSubscription: mine.subscriptions.Create,
      SaveSubscription: mine.subscriptions.Save,
      PatchSubscription: mine.subscriptions.Patch,
      DeleteSubscription: mine.subscriptions.Delete,
      ListSubscriptionItems: mine.items.List,
      GetSubscriptionItem: mine.items.Get,
      CreateSubscriptionItem: mine.items.Create,
      SaveSubscriptionItem: mine.items.Save,
      PatchSubscriptionItem: mine.items.Patch,
      DeleteSubscriptionItem: mine.items.Delete,
      CreateSubscriptionBundleItem: mine.bundles.Create,
      DeleteSubscriptionBundleItem: mine.bundles.Delete,
    }),
  ];
}
