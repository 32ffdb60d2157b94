import type { Cents } from "./catalog.ts";

/** Who is asked above which amount, and after which other rule was answered. */
export interface Rule {
  readonly group: string;
  readonly expression: string;
  readonly above: Cents;
  readonly after: string | null;
}

/** Rules of the buyer, about orders. */
export const approvalRules: Readonly<Record<string, Rule>> = {
  large: { group: "managers", expression: "order.Total > 150", above: 150_00, after: null },
  huge: {
    group: "finance",
    expression: "order.Total > 400 and order.approved('large')",
    above: 400_00,
    after: "large",
  },
};

/** Rules of the marketplace, about returns. */
export const returnRules: Readonly<Record<string, Rule>> = {
  some: { group: "desk", expression: "orderReturn.RefundAmount > 7", above: 7_00, after: null },
  much: {
    group: "board",
    expression: "orderReturn.RefundAmount > 29 and orderReturn.approved('some')",
    above: 29_00,
    after: "some",
  },
};

export const accounts = {
  budget: { balance: 400_00, allowExceed: false },
  credit: { balance: 50_00, allowExceed: true },
} as const;

export type AccountId = keyof typeof accounts;
export const accountIds = Object.keys(accounts) as AccountId[];

interface PersonFacts {
  readonly company: "seller" | "supplier" | "buyer";
  readonly admin: boolean;
  /** Groups of theirs that are asked. */
  readonly groups: readonly string[];
}

const staff = {
  seller: { company: "seller", admin: true, groups: [] },
  dan: { company: "seller", admin: true, groups: ["desk"] },
  eva: { company: "seller", admin: true, groups: ["desk", "board"] },
  supplier: { company: "supplier", admin: true, groups: [] },
  ann: { company: "buyer", admin: false, groups: [] },
  bob: { company: "buyer", admin: false, groups: [] },
  mia: { company: "buyer", admin: true, groups: ["managers"] },
  fin: { company: "buyer", admin: false, groups: ["managers", "finance"] },
} satisfies Record<string, PersonFacts>;

export type Person = keyof typeof staff;
/** People who act. */
export const people: Readonly<Record<Person, PersonFacts>> = staff;
export const shoppers = ["ann", "bob", "mia", "fin"] as const satisfies readonly Person[];
export type Shopper = (typeof shoppers)[number];
export const isShopper = (one: string): one is Shopper => (shoppers as readonly string[]).includes(one);
/** Those who may subscribe for themselves, and who may for everybody of the buyer. */
export const subscribers = ["ann", "mia"] as const satisfies readonly Shopper[];
export const subscriptionAdmins = ["mia"] as const satisfies readonly Shopper[];
/** Those of the marketplace's who are asked about returns. */
export const clerks = ["dan", "eva"] as const satisfies readonly Person[];
