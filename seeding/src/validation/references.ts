import type { FileRecord } from "../marketplace-file.ts";
import { marketplacePlaceholder } from "../placeholders.ts";
import { parentsOf, resourceRules, ruleOf } from "../resources.ts";
import type { Contents } from "./contents.ts";
import { given } from "./finding.ts";

/** Every reference leads to an object of the file, within the same buyer, supplier, catalog, product or spec. */
export function checkReferences(contents: Contents): void {
  for (const rule of resourceRules)
    for (const record of contents.all(rule.name)) {
      for (const [property, target] of Object.entries(rule.references))
        for (const id of [record[property]].flat())
          if (given(id) && !contents.find(target, id, parentsWithin(target, property, record)))
            contents.report(rule.name, record, property, `${property}: there is no ${id} in ${target}.`);
      for (const property of ["OwnerID", "SellerID"])
        if (given(record[property]) && !isOrganization(contents, record[property]))
          contents.report(rule.name, record, property, `${property} is neither the marketplace nor a supplier.`);
    }
}

/** A parent that the reference itself names cannot tell where to look for it. */
function parentsWithin(target: string, property: string, record: FileRecord): FileRecord {
  const parents = parentsOf(ruleOf.get(target)!).filter((parent) => parent !== property);
  return Object.fromEntries(parents.map((parent) => [parent, record[parent]]));
}

function isOrganization(contents: Contents, id: unknown): boolean {
  return id === marketplacePlaceholder || contents.find("Suppliers", id) !== undefined;
}

/** Tells whether the object belongs to the marketplace itself rather than to a supplier. */
export function isMarketplaceOwned(record: FileRecord): boolean {
  return !given(record.OwnerID) || record.OwnerID === marketplacePlaceholder;
}
