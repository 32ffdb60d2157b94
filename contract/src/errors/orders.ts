import { error } from "../error.ts";
import { embedded, integer, listOf, oneOf, text } from "../field.ts";

/** Orders, from creation to completion. */
export const orderErrors = {
  "Order.CacheBuilding": error(
    503,
    "Orders are being indexed. Please try again in a moment.",
    "Try again after a few seconds.",
  ),
  "Order.CannotCancelInCurrentStatus": error(
    400,
    "An order in this status cannot be canceled by you.",
    "Ask the seller to cancel the order.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
  "Order.CannotCompleteBadStatus": error(
    400,
    "Only open orders can be completed.",
    "Submit the order, or have it approved, first.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
  "Order.CannotCreateInvalid": error(
    400,
    "The body of the order is missing or invalid.",
    "Send a JSON object; it may be empty.",
    { Problem: text({ nullable: true }) },
  ),
  "Order.CannotShipBadStatus": error(
    400,
    "Only open orders can be shipped.",
    "Ship only orders whose Status is Open.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
  "Order.CannotShipWithNoLineItems": error(
    400,
    "The order has no line items to ship.",
    "Add line items before the order is submitted.",
    { OrderID: text() },
  ),
  "Order.CannotSplitBadStatus": error(
    400,
    "Only open orders can be split or forwarded.",
    "Split or forward only orders whose Status is Open.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
  "Order.CannotSplitOutgoing": error(
    400,
    "Only incoming orders can be split or forwarded.",
    "Use the direction Incoming.",
  ),
  "Order.CannotSplitWrongUserType": error(
    403,
    "Only seller users may split or forward orders.",
    "Use a token of a seller user.",
  ),
  "Order.CannotSubmitBadStatus": error(
    400,
    "The order has been submitted before.",
    "Read the order again: it is no longer Unsubmitted or Declined.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
  "Order.CannotSubmitUncalculatedOrder": error(
    400,
    "Calculate the order before submitting it.",
    "Call Calculate, then submit.",
  ),
  "Order.LineItemLimit": error(
    400,
    "The order has as many line items as it may have.",
    "Put further line items on another order.",
    { OrderID: text(), Limit: integer() },
  ),
  "Order.OrderReturnLimit": error(
    400,
    "The order has as many order returns as it may have.",
    "Delete a return that was not submitted first.",
    { OrderID: text(), Limit: integer() },
  ),
  "Order.PaymentLimit": error(400, "The order has as many payments as it may have.", "Delete a payment first.", {
    OrderID: text(),
    Limit: integer(),
  }),
  "Order.CannotSubmitWithNoLineItems": error(
    400,
    "Add a line item before submitting the order.",
    "Add a line item, then submit.",
    { OrderID: text() },
  ),
  "Order.CannotSubmitWithUnaccceptedPayments": error(
    400,
    "A payment of the order has not been accepted.",
    "Have the payments that Data names accepted, or delete them.",
    { PaymentIDs: listOf(text()) },
  ),
  "Order.CannotSubmitWithParentProduct": error(
    400,
    "A line item names a parent product instead of one of its children.",
    "Replace the line item by one of a child product.",
    { ProductID: text(), LineItemID: text({ nullable: true }) },
  ),
  "Order.CannotSubmitWithInactiveProduct": error(
    400,
    "A product on the order is not active.",
    "Remove the line item.",
    { ProductID: text(), LineItemID: text({ nullable: true }) },
  ),
  "Order.ProductsNotFound": error(
    400,
    "Products on the order are no longer available.",
    "Remove the line items of the products that Data names.",
    { ProductIDs: listOf(text()) },
  ),
  "Order.ConflictsWithOtherShipments": error(
    400,
    "Line items of the order are on other shipments.",
    "Ship the rest with the shipment operations.",
    listOf(embedded("LineItem")),
  ),
  "Order.CreateIncomingRequiresFromUser": error(
    400,
    "Name the buyer user the order is from: FromCompanyID and FromUserID.",
    "Send both.",
  ),
  "Order.MustBeAwaitingApproval": error(
    400,
    "The order does not await approval.",
    "Read the order again: someone has approved or declined it.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
  "Order.NotEligibleToApprove": error(
    403,
    "You are in none of the groups whose approval is pending.",
    "Let a member of an approving group do it.",
  ),
  "Order.OverrideShippingPermission": error(
    403,
    "Setting the shipping cost needs the role OverrideShipping.",
    "Leave ShippingCost out, or use a token with the role.",
  ),
  "Order.OverrideTaxPermission": error(
    403,
    "Setting the tax needs the role OverrideTax.",
    "Leave TaxCost out, or use a token with the role.",
  ),
  "Order.CannotDeleteForwardedOrder": error(
    400,
    "Orders forwarded from this order still exist.",
    "Delete the forwarded orders first.",
    { OrderID: text() },
  ),
  "Order.CurrencyMismatch": error(
    400,
    "The user's currency is no longer the order's.",
    "Start another order in the currency of the user.",
    { OrderCurrency: text({ nullable: true }), UserCurrency: text({ nullable: true }) },
  ),
  "Order.SearchNotEnabled": error(400, "Searching across orders is not enabled.", "List orders without search."),
  "Order.AllowedOnSubmittedOnly": error(
    400,
    "Only submitted orders can be searched or filtered this way.",
    "Narrow the list to submitted orders.",
  ),
  "Order.CannotMixSubmittedAndUnsubmitted": error(
    400,
    "Ask for submitted and unsubmitted orders separately.",
    "Make two requests.",
  ),
  "Order.CannotApplyPromoBadStatus": error(
    400,
    "Promotions can be applied only before the order is open.",
    "Apply promotions before the order is submitted.",
    { OrderID: text(), Status: oneOf("OrderStatus") },
  ),
};
