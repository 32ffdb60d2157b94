import { date, decimal, embedded, flag, listOf, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { created, ownId } from "../shared-fields.ts";

export const payment = model(
  "Payment",
  {
    ID: ownId("the order", { search: 1, sort: 2 }),
    Type: oneOf("PaymentType", "Means of payment. Required on creation; never changes.", { sort: 3 }),
    DateCreated: created({ nullable: false, sort: 1 }),
    CreditCardID: text("Saved card to charge, with type CreditCard. Null: a card used once. Never changes.", {
      sort: 4,
    }),
    SpendingAccountID: text("Account to debit; required with type SpendingAccount. Never changes.", { sort: 5 }),
    Description: text("Free text; nothing depends on it.", { max: 2000, search: 2 }),
    Currency: text("Currency of the order.", { readOnly: true }),
    Amount: decimal(
      "What is paid. Written as null, it is what other payments leave of the total, and follows it; replies show the number.",
    ),
    Accepted: flag(
      "An order is submitted only with every payment accepted. Cards start as false, others as true; changed by who has OrderAdmin.",
    ),
    OrderReturnID: text("Order return that it refunds; then the amount is negative."),
    xp: xp(),
    Transactions: listOf(embedded("PaymentTransaction"), "What happened at the payment provider.", { readOnly: true }),
  },
  "A payment for an order, or a refund for a return. Money itself is moved by a service of yours. Payments may not exceed the total, and need not cover it.",
);

export const paymentTransaction = model(
  "PaymentTransaction",
  {
    ID: ownId("the payment"),
    Type: text("Kind of step in your words, such as `Authorization`.", { required: true }),
    DateExecuted: date("When the provider carried it out.", { required: true, nullable: false }),
    Currency: text("Currency of the amount; may differ from the payment's.", { max: 100 }),
    Amount: decimal("Amount of the step; not added to anything."),
    Succeeded: flag("The provider did it.", { nullable: false }),
    ResultCode: text("Code that the provider answered with."),
    ResultMessage: text("Words that the provider answered with."),
    xp: xp(),
  },
  "A step at the payment provider, kept as a record: it moves no money and changes no payment.",
);
