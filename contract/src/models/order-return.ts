import { date, decimal, embedded, integer, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { ownId } from "../shared-fields.ts";

export const orderReturn = model(
  "OrderReturn",
  {
    ID: ownId("the marketplace", { search: 1, sort: 3 }),
    OrderID: text("Order that it is about, open or completed. Never changes.", { required: true, search: 2, sort: 4 }),
    PaymentIDs: listOf(text(), "Payments of the order that refunded it.", { readOnly: true }),
    Status: oneOf("OrderStatus", "Where it stands; operations move it.", { readOnly: true, nullable: false }),
    DateCreated: date("When it was begun.", { readOnly: true, sort: 2 }),
    DateSubmitted: date("When it opened; null while it waits for approval.", { readOnly: true, sort: 1 }),
    DateApproved: date("When the last approval was given.", { readOnly: true, sort: 5 }),
    DateDeclined: date("When it was declined.", { readOnly: true, sort: 6 }),
    DateCanceled: date("When it was canceled.", { readOnly: true, sort: 7 }),
    DateCompleted: date("When it was refunded whole, or declared complete.", { readOnly: true, sort: 8 }),
    LastUpdated: date("When it last changed. Unsubmitted ones are deleted 14 days after.", {
      readOnly: true,
      nullable: false,
      sort: 9,
    }),
    RefundAmount: decimal(
      "What is to be refunded: the sum of the items, unless OrderAdmin sets it. Null: not decided.",
    ),
    Comments: text("Free text for whoever decides.", { max: 2000 }),
    ItemsToReturn: listOf(embedded("OrderReturnItem"), "Lines that are given back. May be empty: money alone."),
    xp: xp(),
  },
  "A wish to give goods back, or to have money back, for an order.",
);

export const orderReturnItem = model(
  "OrderReturnItem",
  {
    LineItemID: text("Line of the order; once only in a return.", { required: true }),
    Quantity: integer("Units given back: at most what was received and not returned yet. 0: money alone.", {
      nullable: false,
      atLeast: 0,
      default: 0,
    }),
    RefundAmount: decimal("What is to be refunded for it. From the integration or OrderAdmin; of shoppers, ignored."),
    Comments: text("Reason, for whoever decides.", { max: 500 }),
  },
  "A line that is given back.",
);

export const orderReturnCalculatePayload = model(
  "OrderReturnCalculatePayload",
  {
    OrderReturn: embedded("OrderReturn", "The return whose amounts are asked for."),
    OrderWorksheet: embedded("OrderWorksheet", "The order it is about."),
  },
  "Body that an integration receives to decide about refunds.",
);

export const orderReturnCalculateResponse = model(
  "OrderReturnCalculateResponse",
  {
    RefundAmount: decimal("What is to be refunded in all."),
    ItemsToReturnCalcs: listOf(embedded("LineItemReturnCalculation"), "What is to be refunded for single lines."),
  },
  "The integration's answer: what is to be refunded.",
);

export const lineItemReturnCalculation = model(
  "LineItemReturnCalculation",
  {
    LineItemID: text("Line that the return names."),
    RefundAmount: decimal("What is to be refunded for it."),
  },
  "Refund that an integration decided for a line.",
);
