import type { Cents, ProductId } from "./catalog.ts";

/** What a promotion sees of an order. */
export interface Basket {
  readonly subtotal: Cents;
  readonly total: Cents;
  readonly lines: readonly BasketLine[];
}

export interface BasketLine {
  readonly id: string;
  readonly product: ProductId;
  readonly quantity: number;
  readonly subtotal: Cents;
  /** Less what promotions took off before. */
  readonly total: Cents;
}

export interface PromotionRule {
  readonly priority: number | null;
  readonly combines: boolean;
  readonly automatic: boolean;
  readonly limit: number | null;
  readonly limitPerUser: number | null;
  /** What it takes off the order, or off a line of it; undefined where it is not eligible. */
  readonly onOrder?: (basket: Basket) => Cents | undefined;
  readonly onLine?: (line: BasketLine, basket: Basket) => Cents | undefined;
  /** The same in the language that the server is told it in. */
  readonly eligible: string;
  readonly value: string;
}

/** Part of an amount, half away from zero. */
export const percent = (amount: Cents, rate: number): Cents => Math.floor((amount * rate + 50) / 100);

const offers = {
  TENOFF: {
    priority: 1,
    combines: true,
    automatic: false,
    limit: 4,
    limitPerUser: null,
    eligible: "order.Subtotal >= 40",
    value: "order.Subtotal * 0.1",
    onOrder: ({ subtotal }) => (subtotal >= 40_00 ? percent(subtotal, 10) : undefined),
  },
  BOLTS: {
    priority: 2,
    combines: true,
    automatic: true,
    limit: null,
    limitPerUser: null,
    eligible: "item.ProductID = 'bolt'",
    value: "item.Quantity * 0.75",
    onLine: ({ product: id, quantity }) => (id === "bolt" ? quantity * 75 : undefined),
  },
  LAST: {
    priority: null,
    combines: true,
    automatic: false,
    limit: null,
    limitPerUser: 1,
    eligible: "order.Total > 10",
    value: "order.Total * 0.05",
    onOrder: ({ total }) => (total > 10_00 ? percent(total, 5) : undefined),
  },
  ALONE: {
    priority: 5,
    combines: false,
    automatic: false,
    limit: 6,
    limitPerUser: null,
    eligible: "true",
    value: "15",
    onOrder: () => 15_00,
  },
} satisfies Record<string, PromotionRule>;

export type PromotionCode = keyof typeof offers;
export const promotions: Readonly<Record<PromotionCode, PromotionRule>> = offers;
export const promotionCodes = Object.keys(promotions) as PromotionCode[];
