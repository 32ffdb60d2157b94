import { anything, date, decimal, embedded, type Field, flag, id, listOf, oneOf, text, xp } from "./field.ts";

/** Properties that many models have, with what they mean in each of them. */

type Options = NonNullable<Parameters<typeof text>[1]>;
type DateOptions = NonNullable<Parameters<typeof date>[1]>;

/** ID of the thing itself. @param scope within which no other may have it: `the marketplace` */
export const ownId = (scope: string, options: Options = {}): Field =>
  id(`Unique within ${scope}; generated when left out.`, options);

export const named = (options: Options = {}): Field => text("Shown to people; need not be unique.", options);

export const described = (options: Options = {}): Field => text("Free text; nothing depends on it.", options);

export const created = (options: DateOptions = {}): Field =>
  date("Set by the server on creation.", { readOnly: true, ...options });

/** Of what the marketplace owner or a supplier may own. */
export const owner = (options: Options = {}): Field =>
  text(
    "Company it belongs to: the marketplace owner or a supplier. Set on creation, by the marketplace owner only: for others it is their own company. Never changes.",
    options,
  );

/** Of an assignment: a part of its buyer. */
export const onlyGroup = (options: Options = {}): Field =>
  text("User group it is limited to. Null: not limited to one.", options);

/** Of an assignment: a part of its buyer. */
export const onlyUser = (options: Options = {}): Field =>
  text("User it is limited to; not beside a user group. Null: not limited to one.", options);

/** Sizes that lines copy for the calculation of shipping. */
export const measures = {
  ShipWeight: decimal("Weight when shipped, in the unit you choose."),
  ShipHeight: decimal("Height when shipped, in the unit you choose."),
  ShipWidth: decimal("Width when shipped, in the unit you choose."),
  ShipLength: decimal("Length when shipped, in the unit you choose."),
};

export const hashKey = (options: Options = {}): Field =>
  text("Key of the signature in `X-oc-hash`: HMAC-SHA256 of the body, base64. Replies show it.", {
    ...options,
    secret: true,
  });

/** A header by which a service of yours knows its caller. */
export const customAuthHeader = {
  CustomAuthHeaderName: text("Header sent along with each request, for your service to check. Only with a value."),
  CustomAuthHeaderValue: text("Value of that header. Only with a name; replies hide it.", { writeOnly: true }),
};

export const elevatedRoles = (): Field =>
  listOf(oneOf("ApiRole"), "Roles that the token in the payload has besides the user's own.");

export const configData = (): Field => anything("Any JSON, sent along in each payload as it is.");

/** @param what is delivered: `messages` */
export const deliveryConfigID = (what: string, options: Options = {}): Field =>
  text(`Delivery configuration that says where ${what} go.`, options);

/** Properties that `/me`, orders and administrators alike show of a user. */
export const person = {
  ID: ownId("the company", { search: 1, sort: 4 }),
  CompanyID: text("Buyer, supplier or marketplace that the user belongs to.", { readOnly: true }),
  Username: text("Name to sign in with, in any case; unique in the marketplace, whatever the company.", {
    required: true,
    max: 100,
    search: 2,
    sort: 3,
  }),
  Password: text("Set only, never shown. Without one the user has to ask for a reset before signing in.", {
    writeOnly: true,
  }),
  FirstName: text("First name, as messages address the user.", { required: true, max: 100, search: 4, sort: 2 }),
  LastName: text("Last name, as messages address the user.", { required: true, max: 100, search: 3, sort: 1 }),
  Email: text("Address that messages go to; several users may share one.", {
    required: true,
    max: 200,
    search: 5,
    sort: 5,
  }),
  Phone: text("Telephone number, in any format.", { max: 100 }),
  TermsAccepted: date("When the user accepted your terms; kept, not asked for.", { orFlag: true }),
  Active: flag("False: the user gets no token and no message.", { required: true, nullable: false }),
  xp: xp(),
  AvailableRoles: listOf(text(), "Roles of every security profile that reaches the user, custom ones included.", {
    readOnly: true,
  }),
  Locale: embedded("Locale", "Locale of a user group, else of the buyer; buyer users only.", { readOnly: true }),
  DateCreated: created({ sort: 6 }),
  LastActive: date("When the user last called, to the minute.", { readOnly: true, sort: 7 }),
  PasswordLastSetDate: date("When the password was last set.", { readOnly: true, sort: 8 }),
};
