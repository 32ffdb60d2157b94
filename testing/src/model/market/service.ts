import type { wire } from "@orderwell/contract";
import type { ServiceAnswer } from "../../receiver.ts";
import { type Cents, products } from "./catalog.ts";
import { atUnitPrice } from "./prices.ts";
import { type Estimate, type Order, type State, subtotal } from "./state.ts";

/** Who calls through the API client that a service takes part in the checkouts of. */
export const served = "bob";

/** Ways that the service offers, by their ID, for so many lines. */
const methods: Readonly<Record<string, (lines: number) => Cents>> = { slow: (lines) => 1_50 * lines, fast: () => 6_25 };
const fee: Cents = 35;
/** What the service says that a unit of what is kept in records costs. */
const pricedAnew: Cents = 2_22;

/** Lines of these make the service fail. */
const failsAt = { shippingrates: "nail", ordercalculate: "belt" } as const;
const taxOn = (amount: Cents): Cents => Math.floor((amount * 8) / 100);

/** The service itself, by the step that it is called for. */
export function serve(path: string, worksheet: wire.OrderWorksheet): ServiceAnswer {
  const step = path.split("/").at(-1) ?? "";
  const lines = worksheet.LineItems ?? [];
  const isOf = (product: string) => lines.some(({ ProductID }) => ProductID === product);
  if (step in failsAt && isOf(failsAt[step as keyof typeof failsAt])) return { status: 500, body: { no: "service" } };
  if (step === "shippingrates")
    return {
      body: {
        ShipEstimates:
          lines.length === 0
            ? []
            : [
                {
                  ID: "box",
                  ShipEstimateItems: lines.map(({ ID, Quantity }) => ({ LineItemID: ID, Quantity })),
                  ShipMethods: Object.entries(methods).map(([ID, cost]) => ({ ID, Cost: cost(lines.length) / 100 })),
                },
              ],
      },
    };
  if (step !== "ordercalculate") return {};
  return {
    body: {
      TaxTotal: taxOn(Math.round((worksheet.Order?.Subtotal ?? 0) * 100)) / 100,
      FeeTotal: fee / 100,
      LineItemOverrides: lines
        .filter(({ ProductID }) => products[ProductID as keyof typeof products]?.kept === "in records")
        .map(({ ID }) => ({ LineItemID: ID, UnitPrice: pricedAnew / 100 })),
    },
  };
}

const isOn = ({ lines }: Order, product: string): boolean => lines.some((line) => line.product === product);

export function estimated(order: Order): Estimate {
  const { length } = order.lines;
  const isOffered = length > 0 && !isOn(order, failsAt.shippingrates);
  const costs = Object.entries(methods).map(([id, cost]) => [id, cost(length)]);
  return { costs: isOffered ? Object.fromEntries(costs) : {}, chosen: null };
}

/** Has the service work out what an order costs; without changes where it fails. */
export function calculate(order: Order): void {
  order.calculated = isOn(order, failsAt.ordercalculate) ? "failed" : "done";
  if (order.calculated === "failed") return;
  const { estimate } = order;
  if (estimate !== null && estimate.chosen !== null) order.shipping = estimate.costs[estimate.chosen] ?? 0;
  order.tax = taxOn(subtotal(order));
  order.fees = fee;
  for (const line of order.lines)
    if (products[line.product].kept === "in records") {
      Object.assign(line, { isPriceSet: true, unitPrice: pricedAnew * 100 });
      atUnitPrice(line);
    }
}

/** What the service must know of an order. */
const basisOf = ({ shipping, tax, shipTo, lines, discounts }: Order): string =>
  JSON.stringify([
    shipping,
    tax,
    shipTo,
    lines
      .map((line) => JSON.stringify([line.product, line.options, line.quantity, line.unitPrice, line.shipTo]))
      .sort(),
    discounts
      .filter(({ amount }) => amount > 0)
      .map(({ code, amount }) => `${code} ${amount}`)
      .sort(),
  ]);

const isAnswered = ({ status, estimate, calculated }: Order): boolean =>
  status === "Unsubmitted" && (estimate !== null || calculated !== null);

/** Makes a change; what the service said of an order that is another since then holds no more. */
export function withoutAnswers(state: State, change: () => void): void {
  const before = new Map([...state.orders.values()].filter(isAnswered).map((one) => [one.dates.Created, basisOf(one)]));
  change();
  for (const order of state.orders.values()) {
    const basis = before.get(order.dates.Created);
    if (basis === undefined || order.status !== "Unsubmitted" || basis === basisOf(order)) continue;
    order.estimate = null;
    order.calculated = null;
  }
}
