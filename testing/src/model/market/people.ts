/** Rules of the buyer: the second asks once the first was answered. */
export const approvalRules = {
  large: { group: "managers", expression: "order.Total > 150", above: 150_00, after: null },
  huge: {
    group: "finance",
    expression: "order.Total > 400 and order.approved('large')",
    above: 400_00,
    after: "large",
  },
} as const;

export type RuleId = keyof typeof approvalRules;
export type GroupId = (typeof approvalRules)[RuleId]["group"];
export const ruleIds = Object.keys(approvalRules) as RuleId[];

export const accounts = {
  budget: { balance: 400_00, allowExceed: false },
  credit: { balance: 50_00, allowExceed: true },
} as const;

export type AccountId = keyof typeof accounts;
export const accountIds = Object.keys(accounts) as AccountId[];

/** People who act: who they belong to, what they may do, and whose approving groups they are in. */
export const people = {
  seller: { company: "seller", admin: true, groups: [] },
  supplier: { company: "supplier", admin: true, groups: [] },
  ann: { company: "buyer", admin: false, groups: [] },
  bob: { company: "buyer", admin: false, groups: [] },
  mia: { company: "buyer", admin: true, groups: ["managers"] },
  fin: { company: "buyer", admin: false, groups: ["managers", "finance"] },
} as const satisfies Record<
  string,
  { company: "seller" | "supplier" | "buyer"; admin: boolean; groups: readonly GroupId[] }
>;

export type Person = keyof typeof people;
export const shoppers = ["ann", "bob", "mia", "fin"] as const satisfies readonly Person[];
export type Shopper = (typeof shoppers)[number];
