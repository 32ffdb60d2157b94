import type { Connection, Request } from "../load.ts";
import type { Askers } from "./askers.ts";

/** Something that is asked of a marketplace's orders, over and over. */
export interface Question {
  readonly title: string;
  /** The `n`th way to ask. */
  step(http: Connection, n: number): Promise<number>;
}

/** Days before today, as filters have it. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** Questions of storefronts and back offices about so many orders. */
export function questions({ seller, shopper, busy, admin, supplier }: Askers, orders: number): readonly Question[] {
  const get = (title: string, path: (n: number) => string, token: string): Question => ({
    title,
    step: async (http, n) => (await http.must({ path: `/v1${path(n)}`, token })).text.length,
  });
  const order = (n: number): number => Math.floor((n * 7919) % (orders / 10)) * 10 + (n % 7);
  const buyer = (n: number): string => `b-${(n * 31) % Math.max(10, Math.round(orders / 1_000))}`;
  const all = "/orders/Incoming";
  return [
    get("Seller: Orders.List", () => all, seller),
    get("  page 100", () => `${all}?page=100`, seller),
    get("  All directions", () => "/orders/All", seller),
    get("  Status=Open", () => `${all}?Status=Open`, seller),
    get("  Status=Open|Completed", () => `${all}?Status=Open|Completed`, seller),
    get("  Status=Canceled", () => `${all}?Status=Canceled`, seller),
    get("  Status=Unsubmitted", () => `${all}?Status=Unsubmitted`, seller),
    get("  IsSubmitted=false", () => `${all}?IsSubmitted=false`, seller),
    get(
      "  DateSubmitted, of a week",
      (n) => `${all}?DateSubmitted=>${daysAgo(40 + (n % 300))}&DateSubmitted=<${daysAgo(33 + (n % 300))}`,
      seller,
    ),
    get("  DateSubmitted, of the last month", () => `${all}?DateSubmitted=>${daysAgo(30)}`, seller),
    get(
      "  from and to, a month",
      (n) => `${all}?from=${daysAgo(60 + (n % 300))}&to=${daysAgo(30 + (n % 300))}`,
      seller,
    ),
    get("  LastUpdated, since yesterday", () => `${all}?LastUpdated=>${daysAgo(1)}&sortBy=LastUpdated`, seller),
    get("  LastUpdated, sorted by DateSubmitted", () => `${all}?LastUpdated=>${daysAgo(0)}`, seller),
    get("  FromCompanyID", (n) => `${all}?FromCompanyID=${buyer(n)}`, seller),
    get("  FromUserID", (n) => `${all}?FromUserID=u-${(n * 7919) % Math.round(orders / 50)}`, seller),
    get("  buyerID and Status", (n) => `${all}?buyerID=${buyer(n)}&Status=Completed`, seller),
    get("  ID of a pattern", (n) => `${all}?ID=o-${order(n)}*`, seller),
    get("  xp filter, one found", (n) => `${all}?xp.ErpNumber=ERP${order(n)}`, seller),
    get("  xp filter, few found", (n) => `${all}?xp.Region=${n % 40}&xp.Gift=true&Status=Canceled`, seller),
    get("  xp filter, many found", (n) => `${all}?xp.Channel=${["web", "phone", "edi"][n % 3]}`, seller),
    get("  xp filter, many found, by Total", () => `${all}?xp.Channel=web&sortBy=!Total`, seller),
    get("  xp filter, none found", (n) => `${all}?xp.ErpNumber=none-${n}`, seller),
    get("  LineItems.ProductID", (n) => `${all}?LineItems.ProductID=product-${98 * (1 + (n % 40)) + 1}`, seller),
    get("  BillingAddress.City", () => `${all}?BillingAddress.City=Oslo`, seller),
    get("  search, a rare word", (n) => `${all}?search=${order(n)}`, seller),
    get("  search, a frequent word", () => `${all}?search=urgent`, seller),
    get("  search, two words", (n) => `${all}?search=neighbor%20${n % 1_000}&searchType=AllTermsAnyField`, seller),
    get("  search, nothing found", (n) => `${all}?search=nothing${n}`, seller),
    get("  sorted by Total", () => `${all}?sortBy=!Total`, seller),
    get("  sorted by DateCreated", () => `${all}?sortBy=DateCreated`, seller),
    get("  sorted by ID, page 100", () => `${all}?sortBy=ID&page=100`, seller),
    get("Buyer user: Me.ListOrders", () => "/me/orders", shopper),
    get("  Status=Unsubmitted", () => "/me/orders?Status=Unsubmitted&sortBy=!DateCreated", shopper),
    get("  search", (n) => `/me/orders?search=${order(n)}`, shopper),
    get("  xp filter", () => "/me/orders?xp.Channel=web", shopper),
    get("Buyer user with a tenth of all orders", () => "/me/orders", busy),
    get("  Me.ListShipments", () => "/me/shipments", busy),
    get("  the same, search", (n) => `/me/shipments?search=o-${order(n)}`, busy),
    get("Buyer admin: Orders.List", () => "/orders/Outgoing", admin),
    get("  Status=Open, sorted by DateCreated", () => "/orders/Outgoing?Status=Open&sortBy=!DateCreated", admin),
    get("  xp filter", () => "/orders/Outgoing?xp.Channel=web", admin),
    get("  search", () => "/orders/Outgoing?search=urgent", admin),
    get("Supplier: Orders.List", () => all, supplier),
    get("  Status=Open", () => `${all}?Status=Open`, supplier),
    get("  xp filter", () => `${all}?xp.Channel=web`, supplier),
    get("LineItems.ListAcrossOrders, seller", () => "/lineitems/Incoming", seller),
    get("  page 100", () => "/lineitems/Incoming?page=100", seller),
    get("  Order.Status=Open", () => "/lineitems/Incoming?Order.Status=Open", seller),
    get("  OrderID", (n) => `/lineitems/Incoming?OrderID=o-${order(n)}`, seller),
    get("  ProductID, few found", (n) => `/lineitems/Incoming?ProductID=product-${98 * (1 + (n % 40)) + 1}`, seller),
    get("  ProductID, many found", () => "/lineitems/Incoming?ProductID=product-0", seller),
    get("  Order.DateSubmitted, of the last month", () => `/lineitems/All?Order.DateSubmitted=>${daysAgo(30)}`, seller),
    get("  Order.FromCompanyID", (n) => `/lineitems/All?Order.FromCompanyID=${buyer(n)}`, seller),
    get("  Order.xp, one found", (n) => `/lineitems/All?Order.xp.ErpNumber=ERP${order(n)}`, seller),
    get("  Order.xp, many found", () => "/lineitems/All?Order.xp.Channel=web", seller),
    get("  xp, many found", () => "/lineitems/All?xp.Engraving=1", seller),
    get("  sorted by Order.Total", () => "/lineitems/All?sortBy=!Order.Total", seller),
    get("  buyer admin", () => "/lineitems/Outgoing", admin),
    get("  buyer admin, ProductID", () => "/lineitems/Outgoing?ProductID=product-0", admin),
    get("  supplier", () => "/lineitems/Incoming", supplier),
    get("Shipments.List, seller", () => "/shipments", seller),
    get("  TrackingNumber", (n) => `/shipments?TrackingNumber=1Zo-${order(n)}`, seller),
    get("  search", (n) => `/shipments?search=1Zo-${order(n)}`, seller),
    get("  xp", (n) => `/shipments?xp.Carrier=C${n % 50}`, seller),
    get("  supplier", () => "/shipments", supplier),
    get("  supplier, search", (n) => `/shipments?search=${order(n)}`, supplier),
    get("OrderReturns.List, seller", () => "/orderreturns", seller),
    get("  supplier", () => "/orderreturns", supplier),
    get("Orders.Get, seller", (n) => `${all}/o-${order(n)}`, seller),
    get("Orders.Get with its worksheet", (n) => `${all}/o-${order(n)}/worksheet`, seller),
    { title: "Cart: a line added and removed", step: cartLine(shopper) },
    { title: "Checkout: cart, 3 lines, payment, submit", step: checkout(shopper) },
  ];
}

const cartLine =
  (token: string) =>
  async (http: Connection): Promise<number> => {
    const body = { ProductID: "product-0", Quantity: 1 };
    const { text } = await http.must({ method: "POST", path: "/v1/cart/lineitems", token, body });
    const { ID } = JSON.parse(text) as { ID: string };
    await http.must({ method: "DELETE", path: `/v1/cart/lineitems/${ID}`, token });
    return text.length;
  };

const checkout =
  (token: string) =>
  async (http: Connection): Promise<number> => {
    const post = (path: string, body: unknown): Promise<{ text: string }> =>
      http.must({ method: "POST", path: `/v1${path}`, token, body } satisfies Request);
    const { ID } = JSON.parse((await post("/orders/Outgoing", {})).text) as { ID: string };
    const path = `/orders/Outgoing/${ID}`;
    for (let line = 1; line <= 3; line++) await post(`${path}/lineitems`, { ProductID: "product-0", Quantity: line });
    await post(`${path}/payments`, { Type: "PurchaseOrder", Accepted: true });
    return (await post(`${path}/submit`, {})).text.length;
  };
