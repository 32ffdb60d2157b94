import { type Field, type Model, models, type Operation } from "@orderwell/contract";
import { words } from "./callers.ts";
import { furtherFields } from "./crud-resources.ts";
import { type Fixture, referred } from "./fixtures.ts";

/** A place in a request that refers to an object. */
export interface Reference {
  readonly operation: Operation;
  readonly where: "path" | "body" | "query" | "filter";
  /** The parameter, or the property with the way to it: `Specs.SpecID`. */
  readonly name: string;
}

export const modelNamed = (name: string | undefined): Model | undefined =>
  (models as Readonly<Record<string, Model>>)[name ?? ""];

/** A provider's name for its client is none of ours. */
const isReference = (name: string): boolean => /(ID|UserName)$/.test(name) && name !== "ConnectClientID";

/** Every place in an operation's request where another object's ID may stand; an object's own ID is no reference. */
export function referencesOf(operation: Operation): Reference[] {
  const places: Reference[] = [];
  const add = (where: Reference["where"], name: string) => places.push({ operation, where, name });
  for (const name of Object.keys(operation.pathParams)) if (!(name in words)) add("path", name);
  for (const name of Object.keys(operation.query))
    if (isReference(name) || name === "anonUserToken") add("query", name);
  for (const [name, field] of Object.entries(modelNamed(operation.body?.model)?.fields ?? {})) {
    if (field.readOnly || name === "ID") continue;
    if (field.type === "string" && isReference(name)) add("body", name);
    if (field.type === "array" && /IDs$/.test(name)) add("body", name);
    const within = modelNamed(field.items?.model)?.fields ?? {};
    for (const inner of Object.keys(within))
      if (isReference(inner) && inner !== "ID" && !within[inner]?.readOnly) add("body", `${name}.${inner}`);
  }
  if (operation.list?.kind === "full" || operation.list?.kind === "premium") {
    const fields = Object.entries(modelNamed(operation.reply?.model)?.fields ?? {});
    const texts = fields.filter(([, { type, writeOnly }]) => type === "string" && !writeOnly).map(([name]) => name);
    for (const name of [...texts, ...furtherFields(operation)])
      if (/(ID|Username)$/.test(name) && !(name in operation.query)) add("filter", name);
    if (operation.list.kind === "full" && operation.list.searchable.length > 0) add("filter", "search");
  }
  return places;
}

export interface Wanted {
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown> | undefined;
  /** Value at the reference. */
  readonly value: string;
}

/**
 * A request in which everything is `own`, but for one reference that is to a thing of `other`.
 *
 * @param before the object that the request would change, where there is one: what is not under test stays as it is.
 */
export function requestWith(
  reference: Reference,
  own: Fixture,
  other: Fixture,
  before: Readonly<Record<string, unknown>> | undefined,
): Wanted {
  const { operation, where, name } = reference;
  const at = (place: Reference["where"], one: string) =>
    referred(place === where && one === name ? other : own, operation, one);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, one: string) =>
    one in words ? (own.generated[one] ?? words[one] ?? "") : encodeURIComponent(at("path", one)),
  );
  const query = Object.entries(operation.query)
    .filter(([one, { required }]) => required || (where === "query" && one === name) || sentAlong(reference, one))
    .map(([one, field]) => `${one}=${encodeURIComponent(wordFor(field) ?? at("query", one))}`);
  const value = referred(other, operation, singular(name));
  if (where === "filter") query.push(`${name}=${encodeURIComponent(value)}`);
  return {
    method: operation.method,
    url: query.length === 0 ? path : `${path}?${query.join("&")}`,
    body: bodyOf(reference, own, value, before),
    value,
  };
}

/**
 * Tells whether a reference is looked at only beside another parameter: an assignment that is taken away is one to a
 * buyer, unless the reference is to a party of another kind; products of a category are asked for within its catalog.
 */
const sentAlong = ({ operation, name }: Reference, parameter: string): boolean =>
  (operation.method === "DELETE" && parameter === "buyerID" && !/^(buyerGroup|supplier)ID$/.test(name)) ||
  (operation.id === "PriceSchedules.DeletePriceBreak" && parameter === "quantity") ||
  (/^(Products|Bundles)\.List$/.test(operation.id) && name === "categoryID" && parameter === "catalogID");

const wordFor = ({ type, enum: named }: Field): string | undefined =>
  named !== undefined ? "None" : type === "integer" || type === "decimal" ? "1" : undefined;

/** The name of what one of the IDs in a list refers to, or of a property within an object. */
export const singular = (name: string): string => (name.split(".").at(-1) as string).replace(/IDs$/, "ID");

/** Properties that certain models need besides what they require, so that a reference is looked at. */
const fitting: Readonly<Record<string, (id: string) => Readonly<Record<string, unknown>>>> = {
  AddressAssignment: () => ({ IsShipping: true }),
  ApprovalRule: () => ({ RuleExpression: "order.Total > 1000000" }),
  DeliveryConfig: () => ({ DeliveryTargets: { Http: { Endpoint: "https://example.com/hook", Secret: "key" } } }),
  Discount: () => ({ DiscountBreaks: [{ Quantity: 1, Amount: 10 }] }),
  ImpersonationConfig: (id) => ({ BuyerID: id }),
  Buyer: (id) => ({ DefaultCatalogID: id }),
  LineItem: (id) => ({ Quantity: 1, Specs: [{ SpecID: id, OptionID: id }] }),
  Locale: () => ({ Currency: "EUR", Language: "fr-BE" }),
  MessageCCListenerAssignment: (id) => ({ MessageSenderAssignment: { MessageSenderID: id, BuyerID: id } }),
  MessageSender: () => ({ MessageTypes: ["ForgottenPassword"], URL: "https://example.com/", SharedKey: "key" }),
  MeUser: () => ({ Username: "newcomer", Email: "newcomer@example.com", Password: "Sufficient-1" }),
  OpenIdConnect: () => ({ ConnectClientSecret: "secret" }),
  Payment: () => ({ Type: "PurchaseOrder" }),
  Promotion: (id) => ({ Code: `code-${id}`, EligibleExpression: "true", ValueExpression: "1" }),
  SellerApprovalRule: () => ({ ApprovalType: "Order", RuleExpression: "order.Total > 1000000" }),
  Subscription: (id) => ({ FromCompanyID: id, FromUserID: id }),
  Webhook: () => ({ Url: "https://example.com/hook", HashKey: "key" }),
  User: () => ({ Username: "newcomer", Email: "newcomer@example.com" }),
  Synonym: (id) => ({ Terms: [id, `other ${id}`] }),
};

/** Properties that certain references need beside them, by model and property. */
const beside: Readonly<Record<string, (id: string) => Readonly<Record<string, unknown>>>> = {
  "CatalogAssignment.CatalogID": (id) => ({ BuyerID: id }),
  "Discount.CategoryID": (id) => ({ CatalogID: id }),
  "DiscountAssignment.DiscountID": (id) => ({ BuyerID: id }),
  "DiscountAssignment.UserGroupID": (id) => ({ BuyerID: id }),
  "ImpersonationConfig.GroupID": () => ({ UserID: null }),
  "ImpersonationConfig.ImpersonationGroupID": () => ({ ImpersonationUserID: null }),
  "Payment.CreditCardID": () => ({ Type: "CreditCard" }),
  "Payment.SpendingAccountID": () => ({ Type: "SpendingAccount" }),
};

function bodyOf(
  { operation, where, name }: Reference,
  own: Fixture,
  value: string,
  before: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> | undefined {
  const { body } = operation;
  if (body === undefined) return undefined;
  const { fields } = modelNamed(body.model) as Model;
  const sent: Record<string, unknown> = operation.method === "PUT" ? { ...before } : {};
  if (before === undefined) {
    for (const one of body.required)
      sent[one] = isReference(one) ? referred(own, operation, one) : sample(one, fields[one] as Field);
    Object.assign(sent, fitting[body.model]?.(own.id));
  }
  const [outer = "", inner] = name.split(".");
  Object.assign(
    sent,
    beside[`${body.model}.${where === "body" ? name : outer.replace(/^./, (c) => c.toUpperCase())}`]?.(own.id),
  );
  if (where !== "body") return sent;
  if (inner === undefined) sent[outer] = fields[outer]?.type === "array" ? [value] : value;
  else sent[outer] = [{ ...whole(fields[outer]?.items, own, operation), [inner]: value }];
  return sent;
}

/** All references of an embedded object, to one's own things; of one that may be sent in part, those it requires. */
const whole = (embedded: Field | undefined, own: Fixture, operation: Operation) =>
  Object.fromEntries(
    Object.entries(modelNamed(embedded?.model)?.fields ?? {})
      .filter(([name, { readOnly, required }]) => isReference(name) && !readOnly && (required || !embedded?.partial))
      .map(([name]) => [name, referred(own, operation, name)]),
  );

function sample(name: string, field: Field): unknown {
  if (field.enum !== undefined) return 0;
  switch (field.type) {
    case "integer":
    case "decimal":
      return Math.max(30, field.atLeast ?? 0);
    case "boolean":
      return true;
    case "date":
      return "2026-01-01T00:00:00Z";
    default:
      return name === "Country" ? "GB" : /Url$|Endpoint$/.test(name) ? "https://example.com/" : `Some ${name}`;
  }
}
