import type { Product } from "@orderwell/contract";
import { type ApiError, apiError, combined, notFound } from "../../platform/errors/api-error.ts";
import type { Found, FoundParent, StoredState } from "./references.store.ts";

/**
 * Tells whether a product may be parent or child as its draft says (docs/behaviour/catalog.md §3).
 *
 * @param parent the product that `ParentID` names; null when there is none.
 * @param stored what the product has so far; absent for a new one.
 * @throws ApiError with the code of the first rule that is broken
 */
export function checkFamily(draft: Product, parent: FoundParent | null, stored: StoredState | undefined): void {
  if (draft.ParentID !== null && draft.IsParent) throw apiError("Product.ParentProductCannotHaveParent");
  if (draft.IsParent && draft.IsBundle) throw apiError("Product.ParentProductCannotBeABundle");
  if (draft.ParentID !== null) {
    if (parent === null) throw notFound("Product", draft.ParentID);
    if (draft.IsBundle || parent.isBundle)
      throw apiError("Product.ParentProductCannotBeABundle", { ParentID: parent.id });
    if (!parent.isParent || parent.parentId !== null || parent.id === draft.ID)
      throw apiError("Product.IsNotParent", { ParentID: parent.id });
    if (parent.ownerId !== draft.OwnerID)
      throw apiError("Product.ParentChildProductOwnersShouldMatch", {
        OwnerID: draft.OwnerID,
        ParentOwnerID: parent.ownerId,
      });
  }
  if (stored === undefined) return;
  if (!draft.IsParent && stored.hasChildren) throw apiError("Product.CannotModifyIsParent");
  if (stored.variants > 0 && draft.IsParent) throw apiError("Product.CannotModifyIsParentForVariant");
  if (stored.variants > 0 && draft.ParentID !== null) throw apiError("Product.CannotModifyParentIDForVariant");
  if (stored.definesVariants && (draft.IsParent || draft.ParentID !== null))
    throw apiError("ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec");
}

/**
 * Writes the references of a draft in their stored spelling.
 *
 * @throws ApiError NotFound for each that is not there; PriceSchedule.NoPriceBreaks
 */
export function resolveReferences(draft: Product, found: Found): void {
  const findings: ApiError[] = [];
  const missing = (model: string, id: string | null) => void findings.push(notFound(model, id));
  const schedule = found.DefaultPriceScheduleID;
  if (schedule === null) missing("PriceSchedule", draft.DefaultPriceScheduleID);
  else if (schedule !== undefined) {
    if (!schedule.hasBreaks) findings.push(apiError("PriceSchedule.NoPriceBreaks", { PriceScheduleID: schedule.id }));
    draft.DefaultPriceScheduleID = schedule.id;
  }
  if (found.DefaultSupplierID === null) missing("Supplier", draft.DefaultSupplierID);
  else if (found.DefaultSupplierID !== undefined) draft.DefaultSupplierID = found.DefaultSupplierID;
  if (found.ShipFromAddressID === null) missing("Address", draft.ShipFromAddressID);
  else if (found.ShipFromAddressID !== undefined) draft.ShipFromAddressID = found.ShipFromAddressID;
  if (findings.length > 0) throw combined(findings);
  if (found.ParentID) draft.ParentID = found.ParentID.id;
}

/** An order can be forwarded automatically only to a known supplier, by a known user of the seller. */
export function checkForwarding(draft: Product, supplierId: string | null, forwarder: boolean | undefined): void {
  if (draft.AutoForward && (supplierId === null || forwarder !== true))
    throw apiError("Seller.AutoForwardingUserRequired", { DefaultSupplierID: supplierId });
}
