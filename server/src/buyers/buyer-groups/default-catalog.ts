import type { Work } from "../../platform/work/work.ts";

/** Services of catalogs, which are built on buyers, to buyers; the application supplies them. */
export interface DefaultCatalogs {
  /**
   * Makes the catalog of a new buyer that names none: same ID, assigned to it with everything visible.
   *
   * @returns the catalog's ID.
   * @throws ApiError Buyer.DefaultCatalogAlreadyExists
   */
  create(work: Work, buyer: { readonly ID: string; readonly Name: string }): Promise<string>;
  /**
   * The stored ID of a catalog, which must be assigned to the buyer or to its group where `openTo` names one. It stays
   * until the transaction ends.
   *
   * @throws ApiError NotFound (Catalog)
   */
  resolve(work: Work, catalogId: string, openTo?: string): Promise<string>;
  /** Assigns the catalog to the buyer with everything visible, unless it is assigned already. */
  assign(work: Work, buyerId: string, catalogId: string): Promise<void>;
  /** Takes a buyer group that is about to be deleted out of what catalogs keep of it. */
  leaveGroup(work: Work, groupId: string): Promise<void>;
  /** Takes a buyer that is about to be deleted out of what catalogs keep of it. */
  leave(work: Work, buyerId: string): Promise<void>;
}
