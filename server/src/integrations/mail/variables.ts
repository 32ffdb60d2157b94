import type { wire } from "@orderwell/contract";

/** Values that a template names, in any case. */
export type Variables = Readonly<Record<string, unknown>>;

type Row = Readonly<Record<string, unknown>>;

/** A message as templates see it: the envelope, and what it is about. */
export type MailedMessage = Pick<wire.MessageSenderPayload, "Environment" | "MessageType"> & {
  readonly Recipient: Row;
  readonly EventBody: Row;
};

/** Variables of a message by the names that mail services have for them (docs/behaviour/integrations.md §4). */
export function variablesOf({ Environment, MessageType, Recipient, EventBody: body }: MailedMessage): Variables {
  return named({
    environment: Environment,
    messagetype: MessageType,
    recipient: own(Recipient),
    username: body.Username,
    passwordtoken: body.PasswordRenewalAccessToken,
    passwordverificationcode: body.PasswordRenewalVerificationCode,
    passwordrenewalurl: body.PasswordRenewalUrl,
    onetimepassword: body.OneTimePassword,
    clientid: body.ClientID,
    ...(isRow(body.Order) && ofOrder(body.Order, body, Recipient)),
    ...(isRow(body.OrderReturn) && ofReturn(body.OrderReturn)),
    ...(isRow(body.Shipment) && ofShipment(body.Shipment, rows(body.ShipmentItems))),
    ...(isRow(body.Subscription) && ofSubscription(body.Subscription, body)),
    ...(isRow(body.ProductCollection) && { productcollectionname: body.ProductCollection.Name, userid: body.UserID }),
  });
}

function ofOrder(order: Row, body: Row, recipient: Row): Row {
  const user = isRow(order.FromUser) ? order.FromUser : recipient;
  return {
    firstname: user.FirstName,
    lastname: user.LastName,
    orderid: order.ID,
    datesubmitted: order.DateSubmitted,
    currency: order.Currency,
    subtotal: order.Subtotal,
    tax: order.TaxCost,
    shipping: order.ShippingCost,
    total: order.Total,
    lineitemcount: order.LineItemCount,
    products: rows(body.LineItems).map(productOf),
    approvals: rows(body.Approvals).map(approvalOf),
    ...flat("orderxp", order.xp),
  };
}

function productOf(line: Row): Variables {
  const product = isRow(line.Product) ? line.Product : {};
  const to = isRow(line.ShippingAddress) ? line.ShippingAddress : {};
  return named({
    cost: line.LineTotal,
    quantity: line.Quantity,
    productid: line.ProductID ?? line.ID,
    productname: product.Name,
    productdesc: product.Description,
    shiptoname: to.AddressName ?? to.CompanyName,
    shiptostreet1: to.Street1,
    shiptostreet2: to.Street2,
    shiptocity: to.City,
    shiptostate: to.State,
    shiptopostalcode: to.Zip,
    shiptocountry: to.Country,
  });
}

function approvalOf(approval: Row): Variables {
  const approver = isRow(approval.Approver) ? approval.Approver : {};
  return named({
    approvinggroupid: approval.ApprovingGroupID,
    status: approval.Status,
    datecreated: approval.DateCreated,
    datecompleted: approval.DateCompleted,
    comments: approval.Comments,
    approverid: approver.ID,
    approveremail: approver.Email,
    approverfirstname: approver.FirstName,
    approverlastname: approver.LastName,
    approverusername: approver.Username,
    approverphone: approver.Phone,
  });
}

const ofReturn = (orderReturn: Row): Row => ({
  orderreturnid: orderReturn.ID,
  refundamount: orderReturn.RefundAmount,
  returnitems: rows(orderReturn.ItemsToReturn).map(own),
  ...flat("orderreturnxp", orderReturn.xp),
});

const ofShipment = (shipment: Row, items: readonly Row[]): Row => ({
  shipmentid: shipment.ID,
  shipmenttrackingnumber: shipment.TrackingNumber,
  shipper: shipment.Shipper,
  dateshipped: shipment.DateShipped,
  ...flat("toaddress", shipment.ToAddress, ""),
  shipmentitems: items.map((item) => {
    const product = isRow(item.Product) ? item.Product : {};
    return named({
      cost: item.UnitPrice,
      quantityshipped: item.QuantityShipped,
      productid: product.ID,
      productname: product.Name,
      productdesc: product.Description,
    });
  }),
  ...flat("shipmentxp", shipment.xp),
});

const ofSubscription = (subscription: Row, body: Row): Row => ({
  subscriptionid: subscription.ID,
  subscriptionnextorderdate: subscription.NextOrderDate,
  products: rows(body.LineItems).map(productOf),
  unavailableproducts: (Array.isArray(body.UnavailableProductIDs) ? body.UnavailableProductIDs : []).map((id) =>
    named({ id }),
  ),
});

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isRow) : []);
const own = (row: Row): Variables => named(row);

/** `prefix_a_b` for each value at any depth, and by index in lists. */
function flat(prefix: string, value: unknown, joint = "_"): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const visit = (path: string, at: unknown, between: string): void => {
    if (typeof at !== "object" || at === null) {
      if (path !== prefix) found[path] = at;
      return;
    }
    for (const [key, held] of Object.entries(at)) visit(`${path}${between}${key}`, held, "_");
  };
  visit(prefix, value, joint);
  return found;
}

/** An object whose properties are found in any case, and that has nothing but them. */
function named(values: Row): Variables {
  const held = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value ?? ""]));
  const find = (name: string | symbol): unknown =>
    typeof name === "string" ? held.get(name.toLowerCase()) : undefined;
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_, name) => find(name),
    has: (_, name) => find(name) !== undefined,
    ownKeys: () => [...held.keys()],
    getOwnPropertyDescriptor(_, name) {
      const value = find(name);
      return value === undefined ? undefined : { value, configurable: true, enumerable: true, writable: false };
    },
  });
}
