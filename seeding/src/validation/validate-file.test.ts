import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import type { FileRecord } from "../marketplace-file.ts";
import { validateFile } from "./validate-file.ts";

const simpleB2c = parse(readFileSync(new URL("../../fixtures/simple-b2c.yml", import.meta.url), "utf8"));

/** Records by resource; assignments are told by their name. */
type Records = Readonly<Record<string, readonly FileRecord[]>>;

function file(records: Records): { Objects: Records; Assignments: Records } {
  const entries = Object.entries(records);
  const isAssignment = ([name]: [string, unknown]) => /Assignments?$/.test(name);
  return {
    Objects: Object.fromEntries(entries.filter((entry) => !isAssignment(entry))),
    Assignments: Object.fromEntries(entries.filter(isAssignment)),
  };
}

const person = { FirstName: "A", LastName: "B", Email: "a@example.com", Active: true };
const buyer = { ID: "b", Name: "B", DefaultCatalogID: "c" };
const shop: Records = { Catalogs: [{ ID: "c", Name: "C" }], Buyers: [buyer] };
const priced = (ID: string, more: object = {}) => ({ ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: 5 }], ...more });
const event = (ID: string, EventType: string) => ({
  ID,
  Name: ID,
  EventType,
  CustomImplementationUrl: "https://example.com",
  HashKey: "key",
});

test("a published file has no findings", () => {
  assert.deepEqual(validateFile(simpleB2c), []);
});

test("content that is no marketplace file is one finding", () => {
  for (const content of [null, "text", [], {}, { Objects: [] }, { Objects: { Buyers: "none" } }])
    assert.equal(validateFile(content).length, 1, JSON.stringify(content));
});

/** Description of the fault, the records, and the findings expected as `resource.property of id`. */
const cases: readonly [string, Records, readonly string[]][] = [
  ["an unknown resource", { Gizmos: [] }, ["Gizmos"]],
  ["a missing name", { Suppliers: [{ ID: "s" }] }, ["Suppliers.Name of s"]],
  ["a missing parent", { CostCenters: [{ ID: "c", Name: "C" }] }, ["CostCenters.BuyerID of c"]],
  ["a malformed ID", { Suppliers: [{ ID: "a b", Name: "S" }] }, ["Suppliers.ID of a b"]],
  [
    "an ID of 101 characters",
    { Suppliers: [{ ID: "x".repeat(101), Name: "S" }] },
    [`Suppliers.ID of ${"x".repeat(101)}`],
  ],
  [
    "an ID used twice, in another case",
    {
      Suppliers: [
        { ID: "s", Name: "S" },
        { ID: "S", Name: "S" },
      ],
    },
    ["Suppliers.ID of S"],
  ],
  [
    "the same ID under two buyers is fine",
    {
      ...shop,
      Buyers: [buyer, { ...buyer, ID: "b2" }],
      UserGroups: [
        { ID: "g", Name: "G", BuyerID: "b" },
        { ID: "g", Name: "G", BuyerID: "b2" },
      ],
    },
    [],
  ],
  [
    "a username shared by users of two types",
    {
      AdminUsers: [{ ID: "a", Username: "Kim", ...person }],
      Suppliers: [{ ID: "s", Name: "S" }],
      SupplierUsers: [{ ID: "u", SupplierID: "s", Username: "kim", ...person }],
    },
    ["SupplierUsers.Username of u"],
  ],
  [
    "a weak password",
    { AdminUsers: [{ ID: "a", Username: "k", Password: "lowercase1", ...person }] },
    ["AdminUsers.Password of a"],
  ],
  [
    "an unknown default user of an API client",
    { ApiClients: [{ ID: "x", AppName: "X", AccessTokenDuration: 60, DefaultContextUserName: "nobody" }] },
    ["ApiClients.DefaultContextUserName of x"],
  ],
  ["an unknown catalog", { Buyers: [buyer] }, ["Buyers.DefaultCatalogID of b"]],
  [
    "a group of another buyer",
    {
      ...shop,
      Buyers: [buyer, { ...buyer, ID: "b2" }],
      Users: [{ ID: "u", Username: "u", BuyerID: "b", ...person }],
      UserGroups: [{ ID: "g", Name: "G", BuyerID: "b2" }],
      UserGroupAssignments: [{ UserID: "u", UserGroupID: "g", BuyerID: "b" }],
    },
    ["UserGroupAssignments.UserGroupID of u / g / b"],
  ],
  [
    "a client unknown to a webhook",
    { Webhooks: [{ ID: "w", Name: "W", ApiClientIDs: ["x"] }] },
    ["Webhooks.ApiClientIDs of w"],
  ],
  ["a foreign owner", { Catalogs: [{ ID: "c", Name: "C", OwnerID: "other" }] }, ["Catalogs.OwnerID of c"]],
  [
    "a supplier as owner is fine",
    { Suppliers: [{ ID: "s", Name: "S" }], Catalogs: [{ ID: "c", Name: "C", OwnerID: "s" }] },
    [],
  ],
  [
    "a security profile for an unknown user",
    {
      SecurityProfiles: [{ ID: "p", Name: "P" }],
      SecurityProfileAssignments: [{ SecurityProfileID: "p", UserID: "u" }],
    },
    ["SecurityProfileAssignments.UserID of p / u"],
  ],
  [
    "an impersonating group that is not the marketplace's",
    {
      SecurityProfiles: [{ ID: "p", Name: "P" }],
      ApiClients: [{ ID: "x", AppName: "X", AccessTokenDuration: 60 }],
      ImpersonationConfigs: [{ ID: "i", ClientID: "x", SecurityProfileID: "p", ImpersonationGroupID: "g" }],
    },
    ["ImpersonationConfigs.ImpersonationGroupID of i"],
  ],
  [
    "an approving group of another organization",
    {
      Suppliers: [{ ID: "s", Name: "S" }],
      AdminUserGroups: [{ ID: "g", Name: "G" }],
      SellerApprovalRules: [
        { ID: "r", OwnerID: "s", ApprovalType: "OrderReturn", ApprovingGroupID: "g", RuleExpression: "true" },
      ],
    },
    ["SellerApprovalRules.ApprovingGroupID of r"],
  ],
  [
    "an address assigned for nothing",
    {
      ...shop,
      Addresses: [{ ID: "a", BuyerID: "b", Street1: "1 Road", City: "C", Country: "GB" }],
      AddressAssignments: [{ AddressID: "a", BuyerID: "b" }],
    },
    ["AddressAssignments.IsShipping of a / b"],
  ],
  [
    "a default price schedule without breaks",
    {
      PriceSchedules: [priced("p", { PriceBreaks: [] })],
      Products: [{ ID: "x", Name: "X", DefaultPriceScheduleID: "p" }],
    },
    ["Products.DefaultPriceScheduleID of x"],
  ],
  [
    "two breaks of one quantity",
    {
      PriceSchedules: [
        priced("p", {
          PriceBreaks: [
            { Quantity: 1, Price: 5 },
            { Quantity: 1, Price: 4 },
          ],
        }),
      ],
    },
    ["PriceSchedules.PriceBreaks of p"],
  ],
  [
    "a maximum below the minimum",
    { PriceSchedules: [priced("p", { MinQuantity: 5, MaxQuantity: 4 })] },
    ["PriceSchedules.MaxQuantity of p"],
  ],
  [
    "a sale that ends before it starts",
    { PriceSchedules: [priced("p", { SaleStart: "2026-02-01T00:00:00Z", SaleEnd: "2026-01-01T00:00:00Z" })] },
    ["PriceSchedules.SaleEnd of p"],
  ],
  [
    "a price in a currency that the group does not use",
    {
      ...shop,
      Locales: [{ ID: "eur", Currency: "EUR" }],
      UserGroups: [{ ID: "g", Name: "G", BuyerID: "b" }],
      PriceSchedules: [priced("usd", { Currency: "USD" }), priced("eur", { Currency: "EUR" })],
      Products: [{ ID: "x", Name: "X" }],
      ProductCatalogAssignment: [{ CatalogID: "c", ProductID: "x" }],
      LocaleAssignments: [{ LocaleID: "eur", BuyerID: "b", UserGroupID: "g" }],
      ProductAssignments: [
        { ProductID: "x", BuyerID: "b", UserGroupID: "g", PriceScheduleID: "eur" },
        { ProductID: "x", BuyerID: "b", UserGroupID: "g", PriceScheduleID: "usd" },
        { ProductID: "x", BuyerID: "b", PriceScheduleID: "eur" },
      ],
    },
    ["ProductAssignments.PriceScheduleID of x / b / g", "ProductAssignments.PriceScheduleID of x / b"],
  ],
  [
    "a currency and language twice",
    {
      Locales: [
        { ID: "a", Currency: "EUR" },
        { ID: "b", Currency: "eur" },
      ],
    },
    ["Locales.Currency of b"],
  ],
  ["a product without a name", { Products: [{ ID: "x" }] }, ["Products.Name of x"]],
  [
    "a child of a product that is no parent",
    {
      Products: [
        { ID: "x", Name: "X" },
        { ID: "y", ParentID: "x" },
      ],
    },
    ["Products.ParentID of y"],
  ],
  [
    "a parent with variants",
    { Products: [{ ID: "x", Name: "X", IsParent: true, VariantCount: 2 }] },
    ["Products.VariantCount of x", "Products.VariantCount of x"],
  ],
  [
    "stock tracked in two ways",
    {
      AdminAddresses: [{ ID: "a", Street1: "1 Road", City: "C", Country: "GB" }],
      Products: [{ ID: "x", Name: "X", Inventory: { Enabled: true, VariantLevelTracking: true } }],
      InventoryRecords: [{ ID: "i", ProductID: "x", AddressID: "a" }],
    },
    ["Products.Inventory of x"],
  ],
  [
    "goods shipped from an address that the default supplier does not have",
    {
      Suppliers: [{ ID: "s", Name: "S" }],
      AdminAddresses: [{ ID: "a", Street1: "1 Road", City: "C", Country: "GB" }],
      Products: [{ ID: "x", Name: "X", DefaultSupplierID: "s", ShipFromAddressID: "a" }],
    },
    ["Products.ShipFromAddressID of x"],
  ],
  [
    "a spec that defines variants without being required",
    { Specs: [{ ID: "c", Name: "C", DefinesVariant: true, AllowOpenText: true }] },
    ["Specs.Required of c", "Specs.AllowOpenText of c"],
  ],
  [
    "a default option of another spec",
    {
      Specs: [
        { ID: "c", Name: "C", DefaultOptionID: "o" },
        { ID: "d", Name: "D" },
      ],
      SpecOptions: [{ ID: "o", SpecID: "d", Value: "O" }],
    },
    ["Specs.DefaultOptionID of c"],
  ],
  [
    "a spec with nothing to choose",
    {
      Specs: [{ ID: "c", Name: "C" }],
      Products: [{ ID: "x", Name: "X" }],
      SpecProductAssignments: [{ SpecID: "c", ProductID: "x" }],
    },
    ["SpecProductAssignments.SpecID of c / x"],
  ],
  [
    "variants of a product without specs",
    { Products: [{ ID: "x", Name: "X", VariantCount: 2 }] },
    ["Products.VariantCount of x"],
  ],
  [
    "a variant of an unknown option",
    {
      Specs: [{ ID: "c", Name: "C", DefinesVariant: true, Required: true }],
      SpecOptions: [{ ID: "o", SpecID: "c", Value: "O" }],
      Products: [{ ID: "x", Name: "X", VariantCount: 1 }],
      SpecProductAssignments: [{ SpecID: "c", ProductID: "x" }],
      Variants: [
        { ID: "x-o", ProductID: "x", Specs: [{ SpecID: "c", OptionID: "o" }] },
        { ID: "x-p", ProductID: "x", Specs: [{ SpecID: "c", OptionID: "p" }] },
      ],
    },
    ["Variants.Specs of x-p"],
  ],
  [
    "two facets over one path",
    {
      ProductFacets: [
        { ID: "a", Name: "A", XpPath: "Color" },
        { ID: "color", Name: "C" },
      ],
    },
    ["ProductFacets.XpPath of color"],
  ],
  [
    "a buyer whose own catalog exists",
    { Catalogs: [{ ID: "b", Name: "B" }], Buyers: [{ ID: "b", Name: "B" }] },
    ["Buyers.DefaultCatalogID of b"],
  ],
  [
    "a buyer that shops from its group's catalog, in a group that is not there, and a catalog for nobody",
    {
      Catalogs: [{ ID: "c", Name: "C" }],
      BuyerGroups: [{ ID: "g", Name: "G", DefaultCatalogID: "c" }],
      Buyers: [
        { ID: "b", Name: "B", GroupID: "g" },
        { ID: "b2", Name: "B", GroupID: "none" },
      ],
      CatalogAssignments: [{ CatalogID: "c", BuyerGroupID: "g" }, { CatalogID: "c" }],
      Products: [{ ID: "x", Name: "X" }],
      ProductCatalogAssignments: [{ CatalogID: "c", ProductID: "x" }],
      ProductAssignments: [
        { ProductID: "x", BuyerID: "b" },
        { ProductID: "x", BuyerID: "b2" },
      ],
    },
    ["Buyers.GroupID of b2", "CatalogAssignments.BuyerID of c", "ProductAssignments.ProductID of x / b2"],
  ],
  [
    "a product assigned to a buyer of other catalogs",
    { ...shop, Products: [{ ID: "x", Name: "X" }], ProductAssignments: [{ ProductID: "x", BuyerID: "b" }] },
    ["ProductAssignments.ProductID of x / b"],
  ],
  [
    "a category assigned to a buyer without the catalog",
    {
      Catalogs: [{ ID: "c", Name: "C" }],
      Buyers: [{ ID: "b", Name: "B" }],
      Categories: [{ ID: "k", Name: "K", CatalogID: "c" }],
      CategoryAssignments: [{ CategoryID: "k", CatalogID: "c", BuyerID: "b" }],
    },
    ["CategoryAssignments.BuyerID of k / b / c"],
  ],
  [
    "a child product in a catalog",
    {
      ...shop,
      Products: [
        { ID: "x", Name: "X", IsParent: true },
        { ID: "y", ParentID: "x" },
      ],
      ProductCatalogAssignment: [{ CatalogID: "c", ProductID: "y" }],
    },
    ["ProductCatalogAssignment.ProductID of c / y"],
  ],
  [
    "categories in a circle",
    {
      Catalogs: [{ ID: "c", Name: "C" }],
      Categories: [
        { ID: "k", Name: "K", CatalogID: "c", ParentID: "l" },
        { ID: "l", Name: "L", CatalogID: "c", ParentID: "k" },
        { ID: "m", Name: "M", CatalogID: "c", ParentID: "k" },
      ],
    },
    ["Categories.ParentID of k", "Categories.ParentID of l"],
  ],
  [
    "an integration event of another type",
    {
      IntegrationEvents: [event("e", "OrderCheckout")],
      ApiClients: [
        {
          ID: "x",
          AppName: "X",
          AccessTokenDuration: 60,
          OrderCheckoutIntegrationEventID: "e",
          OrderReturnIntegrationEventID: "e",
        },
      ],
    },
    ["ApiClients.OrderReturnIntegrationEventID of x"],
  ],
];

for (const [title, records, expected] of cases)
  test(`validation: ${title}`, () => {
    const found = validateFile(file(records)).map(({ resource, property, id }) =>
      property === undefined ? resource : `${resource}.${property} of ${id}`,
    );
    assert.deepEqual(found, expected);
  });
