import { error } from "../error.ts";
import { text } from "../field.ts";

/** Addresses, saved ones and those of orders. */
export const addressErrors = {
  "Address.CannotEditPublic": error(
    400,
    "This address was assigned to you and is not yours to change.",
    "Save an address of your own instead, or ask who administers the buyer.",
  ),
  "Address.CannotUpdateNotFound": error(
    400,
    "There is no shipping address on the order to change.",
    "Set a whole shipping address with PUT first.",
  ),
  "Address.IsNotShippingAddress": error(
    400,
    "The address is not assigned for shipping.",
    "Use an address that is assigned to the buyer user for shipping, or give the address itself.",
    { AddressID: text(), LineItemID: text({ nullable: true }) },
  ),
  "Address.CannotDeleteInventoryRecordAddress": error(
    400,
    "The address is used by inventory records.",
    "Delete the inventory records of the address, or give them another, first.",
  ),
  "AddressAssignment.MustBeBillingOrShipping": error(
    400,
    "Set IsBilling, IsShipping or both.",
    "Send at least one of the two as true.",
  ),
  "BuyerAddress.MustBeBillingOrShipping": error(
    400,
    "Set Billing, Shipping or both.",
    "Send at least one of the two as true.",
  ),
  "BillingAddress.CannotModifyNotFound": error(
    400,
    "There is no billing address on the order to change.",
    "Set a whole billing address with PUT first.",
  ),
  "BillingAddress.CannotPatchSetByID": error(
    400,
    "The billing address refers to a saved address; change BillingAddressID or set a whole address.",
    "Change BillingAddressID, or set a whole address with PUT.",
  ),
  "ShippingAddress.CannotModifyNotFound": error(
    400,
    "There is no shipping address on the order to change.",
    "Set a whole shipping address with PUT first.",
  ),
  "ShippingAddress.CannotPatchSetByID": error(
    400,
    "The shipping address refers to a saved address; change ShippingAddressID or set a whole address.",
    "Change ShippingAddressID, or set a whole address with PUT.",
  ),
};
