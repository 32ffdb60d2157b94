import type { FileRecord } from "../marketplace-file.ts";
import type { Contents } from "./contents.ts";
import { folded, given } from "./finding.ts";

/** Checks where products and categories are placed: catalogs must be assigned before what is in them. */
export function checkPlacement(contents: Contents): void {
  const buyers = pairs(contents, "CatalogAssignments", "BuyerID");
  for (const record of contents.all("CatalogAssignments"))
    if (given(record.BuyerID) === given(record.BuyerGroupID))
      contents.report("CatalogAssignments", record, "BuyerID", "Name a buyer or a buyer group.");
  for (const buyer of contents.all("Buyers")) {
    const group = given(buyer.GroupID) ? contents.find("BuyerGroups", buyer.GroupID) : undefined;
    for (const { CatalogID, BuyerGroupID } of contents.all("CatalogAssignments"))
      if (group && given(BuyerGroupID) && folded(BuyerGroupID) === folded(group.ID))
        buyers.add(folded(`${CatalogID}/${buyer.ID}`));
    if (given(buyer.DefaultCatalogID)) buyers.add(folded(`${buyer.DefaultCatalogID}/${buyer.ID}`));
    else if (given(group?.DefaultCatalogID)) continue;
    else if (contents.find("Catalogs", buyer.ID))
      contents.report("Buyers", buyer, "DefaultCatalogID", "A catalog of the buyer's ID exists: name it as default.");
    else buyers.add(folded(`${buyer.ID}/${buyer.ID}`));
  }
  const products = pairs(contents, "ProductCatalogAssignment", "ProductID");
  for (const record of contents.all("CategoryProductAssignments"))
    products.add(folded(`${record.CatalogID}/${record.ProductID}`));

  for (const record of contents.all("CategoryAssignments"))
    if (!buyers.has(folded(`${record.CatalogID}/${record.BuyerID}`)))
      contents.report("CategoryAssignments", record, "BuyerID", "The catalog is not assigned to the buyer.");
  for (const record of contents.all("ProductAssignments")) {
    const product = contents.find("Products", record.ProductID);
    const placed = given(product?.ParentID) ? product?.ParentID : record.ProductID;
    const common = contents
      .all("Catalogs")
      .some(
        (catalog) =>
          buyers.has(folded(`${catalog.ID}/${record.BuyerID}`)) && products.has(folded(`${catalog.ID}/${placed}`)),
      );
    if (product && !common)
      contents.report("ProductAssignments", record, "ProductID", "Product and buyer have no catalog in common.");
  }
  for (const record of contents.all("ProductCatalogAssignment"))
    if (given(contents.find("Products", record.ProductID)?.ParentID))
      contents.report("ProductCatalogAssignment", record, "ProductID", "A child product goes where its parent goes.");
  checkCircles(contents);
}

function pairs(contents: Contents, resource: string, property: string): Set<string> {
  return new Set(contents.all(resource).map((record) => folded(`${record.CatalogID}/${record[property]}`)));
}

/** Follows every record to its ancestors, each of them once: what a walk has passed needs no other. */
function checkCircles(contents: Contents): void {
  for (const resource of ["Categories", "Products"]) {
    const settled = new Set<FileRecord>();
    for (const record of contents.all(resource)) {
      const passed: FileRecord[] = [];
      const inWalk = new Set<FileRecord>();
      let at: FileRecord | undefined = record;
      for (; at !== undefined && !settled.has(at) && !inWalk.has(at); at = parentOf(contents, resource, at)) {
        passed.push(at);
        inWalk.add(at);
      }
      const circle = at !== undefined && inWalk.has(at) ? passed.slice(passed.indexOf(at)) : [];
      for (const member of circle) contents.report(resource, member, "ParentID", "The record is its own ancestor.");
      for (const one of passed) settled.add(one);
    }
  }
}

function parentOf(contents: Contents, resource: string, record: FileRecord): FileRecord | undefined {
  return given(record.ParentID) ? contents.find(resource, record.ParentID, record) : undefined;
}
