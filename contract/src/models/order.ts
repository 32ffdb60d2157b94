import { date, decimal, embedded, flag, id, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model, unlisted } from "../model.ts";
import { ownId, person } from "../shared-fields.ts";

export const order = model(
  "Order",
  {
    ID: ownId("the marketplace", { search: 1, sort: 3 }),
    FromUser: embedded("OrderUser", "User it is for; name and email may be given for this order alone.", {
      readOnly: true,
    }),
    FromCompanyID: text(
      "Company that orders: a buyer, or the marketplace owner towards a supplier. Set on creation, by sellers on behalf of a buyer; else the caller's.",
      { search: 2, sort: 4 },
    ),
    ToCompanyID: text(
      "Seller it goes to. Set on creation only; left out: the marketplace owner. The buyer must be allowed to order from it.",
      { search: 3, sort: 5 },
    ),
    FromUserID: text(
      "User it is for. Set on creation, on behalf of a user; else the caller. What they see and pay, this user would.",
      { sort: 6 },
    ),
    BillingAddressID: text("Saved address of the user to bill. Null with an address of its own."),
    BillingAddress: embedded("Address", "Address to bill; a copy from submission on.", { readOnly: true }),
    ShippingAddressID: text(
      "Saved address for every line, new ones included. Null where lines differ or have an address of their own.",
    ),
    Comments: text("Free text of the shopper.", { max: 2000, search: 4 }),
    LineItemCount: integer("Number of lines, not of units.", { readOnly: true, nullable: false }),
    Status: oneOf("OrderStatus", "Where it stands; operations move it.", { readOnly: true, nullable: false, sort: 7 }),
    DateCreated: date("When the order was begun.", { readOnly: true, sort: 2 }),
    DateSubmitted: date("When it opened; null while it waits for approval.", { readOnly: true, sort: 1 }),
    DateApproved: date("When the last approval was given.", { readOnly: true, sort: 8 }),
    DateDeclined: date("When it was declined; kept if it may be submitted again.", { readOnly: true, sort: 9 }),
    DateCanceled: date("When it was canceled.", { readOnly: true, sort: 10 }),
    DateCompleted: date("When everything was shipped, or it was declared complete.", { readOnly: true, sort: 11 }),
    LastUpdated: date("When it or anything on it last changed.", { readOnly: true, nullable: false, sort: 12 }),
    Subtotal: decimal("Sum of the lines, before discounts and promotions.", {
      readOnly: true,
      nullable: false,
      sort: 13,
    }),
    ShippingCost: decimal("Cost of shipping. The checkout integration sets it, or whoever has OverrideShipping.", {
      nullable: false,
      sort: 14,
    }),
    TaxCost: decimal("Taxes. The checkout integration sets them, or whoever has OverrideTax.", {
      nullable: false,
      sort: 15,
    }),
    Gratuity: decimal("Tip; the shopper may set it.", { nullable: false, atLeast: 0, default: 0, sort: 16 }),
    Fees: decimal("Fees set by the checkout integration.", { readOnly: true, nullable: false, default: 0, sort: 17 }),
    PromotionDiscount: decimal("What promotions take off, lines and order together.", {
      readOnly: true,
      nullable: false,
      sort: 18,
    }),
    Currency: text("Currency of the user's locale when it was begun; null without one.", { readOnly: true }),
    Total: decimal("Subtotal less discounts and promotions, plus tax, shipping, gratuity and fees.", {
      readOnly: true,
      nullable: false,
      sort: 19,
    }),
    IsSubmitted: flag("The seller has it: it opened, whatever came after.", {
      readOnly: true,
      nullable: false,
      sort: 20,
    }),
    SubscriptionID: text("Subscription that made it.", { readOnly: true }),
    BaseDiscount: decimal("What discounts take off its lines.", { readOnly: true, nullable: false }),
    xp: xp(),
  },
  "Purchase from a seller: a cart until it is submitted. Until then products and prices are today's; from then on they stay.",
);

export const orderUser = model(
  "OrderUser",
  {
    ...unlisted(person),
    ID: id("User that the order is for."),
    Username: text("Name that the user signs in with.", { required: true }),
    TermsAccepted: date("When the user accepted your terms."),
  },
  "The user an order is for, as on the order.",
);

export const orderSplitResult = model(
  "OrderSplitResult",
  {
    OutgoingOrders: listOf(embedded("Order"), "A new order for each supplier, from the marketplace owner."),
    RemainingLineItemIDs: listOf(text(), "Lines whose product has no default supplier."),
  },
  "The orders that were sent to suppliers, and the items that stayed.",
);

export const orderRepeatResponse = model(
  "OrderRepeatResponse",
  {
    Order: embedded("Order", "The new order, unsubmitted, at today's prices."),
    UnavailableItems: listOf(embedded("UnavailableLineItem"), "Lines of the old order that it lacks."),
  },
  "The new order, and the items that could not be ordered again.",
);
