import type { Resource, Section } from "@orderwell/contract";

/** Names by which readers know the sections of the API, and the IDs that join resources with them. */
const sections: Readonly<
  Record<Section, { readonly id: string; readonly name: string; readonly description: string }>
> = {
  "Authentication and authorization": {
    id: "AuthenticationAndAuthorization",
    name: "Authentication and Authorization",
    description: "Who may sign in, through what, and with which roles.",
  },
  "Marketplace owner": { id: "Seller", name: "Seller", description: "What belongs to the marketplace as a whole." },
  Buyers: { id: "Buyers", name: "Buyers", description: "Companies that buy, and what is theirs." },
  Suppliers: { id: "Suppliers", name: "Suppliers", description: "Companies that sell in the marketplace." },
  "Product catalogs": {
    id: "ProductCatalogs",
    name: "Product Catalogs",
    description: "What is sold, to whom, and for how much.",
  },
  "Orders and fulfillment": {
    id: "OrdersAndFulfillment",
    name: "Orders and Fulfillment",
    description: "Carts, orders, payments, approvals, shipments and returns.",
  },
  "Me and my stuff": { id: "MeAndMyStuff", name: "Me and My Stuff", description: "What a shopper is, sees and owns." },
  Integrations: { id: "Integrations", name: "Integrations", description: "Services that are told or asked." },
  Portal: { id: "Portal", name: "Portal", description: "Accounts and their marketplaces." },
};

/** SDKs bring classes of these names, so what the document describes goes by another. */
const named: Readonly<Record<string, string>> = { Auth: "Oauth", UserInfo: "Oauth" };

/** Tag of a resource: its name with a blank before each capital, since generators make class names of words. */
export const tagOf = (resource: string): string => (named[resource] ?? resource).replace(/(?<=[a-z])(?=[A-Z])/g, " ");

/** Entries of `tags`: each section, followed by its resources, which name it. */
export function tagsOf(resources: readonly Resource[]): object[] {
  const bySection = Map.groupBy(resources, ({ section }) => section);
  return [...bySection].flatMap(([section, within]) => {
    const { id, name, description } = sections[section];
    const tags = new Map(within.map((resource) => [tagOf(resource.name), resource.description]));
    return [
      { name, description, "x-id": id },
      ...[...tags].map(([tag, text]) => ({ name: tag, description: text, "x-section-id": id })),
    ];
  });
}
