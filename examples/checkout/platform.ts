/** A signed-in user of the demo marketplace. */
export interface Caller {
  /** @throws Error with the platform's codes unless the status is one of success. */
  call<Reply>(method: string, path: string, body?: unknown): Promise<Reply>;
}

/** Signs in with username and password. */
export async function signIn(baseUrl: string, clientId: string, username: string, password: string): Promise<Caller> {
  const body = new URLSearchParams({ grant_type: "password", client_id: clientId, username, password });
  const { access_token } = await reply<{ access_token: string }>(
    fetch(`${baseUrl}/oauth/token`, { method: "POST", body }),
  );
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  return {
    call: (method, path, sent) =>
      reply(
        fetch(`${baseUrl}/v1/${path}`, { method, headers, body: sent === undefined ? null : JSON.stringify(sent) }),
      ),
  };
}

async function reply<Body>(fetched: Promise<Response>): Promise<Body> {
  const response = await fetched;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Body;
}

/** Has those who shop through an API client check out with the service at this address, and find products there. */
export async function attach(seller: Caller, clientId: string, address: string, hashKey: string): Promise<void> {
  const event = (ID: string, EventType: string, path: string) =>
    seller.call("PUT", `integrationEvents/${ID}`, {
      Name: `Example ${path}`,
      EventType,
      CustomImplementationUrl: `${address}/${path}`,
      HashKey: hashKey,
    });
  await event("example-checkout", "OrderCheckout", "checkout");
  await event("example-elsewhere", "AddToCart", "addtocart");
  await seller.call("PATCH", `apiclients/${clientId}`, {
    OrderCheckoutIntegrationEventID: "example-checkout",
    AddToCartIntegrationEventID: "example-elsewhere",
  });
}

interface Worksheet {
  readonly Order: {
    readonly ID: string;
    readonly Subtotal: number;
    readonly ShippingCost: number;
    readonly TaxCost: number;
    readonly Total: number;
  };
  readonly ShipEstimateResponse: {
    readonly ShipEstimates: readonly {
      readonly ID: string;
      readonly ShipMethods: readonly { readonly ID: string }[];
    }[];
  };
  readonly OrderSubmitResponse: { readonly xp: { readonly warehouseNumber: string } } | null;
}

/** Buys one of each product as a shopper's application would, and returns the worksheet of the order. */
export async function buy(shopper: Caller, productIds: readonly string[]): Promise<Worksheet> {
  const address = {
    FirstName: "Leo",
    LastName: "Marchetti",
    Street1: "1 Main St",
    City: "Boston",
    State: "MA",
    Zip: "02108",
    Country: "US",
  };
  const { Items: left } = await shopper.call<{ Items: { ID: string }[] }>("GET", "cart/lineitems?pageSize=100");
  for (const { ID } of left) await shopper.call("DELETE", `cart/lineitems/${ID}`);
  for (const ProductID of productIds) await shopper.call("POST", "cart/lineitems", { ProductID, Quantity: 1 });
  await shopper.call("PUT", "cart/shipto", address);
  await shopper.call("PUT", "cart/billto", address);
  const { ShipEstimateResponse } = await shopper.call<Worksheet>("POST", "cart/estimateshipping");
  const ShipMethodSelections = ShipEstimateResponse.ShipEstimates.map(({ ID, ShipMethods }) => ({
    ShipEstimateID: ID,
    ShipMethodID: ShipMethods[0]?.ID,
  }));
  await shopper.call("POST", "cart/shipmethods", { ShipMethodSelections });
  const { Order } = await shopper.call<Worksheet>("POST", "cart/calculate");
  await shopper.call("POST", "cart/payments", { Type: "PurchaseOrder", Amount: Order.Total });
  const { ID } = await shopper.call<{ ID: string }>("POST", "cart/submit");
  return shopper.call("GET", `orders/Outgoing/${ID}/worksheet`);
}
