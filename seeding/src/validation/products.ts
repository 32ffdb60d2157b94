import type { FileRecord } from "../marketplace-file.ts";
import type { Contents } from "./contents.ts";
import { folded, given } from "./finding.ts";
import { isMarketplaceOwned } from "./references.ts";
import { checkVariants } from "./variants.ts";

/** Families, stock, origin and specs of products. */
export function checkProducts(contents: Contents): void {
  for (const product of contents.all("Products")) {
    checkFamily(contents, product);
    checkStock(contents, product);
    checkOrigin(contents, product);
  }
  for (const spec of contents.all("Specs")) checkSpec(contents, spec);
  for (const record of contents.all("SpecProductAssignments")) {
    const spec = contents.find("Specs", record.SpecID);
    if (spec && !given(spec.DefaultValue) && spec.AllowOpenText !== true && optionsOf(contents, spec).length === 0)
      contents.report("SpecProductAssignments", record, "SpecID", "The spec offers neither option, text nor default.");
  }
  checkVariants(contents);
  const paths = new Set<string>();
  for (const facet of contents.all("ProductFacets")) {
    const path = folded(facet.XpPath ?? facet.ID);
    if (paths.has(path)) contents.report("ProductFacets", facet, "XpPath", "Another facet has the same path.");
    paths.add(path);
  }
}

function checkFamily(contents: Contents, product: FileRecord): void {
  const parent = given(product.ParentID) ? contents.find("Products", product.ParentID) : undefined;
  const report = (property: string, message: string) => contents.report("Products", product, property, message);
  // A child takes the name of its parent.
  if (!given(product.Name) && !given(product.ParentID)) report("Name", "Name is required.");
  if (parent && product.IsParent === true) report("IsParent", "A parent product cannot have a parent.");
  if (parent && parent.IsParent !== true) report("ParentID", `${product.ParentID} is not a parent product.`);
  if (parent && folded(parent.OwnerID ?? "") !== folded(product.OwnerID ?? ""))
    report("OwnerID", "Parent and child have different owners.");
  if ((parent || product.IsParent === true) && Number(product.VariantCount) > 0)
    report("VariantCount", "Parent and child products have no variants.");
}

function checkStock(contents: Contents, product: FileRecord): void {
  const inventory = (product.Inventory ?? {}) as FileRecord;
  const recordsOf = (resource: string) =>
    contents.all(resource).filter((record) => folded(record.ProductID) === folded(product.ID));
  const perVariant = inventory.VariantLevelTracking === true;
  const misplaced = recordsOf(perVariant ? "InventoryRecords" : "VariantInventoryRecords");
  if (misplaced.length > 0)
    contents.report(
      "Products",
      product,
      "Inventory",
      perVariant
        ? "Stock is tracked per variant, yet there are inventory records of the product."
        : "Stock is tracked per product, yet there are inventory records of variants.",
    );
  if (perVariant && (given(product.ParentID) || product.IsParent === true))
    contents.report("Products", product, "Inventory", "Parent and child products cannot track stock per variant.");
  for (const resource of ["InventoryRecords", "VariantInventoryRecords"])
    for (const record of recordsOf(resource))
      if (
        given(record.AddressID) &&
        !isAddressOf(contents, isMarketplaceOwned(record) ? null : record.OwnerID, record.AddressID)
      )
        contents.report(resource, record, "AddressID", "The owner has no such address.");
}

function checkOrigin(contents: Contents, product: FileRecord): void {
  if (given(product.ShipFromAddressID) && !isAddressOf(contents, product.DefaultSupplierID, product.ShipFromAddressID))
    contents.report(
      "Products",
      product,
      "ShipFromAddressID",
      given(product.DefaultSupplierID)
        ? "The default supplier has no such address."
        : "The marketplace has no such address.",
    );
}

function isAddressOf(contents: Contents, supplierId: unknown, addressId: unknown): boolean {
  return given(supplierId)
    ? contents.find("SupplierAddresses", addressId, { SupplierID: supplierId }) !== undefined
    : contents.find("AdminAddresses", addressId) !== undefined;
}

function checkSpec(contents: Contents, spec: FileRecord): void {
  if (spec.DefinesVariant === true && spec.Required !== true)
    contents.report("Specs", spec, "Required", "A spec that defines variants must be required.");
  if (spec.DefinesVariant === true && spec.AllowOpenText === true)
    contents.report("Specs", spec, "AllowOpenText", "A spec that defines variants cannot allow open text.");
  if (given(spec.DefaultOptionID) && !contents.find("SpecOptions", spec.DefaultOptionID, { SpecID: spec.ID }))
    contents.report("Specs", spec, "DefaultOptionID", `The spec has no option ${spec.DefaultOptionID}.`);
}

function optionsOf(contents: Contents, spec: FileRecord): FileRecord[] {
  return contents.all("SpecOptions").filter((option) => folded(option.SpecID) === folded(spec.ID));
}
