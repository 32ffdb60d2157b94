import type { Reply, Request } from "./connection.ts";

/** A call of a demo account's: method, path after `/v1`, body. */
type Call = readonly [username: string, method: Request["method"], path: string, body?: object];

interface PastOrder {
  readonly id: string;
  /** What is there once everything about the order has happened, and what tells by it that it has. */
  readonly done: readonly [path: string, isDone: (body: Reply["body"]) => boolean];
  /** What stays when the order is deleted. */
  readonly leaves?: string;
  readonly calls: readonly Call[];
}

const seller = "sam.porter";

const inStatus =
  (status: string) =>
  ({ Status }: Reply["body"]): boolean =>
    Status === status;

const isSent = ({ Items }: Reply["body"]): boolean =>
  Items.some(({ DateShipped }: Reply["body"]) => DateShipped !== null);

const outgoing = (id: string): string => `/orders/Outgoing/${id}`;

/** An order that somebody submits. */
function checkout(
  username: string,
  id: string,
  line: object,
  payment: object,
  between: readonly Call[] = [],
): readonly Call[] {
  return [
    [username, "PUT", outgoing(id), { Comments: "Please leave at the desk" }],
    [username, "PUT", `${outgoing(id)}/lineitems/1`, line],
    [username, "POST", `${outgoing(id)}/payments`, { ID: `${id}-payment`, ...payment }],
    ...between,
    [username, "POST", `${outgoing(id)}/submit`],
  ];
}

const mugs = (glaze: string, Quantity: number) => ({
  ProductID: "stoneware-mug",
  Quantity,
  Specs: [{ SpecID: "mug-glaze", OptionID: glaze }],
});

const desks = (Quantity: number, more: object = {}) => ({
  ProductID: "tern-sit-stand-desk",
  Quantity,
  Specs: [
    { SpecID: "desk-finish", OptionID: "oak" },
    { SpecID: "desk-width", OptionID: "w48" },
  ],
  ...more,
});

const incoming = (id: string): string => `/orders/Incoming/${id}`;

/** The card of an order was charged. */
const paid = (id: string): Call => [seller, "PATCH", `${incoming(id)}/payments/${id}-payment`, { Accepted: true }];

/** Orders that the demo's people have made, one in each state that shops show. */
export const pastOrders = (now: Date): readonly PastOrder[] => [
  {
    id: "HP-1001",
    done: ["/orderreturns/HP-1001-return", inStatus("Completed")],
    leaves: "/shipments/HP-1001-parcel",
    calls: [
      ...checkout("mia.okafor", "HP-1001", mugs("cream", 6), { Type: "CreditCard" }, [
        ["mia.okafor", "POST", `${outgoing("HP-1001")}/promotions/WELCOME`],
        paid("HP-1001"),
        [
          seller,
          "POST",
          `${incoming("HP-1001")}/payments/HP-1001-payment/transactions`,
          { Type: "CreditCard", DateExecuted: now.toISOString(), Amount: 72.9, Succeeded: true },
        ],
      ]),
      [seller, "POST", `${incoming("HP-1001")}/ship`, { ID: "HP-1001-parcel", Shipper: "Parcel Post" }],
      [
        seller,
        "PUT",
        "/orderreturns/HP-1001-return",
        {
          OrderID: "HP-1001",
          Comments: "The glaze is chipped",
          ItemsToReturn: [{ LineItemID: "1", Quantity: 1, RefundAmount: 12.15 }],
        },
      ],
      [seller, "POST", "/orderreturns/HP-1001-return/submit"],
      [
        seller,
        "POST",
        `${incoming("HP-1001")}/payments`,
        { ID: "HP-1001-refund", Type: "CreditCard", OrderReturnID: "HP-1001-return", Amount: -12.15 },
      ],
    ],
  },
  {
    id: "HP-1002",
    done: ["/orders/Incoming/HP-1002", inStatus("Completed")],
    calls: [
      ...checkout("leo.marchetti", "HP-1002", mugs("sage", 2), { Type: "CreditCard" }, [paid("HP-1002")]),
      [seller, "POST", `${incoming("HP-1002")}/complete`],
    ],
  },
  {
    id: "HP-1003",
    done: ["/orders/Incoming/HP-1003/shipments", isSent],
    calls: [
      ...checkout("tom.becker", "HP-1003", desks(5), { Type: "SpendingAccount", SpendingAccountID: "boston-budget" }),
      ["priya.raman", "POST", `${outgoing("HP-1003")}/approve`, { Comments: "For the new floor" }],
      [seller, "PUT", "/shipments/HP-1003-pallet", { BuyerID: "larkfield", Shipper: "Freight" }],
      [seller, "POST", "/shipments/HP-1003-pallet/items", { OrderID: "HP-1003", LineItemID: "1", QuantityShipped: 2 }],
      [seller, "PATCH", "/shipments/HP-1003-pallet", { DateShipped: now.toISOString() }],
    ],
  },
  {
    id: "HP-1004",
    done: ["/orders/Incoming/HP-1004", inStatus("AwaitingApproval")],
    calls: checkout(
      "grace.lindqvist",
      "HP-1004",
      desks(5, { DateNeeded: new Date(now.getTime() + 14 * 86_400_000).toISOString() }),
      { Type: "PurchaseOrder", Description: "PO 20417-88" },
    ),
  },
];

/**
 * Makes orders as the demo's people would. Orders that are there, with all that happens to them, are left alone, and what an
 * interrupted run began is made anew.
 *
 * @param as calls the API as somebody, and notes what fails; undefined where they cannot sign in.
 */
export async function makePastOrders(
  now: Date,
  as: (username: string, request: Request, mayFail: boolean) => Promise<Reply | undefined>,
): Promise<void> {
  for (const { id, done, leaves, calls } of pastOrders(now)) {
    const [path, isDone] = done;
    const there = await as(seller, { method: "GET", path: `/v1${path}` }, true);
    if (there === undefined) return;
    if (there.status === 200 && isDone(there.body)) continue;
    // Spending accounts get back what a payment took when it is deleted by itself.
    const begun = [`${incoming(id)}/payments/${id}-payment`, incoming(id), ...(leaves === undefined ? [] : [leaves])];
    for (const old of begun) await as(seller, { method: "DELETE", path: `/v1${old}` }, true);
    for (const [username, method, step, body] of calls)
      await as(username, { method, path: `/v1${step}`, ...(body && { body }) }, false);
  }
}
