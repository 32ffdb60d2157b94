import { date, type Field, flag, oneOf, text } from "./field.ts";

/** Parameters that many operations take, with what they mean in each of them. */

type Fields = Readonly<Record<string, Field>>;

const of = (what: string) => text(`Only assignments of this ${what}.`);
const to = (whom: string) => text(`Only assignments to this ${whom}.`);

const narrowing = {
  addressID: of("address"),
  apiClientID: of("API client"),
  bundleID: of("bundle"),
  buyerGroupID: to("buyer group"),
  buyerID: to("buyer"),
  catalogID: of("catalog"),
  categoryID: of("category"),
  commerceRole: oneOf("CommerceRole", "Only assignments to users of this side of the marketplace."),
  costCenterID: of("cost center"),
  creditCardID: of("credit card"),
  discountID: of("discount"),
  inventoryRecordID: of("inventory record"),
  isBilling: flag("Only assignments that allow billing, or only those that do not."),
  isShipping: flag("Only assignments that allow shipping, or only those that do not."),
  level: oneOf("PartyType", "Only assignments at this level."),
  localeID: of("locale"),
  messageSenderID: of("message sender"),
  priceScheduleID: of("price schedule"),
  productID: of("product"),
  promotionID: of("promotion"),
  securityProfileID: of("security profile"),
  spendingAccountID: of("spending account"),
  supplierID: to("supplier"),
  userGroupID: to("user group"),
  userID: to("user"),
} as const;

/** Meanings of the arguments that lists take besides their own. */
export const listArguments = {
  search: "Words to look for. Empty: none.",
  searchOn: "Properties to look in, with commas between. Left out: the usual ones.",
  searchType: "How the words must occur. Left out: any of them.",
  sortBy: "Properties to sort by, with commas between; `!` before one sorts descending.",
  page: "Page to give, from 1.",
  pageSize: "Most items on a page.",
  filters:
    "Properties and what they must be, each an argument by its own name: `Name=A*|B*`, `xp.Size=>4`, `Active=!true`.",
} as const;

/** Arguments by which a list of assignments is narrowed. */
export const only = <Name extends keyof typeof narrowing>(...names: readonly Name[]): Pick<typeof narrowing, Name> =>
  pick(narrowing, names);

/** Of older clients: assignments to users, which there are none of. */
export const onlyUserOfOld = text("Refused: there are no assignments to users.", { deprecated: true });

const parties = {
  buyerGroupID: text("Buyer group that the assignment is to."),
  buyerID: text("Buyer that the assignment is to."),
  sellerID: text("Seller whose assignment it is. Left out: the caller's company."),
  supplierID: text("Supplier that the assignment is to."),
  userGroupID: text("User group that the assignment is to. Left out: it is not to one."),
  userID: text("User that the assignment is to. Left out: it is not to one."),
} as const;

/** Arguments that say whose assignment is deleted. */
export const ofParty = <Name extends keyof typeof parties>(...names: readonly Name[]): Pick<typeof parties, Name> =>
  pick(parties, names);

/** The buyer whose assignment is deleted, which documents call required. */
export const ofBuyer = { buyerID: text("Buyer that the assignment is to.", { expected: true }) } as const;

/** Arguments by which a list of group memberships is narrowed. */
export const membership = {
  userGroupID: text("Only members of this user group."),
  userID: text("Only groups of this user."),
} as const;

/** Of lists of users. */
export const inGroup = { userGroupID: text("Only members of this user group.") } as const;

/** Of lists of products and bundles, for administrators. */
export const placed = {
  catalogID: text("Only what is in this catalog; takes `!` and `|` like a filter."),
  categoryID: text("Only what is in this category. Needs a catalog, not negated."),
  supplierID: text("Only what this supplier may sell; takes `!` and `|` like a filter."),
} as const;

/** Of lists of orders and their lines. */
export const begun = {
  from: date("Only orders begun at this moment or later."),
  to: date("Only orders begun at this moment or earlier."),
} as const;

/** Of lists of orders and their lines, for more than the own. */
export const between = {
  buyerID: text("Only orders from this buyer."),
  supplierID: text("Only orders to this supplier."),
  ...begun,
} as const;

/** Of lists of shipments. */
export const ofOrder = { orderID: text("Only shipments with lines of this order.") } as const;

/** Of lists of a shipment's items, for which older clients name what every list takes. */
export const searchOfOld = {
  search: text("Words to look for.", { deprecated: true }),
  searchOn: text("Properties to look in.", { deprecated: true }),
} as const;

/** Of what an anonymous shopper leaves behind. */
export const anonymousToken = {
  anonUserToken: text("Token of the anonymous shopper, as they got it.", { expected: true }),
} as const;

/** Of lists that say where stock is. */
export const withAddress = { includeAddress: flag("Whether records come with their address. Left out: they do.") };

function pick<T extends Fields, Name extends keyof T>(fields: T, names: readonly Name[]): Pick<T, Name> {
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as Pick<T, Name>;
}

const enumerated: Fields = {
  direction: oneOf("OrderDirection", "Orders to the caller's company, from it, or both."),
  synchronization: oneOf("SynchronizedKind", "What is delivered in full."),
  thingType: oneOf("XpThingType", "Kind of thing that has the property."),
};

const others: Readonly<Record<string, string>> = {
  ID: "ID of the key, as the header of a token has it in `kid`.",
  bundleItemID: "ID of the line that stands for the bundle.",
  invitationID: "ID of the invitation, which the invited were sent.",
  key: "Path of the property, without `xp.`.",
  newBuyerID: "ID of the buyer to move to.",
  promoCode: "Code of the promotion, not its ID.",
  verificationCode: "Code that the user was sent.",
};

const spelled: Readonly<Record<string, string>> = {
  apiClient: "API client",
  apiClientSecret: "secret",
  creditcard: "credit card",
  openidconnect: "OpenID Connect configuration",
  return: "order return",
  event: "tracking event",
};

/** A parameter in a path, by its name. IDs are found in any case. */
export function pathParameter(name: string): Field {
  const known = enumerated[name];
  if (known) return known;
  const bare = name.replace(/ID$/, "");
  const noun = spelled[bare] ?? bare.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return text(others[name] ?? `ID of the ${noun}, in any case.`);
}
