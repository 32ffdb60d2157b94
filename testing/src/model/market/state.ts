import { type Cents, type Choice, type Fine, type ProductId, type StockId, stockOf, stocks } from "./catalog.ts";
import type { DueName } from "./dates.ts";
import { type PromotionCode, promotionCodes, promotions } from "./offers.ts";
import { type AccountId, accountIds, accounts, type Person, people, type Shopper } from "./people.ts";
import type { Place, PlaceId } from "./places.ts";

/** Visitors without an account, by the ID of the order that their token names. */
export const visitors = ["v0", "v1"] as const;
export type Visitor = (typeof visitors)[number];
/** Whoever follows an invitation to somebody's order, by the invitation that they were sent last. */
export const guests = ["g0", "g1"] as const;
export type Guest = (typeof guests)[number];
export type Actor = Person | Visitor | Guest;

export type Status = "Unsubmitted" | "AwaitingApproval" | "Declined" | "Open" | "Completed" | "Canceled";

export interface Line extends Choice {
  readonly id: string;
  options: Choice["options"];
  record: string | null;
  quantity: number;
  unitPrice: Fine;
  subtotal: Cents;
  /** Somebody set the unit price by hand. */
  isPriceSet: boolean;
  /** What a discount takes off, before promotions. */
  reduced: Cents;
  /** The line stands for a bundle. */
  readonly isBundle: boolean;
  /** The line of the bundle that it is part of. */
  bundle: string | null;
  /** The order of the other side of a forward, which has a line of the same ID. */
  other: string | null;
  /** Where it goes. */
  shipTo: Place | null;
  /** ID of the invitation that whoever brought it followed. */
  invitation: string | null;
}

/** A line that is yet to be priced. */
export const newLine = (id: string, choice: Choice, quantity: number, details: Partial<Line> = {}): Line => ({
  id,
  ...choice,
  quantity,
  unitPrice: 0,
  subtotal: 0,
  isPriceSet: false,
  reduced: 0,
  isBundle: false,
  bundle: null,
  other: null,
  shipTo: null,
  invitation: null,
  ...details,
});

/** What a promotion takes off the order, or off one of its lines. */
export interface Discount {
  readonly code: PromotionCode;
  readonly line: string | null;
  amount: Cents;
}

export interface Payment {
  readonly id: string;
  readonly type: "PurchaseOrder" | "CreditCard" | "SpendingAccount";
  readonly account: AccountId | null;
  /** Null takes what the others leave. */
  amount: Cents | null;
  accepted: boolean;
  /** What the account gave for it, once the seller has the order. */
  debited: Cents | null;
  /** The return that it refunds. */
  readonly refundOf: string | null;
  /** IDs of what a provider did with it. */
  transactions: readonly string[];
}

export interface Approval {
  readonly rule: string;
  readonly group: string;
  status: "Pending" | "Approved" | "Declined";
  /** Who gave it. */
  by: Actor | null;
  /** Which submission it was asked in. */
  readonly submission: number;
}

export interface Return {
  readonly id: string;
  status: Status;
  dates: Order["dates"];
  /** Who began it: the others do not see it before it is submitted. */
  readonly side: "buyer" | "seller";
  items: readonly { readonly line: string; readonly quantity: number; readonly amount: Cents | null }[];
  /** What is given back, where it is not the sum of the items'. */
  amount: Cents | null;
  submitter: Actor | null;
  approvals: Approval[];
}

export type DateName = "Created" | "Submitted" | "Approved" | "Declined" | "Canceled" | "Completed";

/** What estimates say of an order: the ways there are, and the one that is chosen; none where the service fails. */
export interface Estimate {
  readonly costs: Readonly<Record<string, Cents>>;
  readonly chosen: string | null;
}

export interface Order {
  readonly id: string;
  owner: Actor;
  /** Made by forwarding: from the marketplace to the supplier. */
  readonly toSupplier: boolean;
  /** A buyer's order that goes to the supplier at once. */
  readonly direct: boolean;
  /** The subscription that it was made for. */
  subscription: string | null;
  status: Status;
  /** Moments at which it came to what it is, those of all orders in one row. */
  dates: Partial<Record<DateName, number>>;
  submitted: boolean;
  completedByShipment: boolean;
  submitter: Actor | null;
  submissions: number;
  /** First name of whom it is from, where this order says another. */
  firstName: string | null;
  billTo: Place | null;
  /** Where all of it goes, and lines to come. */
  shipTo: Place | null;
  shipping: Cents;
  tax: Cents;
  gratuity: Cents;
  fees: Cents;
  /** What a service said of shipping and of costs, as far as it holds. */
  estimate: Estimate | null;
  calculated: "done" | "failed" | "unclear" | null;
  lines: Line[];
  discounts: Discount[];
  payments: Payment[];
  approvals: Approval[];
  returns: Return[];
}

export interface Shipment {
  readonly id: string;
  readonly owner: Person;
  sent: boolean;
  tracking: string | null;
  /** Streets that it goes from and to. */
  from: string | null;
  to: string | null;
  items: { order: string; line: string; quantity: number }[];
}

/** A shipment with nothing on it yet. */
export const newShipment = (id: string, owner: Person, sent: boolean, items: Shipment["items"] = []): Shipment => ({
  id,
  owner,
  sent,
  tracking: null,
  from: null,
  to: null,
  items,
});

export const subscriptionIds = ["s0", "s1"] as const;

export interface Subscription {
  readonly id: string;
  readonly owner: Shopper;
  active: boolean;
  /** Date of the next order: one that somebody said, or one ahead that followed an order. */
  next: DueName | "later";
  /** Dates of which there was an order, and of which none could be made. */
  readonly done: Set<DueName>;
  readonly tried: Set<DueName>;
  /** An order was made. */
  ordered: boolean;
  payment: Pick<Payment, "type" | "account"> | null;
  shipTo: PlaceId | null;
  /** What it orders, as a cart. */
  readonly cart: Order;
}

export interface Invitation {
  readonly id: string;
  order: string;
  name: string | null;
}

/** Everything there is in the marketplace, as operations so far must have left it. */
export interface State {
  readonly orders: Map<string, Order>;
  readonly shipments: Map<string, Shipment>;
  readonly stock: Record<StockId, number>;
  readonly balances: Record<AccountId, Cents>;
  /** How often each promotion was submitted with; a deletion gives nothing back. */
  readonly redeemed: Record<PromotionCode, number>;
  readonly subscriptions: Map<string, Subscription>;
  /** Invitations to orders, by whom they were sent to; a guest's token is of the one that they followed last. */
  readonly invitations: Map<Guest, Invitation>;
  readonly guests: Map<Guest, string>;
  /** What shoppers chose as their cart, by the moment that it was made at. */
  readonly chosen: Map<Actor, number>;
  /** Visitors whose order somebody took over. */
  readonly takenOver: Set<Visitor>;
  /** The last of the moments. */
  now: number;
}

export const initialState = (): State => ({
  orders: new Map(),
  shipments: new Map(),
  stock: Object.fromEntries([...stocks].map(([id, { units }]) => [id, units])),
  balances: Object.fromEntries(accountIds.map((id) => [id, accounts[id].balance])) as Record<AccountId, Cents>,
  redeemed: Object.fromEntries(promotionCodes.map((code) => [code, 0])) as Record<PromotionCode, number>,
  subscriptions: new Map(),
  invitations: new Map(),
  guests: new Map(),
  chosen: new Map(),
  takenOver: new Set(),
  now: 0,
});

/** Dates what happens to an order or a return now. */
export function date(state: State, order: Pick<Order, "dates">, ...names: readonly DateName[]): void {
  const now = ++state.now;
  for (const name of names) order.dates[name] = now;
}

export const newOrder = (state: State, id: string, owner: Actor, details: Partial<Order> = {}): Order => ({
  id,
  owner,
  toSupplier: false,
  direct: false,
  subscription: null,
  status: "Unsubmitted",
  dates: { Created: ++state.now },
  submitted: false,
  completedByShipment: false,
  submitter: null,
  submissions: 0,
  firstName: null,
  billTo: null,
  shipTo: null,
  shipping: 0,
  tax: 0,
  gratuity: 0,
  fees: 0,
  estimate: null,
  calculated: null,
  lines: [],
  discounts: [],
  payments: [],
  approvals: [],
  returns: [],
  ...details,
});

export const isVisitor = (actor: Actor): actor is Visitor => (visitors as readonly string[]).includes(actor);
export const isGuest = (actor: Actor): actor is Guest => (guests as readonly string[]).includes(actor);
const isPerson = (actor: Actor): actor is Person => actor in people;
export const isSeller = (actor: Actor): boolean => isPerson(actor) && people[actor].company === "seller";
export const isAdmin = (actor: Actor): boolean => isPerson(actor) && people[actor].admin;
export const groupsOf = (actor: Actor): readonly string[] => (isPerson(actor) ? people[actor].groups : []);

/** The company that somebody acts for; visitors and guests act for the buyer. */
export const companyOf = (actor: Actor): "seller" | "supplier" | "buyer" =>
  isPerson(actor) ? people[actor].company : "buyer";

/** The order that somebody fills: the one that they chose, else the newest. */
export function cartOf(state: State, by: Actor): Order | undefined {
  const own = [...state.orders.values()].filter(({ owner, status }) => owner === by && status === "Unsubmitted");
  const made = ({ dates }: Order): number => dates.Created ?? 0;
  return own.sort((one, other) => made(other) - made(one)).find((one) => made(one) === state.chosen.get(by)) ?? own[0];
}

const sum = (amounts: readonly Cents[]): Cents => amounts.reduce((total, amount) => total + amount, 0);

export const lineDiscount = ({ discounts }: Order, id: string): Cents =>
  sum(discounts.filter(({ line }) => line === id).map(({ amount }) => amount));
/** What a line costs at last. */
export const lineTotal = (order: Order, line: Line): Cents =>
  line.subtotal - line.reduced - lineDiscount(order, line.id);
export const reduced = ({ lines }: Order): Cents => sum(lines.map((line) => line.reduced));
export const subtotal = ({ lines }: Order): Cents => sum(lines.map((line) => line.subtotal));
export const discount = ({ discounts }: Order): Cents => sum(discounts.map(({ amount }) => amount));
export const total = (order: Order): Cents =>
  subtotal(order) - reduced(order) - discount(order) + order.tax + order.shipping + order.gratuity + order.fees;

/** Units of a product on an order. */
export const unitsOf = ({ lines }: Pick<Order, "lines">, product: ProductId): number =>
  lines.reduce((units, line) => (line.product === product ? units + line.quantity : units), 0);

/** Units that an order takes from a stock. */
export const unitsFrom = ({ lines }: Order, stock: StockId): number =>
  lines.reduce((units, line) => (stockOf(line) === stock ? units + line.quantity : units), 0);

const payable = ({ payments }: Order): readonly Payment[] => payments.filter(({ refundOf }) => refundOf === null);

/** What payments with an amount of their own leave of the total; below 0 where they are more. */
export const leftToPay = (order: Order, but?: Payment): Cents =>
  total(order) - sum(payable(order).map((one) => (one === but ? 0 : (one.amount ?? 0))));

/** What a payment covers: its amount, or what the others leave, which the first of several takes. */
export function covered(order: Order, payment: Payment): Cents {
  if (payment.amount !== null) return payment.amount;
  const [first] = payable(order).filter(({ amount }) => amount === null);
  return first === payment ? Math.max(0, leftToPay(order)) : 0;
}

/** Units of a line on shipments, on either side of a forward. */
export function shipped(state: State, order: Order, line: Line, only: (one: Shipment) => boolean = () => true): number {
  let units = 0;
  for (const shipment of state.shipments.values())
    if (only(shipment))
      for (const item of shipment.items)
        if (item.line === line.id && (item.order === order.id || item.order === line.other)) units += item.quantity;
  return units;
}

/** Submitted orders of a user that carry a promotion. */
export const usesBy = (state: State, owner: Actor, code: PromotionCode): number =>
  [...state.orders.values()].filter(
    (order) => order.submitted && order.owner === owner && order.discounts.some((one) => one.code === code),
  ).length;

/** Tells whether the user can redeem a promotion no more. */
export function isUsedUp(state: State, { owner }: Order, code: PromotionCode): boolean {
  const { limit, limitPerUser } = promotions[code];
  return (
    (limit !== null && state.redeemed[code] >= limit) ||
    (limitPerUser !== null && usesBy(state, owner, code) >= limitPerUser)
  );
}
