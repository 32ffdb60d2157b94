import type { ObjectWrite } from "../../platform/changes/object-write.ts";

type Key = ObjectWrite["key"];

/** An object that synchronization of entities tells of. */
export interface Entity {
  /** Name of its kind in messages. */
  readonly kind: string;
  /** Parameters of the path that reads it, those of its place first. */
  readonly of: Readonly<Record<string, string>>;
}

const text = (value: string | number | null | undefined): string => String(value ?? "");

/** The entity that a table's row is; undefined for what is none. */
export function entityOf(table: string, key: Key): Entity | undefined {
  const id = text(key.id);
  switch (table) {
    case "buyer":
      return { kind: "buyer", of: { buyerID: id } };
    case "supplier":
      return { kind: "supplier", of: { supplierID: id } };
    case "catalog":
      return { kind: "catalog", of: { catalogID: id } };
    case "category":
      return { kind: "category", of: { catalogID: text(key.catalog_id), categoryID: id } };
    case "user_group":
      return key.buyer_id
        ? { kind: "buyerusergroup", of: { buyerID: text(key.buyer_id), userGroupID: id } }
        : undefined;
    case "app_user":
      if (key.buyer_id) return { kind: "buyeruser", of: { buyerID: text(key.buyer_id), userID: id } };
      if (key.supplier_id) return { kind: "supplieruser", of: { supplierID: text(key.supplier_id), userID: id } };
      return { kind: "adminuser", of: { userID: id } };
    default:
      return undefined;
  }
}
