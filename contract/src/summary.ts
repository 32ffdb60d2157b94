/** One-line summaries of the operations that every resource has. */

export type CrudVerb = "List" | "Create" | "Get" | "Save" | "Delete" | "Patch";

const spelled: Readonly<Record<string, string>> = {
  ApiClient: "API client",
  ApiClientSecret: "secret",
  ApiClientAssignment: "API client assignment",
  BuyerAddress: "address",
  BuyerCreditCard: "credit card",
  BuyerProduct: "product",
  ProductCollectionInvitation: "invitation",
  SpecOption: "option",
  XpIndex: "xp index",
  OpenIdConnect: "OpenID Connect configuration",
  DeliveryConfig: "delivery configuration",
  ImpersonationConfig: "impersonation configuration",
};

const owners: Readonly<Record<string, string>> = {
  buyerID: "a buyer",
  supplierID: "a supplier",
  catalogID: "a catalog",
  productID: "a product",
  variantID: "a variant",
  orderID: "an order",
  specID: "a spec",
  apiClientID: "an API client",
  shipmentID: "a shipment",
  subscriptionID: "a subscription",
  productCollectionID: "a product collection",
};

/** `CostCenter` → `cost center`. */
export function noun(model: string): string {
  return spelled[model] ?? model.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** @param whose what follows the noun: `of a buyer`. Default: from the path. */
export function crudSummary(verb: CrudVerb, path: string, model: string, whose = ownerIn(path)): string {
  const one = noun(model);
  const of = whose && ` ${whose}`;
  const a = `${article(one)} ${one}`;
  switch (verb) {
    case "List":
      return `List ${plural(one)}${of}.`;
    case "Create":
      return `Create ${a}${of}.`;
    case "Get":
      return `Get ${a}${of}.`;
    case "Save":
      return `Create or replace ${a}${of}.`;
    case "Delete":
      return `Delete ${a}${of}.`;
    case "Patch":
      return `Change some properties of ${a}${of}.`;
  }
}

export function assignmentSummary(verb: "List" | "Save" | "Delete", model: string): string {
  const one = noun(model);
  if (verb === "List") return `List ${plural(one)}.`;
  return `${verb} ${article(one)} ${one}.`;
}

function ownerIn(path: string): string {
  const parent = /\{(\w+)\}\/[^{]*\{\w+\}$/.exec(path)?.[1];
  if (parent && owners[parent]) return `of ${owners[parent]}`;
  if (path.startsWith("/me/")) return "of the caller";
  return path.startsWith("/cart/") ? "of the cart" : "";
}

const article = (noun: string): string => (/^(?:[aeiou](?!ser|ni)|xp)/i.test(noun) ? "an" : "a");

function plural(noun: string): string {
  if (/(?:s|x|ch)$/.test(noun)) return noun === "xp index" ? "xp indices" : `${noun}es`;
  return noun.replace(/([^aeiou])y$/, "$1ie").concat("s");
}
