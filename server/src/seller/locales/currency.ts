/**
 * Tells whether two currencies are one: in whatever case, with whatever blanks around them, and an empty one is none, which
 * is a currency of its own (docs/behaviour/pricing.md §2).
 */
export const sameCurrency = (one: string | null | undefined, other: string | null | undefined): boolean =>
  folded(one) === folded(other);

const folded = (currency: string | null | undefined): string => (currency ?? "").trim().toLowerCase();
