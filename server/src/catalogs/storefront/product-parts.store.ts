import type { InventoryRecord, Spec, Variant } from "@orderwell/contract";
import type { Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { usableRecord } from "../inventory/available.store.ts";
import { withoutAddresses } from "../inventory-records/addresses.ts";
import { records } from "../inventory-records/store.ts";
import { productSpecs, ofProduct as specsOf } from "../specs/of-product.store.ts";
import { variantsWith } from "../variants/store.ts";
import type { Shopper } from "./purchasable.ts";

/** A column of the one product that is meant, as a scalar subquery; null when the shopper does not see it. */
type ProductColumn = (name: string) => RawBuilder<unknown>;

/** A table of what belongs to products, and which of its rows a product's shoppers see. */
interface Part<Model extends object> {
  table(usable: RawBuilder<unknown>): Table<Model>;
  /**
   * Over the alias `t`.
   *
   * @param usable condition of inventory records `r` that the shopper may draw on.
   */
  where(product: ProductColumn, usable: RawBuilder<unknown>): RawBuilder<unknown>;
}

const specs: Part<Spec> = {
  table: () => productSpecs,
  where: (product) => specsOf(product("id"), product("parent_id")),
};

/** Only what can be bought. */
const activeVariants: Part<Variant> = {
  table: variantsWith,
  where: (product) => sql`t.product_id = ${product("id")} and t.active`,
};

const usableBy = (marketplaceId: string, { buyerId, groupKeys }: Shopper): RawBuilder<unknown> =>
  usableRecord({
    marketplaceId: sql`${marketplaceId}`,
    buyerId: sql`${buyerId}`,
    groupKeys: sql`${`{${groupKeys.join(",")}}`}`,
  });

interface ClassRow {
  readonly classId: number;
}

/** What `read` finds of a product, if they see it. @throws ApiError NotFound (Product) */
async function ofProduct<Model extends object, Result>(
  work: UserWork,
  productId: string,
  part: Part<Model>,
  read: (
    db: UserWork["db"],
    table: Table<Model>,
    where: RawBuilder<unknown>,
    product: ProductColumn,
    usable: RawBuilder<unknown>,
  ) => Promise<Result>,
): Promise<Result> {
  const found = await work.services.productReads.readAsShopper(work, async (db, { shopper, visible }) => {
    const usable = usableBy(db.marketplaceId, shopper);
    const which = sql`p.marketplace_id = ${db.marketplaceId} and ${idIs("p.id", productId)}`;
    const product: ProductColumn = (name) => sql`(select p.${sql.ref(name)} from product p where ${which})`;
    const [head, result] = await Promise.all([
      db.row<ClassRow>(sql`select p.visibility_class_id as "classId" from product p where ${which}`),
      read(db, part.table(usable), part.where(product, usable), product, usable),
    ]);
    return head !== undefined && visible.sees(head.classId) ? { result } : undefined;
  });
  if (found === undefined) throw notFound("Product", productId);
  return found.result;
}

const list =
  <Model extends object>(part: Part<Model>) =>
  (work: UserWork, productId: string, request: ListRequest): Promise<Page<Row<Model>>> =>
    ofProduct(work, productId, part, (db, table, where) => table.list(db, { where }, request));

const get =
  <Model extends object>(part: Part<Model>) =>
  async (work: UserWork, productId: string, id: string): Promise<Row<Model>> => {
    const found = await ofProduct(work, productId, part, async (db, table, where) => ({
      model: table.model,
      row: await table.find(db, { where }, id),
    }));
    if (found.row === undefined) throw notFound(found.model, id);
    return found.row;
  };

/** The specs of a product that the calling shopper sees. @throws ApiError NotFound (Product) */
export const listBuyerSpecs = list(specs);
/** @throws ApiError NotFound (Product, Spec) */
export const getBuyerSpec = get(specs);
/** The active variants of a product that the calling shopper sees. @throws ApiError NotFound (Product) */
export const listBuyerVariants = list(activeVariants);
/** @throws ApiError NotFound (Product, Variant) */
export const getBuyerVariant = get(activeVariants);

interface RecordList {
  readonly variantID?: string;
  readonly includeAddress: boolean | undefined;
}

/** The inventory record `t` as the one, `r`, that a condition is about. */
const asRecord = (usable: RawBuilder<unknown>): RawBuilder<unknown> => sql`exists (select from inventory_record r
  where r.marketplace_id = t.marketplace_id and r.key = t.key and ${usable})`;

/** Records of a product itself. */
const ownRecords: Part<InventoryRecord> = {
  table: () => records,
  where: (product, usable) => sql`t.product_id = ${product("id")} and t.variant_id is null and ${asRecord(usable)}`,
};

/** Records of a variant, by its stored ID. */
const recordsOfVariant = (id: RawBuilder<unknown>): Part<InventoryRecord> => ({
  table: () => records,
  where: (product, usable) => sql`t.product_id = ${product("id")} and ${asRecord(usable)} and t.variant_id = ${id}`,
});

/**
 * The inventory records of a product that the calling shopper sees, or of an active variant of it, that they may draw on.
 *
 * @throws ApiError NotFound (Product, Variant)
 */
export async function listBuyerRecords(
  work: UserWork,
  productId: string,
  request: ListRequest,
  { variantID, includeAddress }: RecordList,
): Promise<Page<Row<InventoryRecord>>> {
  const page = await (variantID === undefined
    ? list(ownRecords)(work, productId, request)
    : listVariantRecords(work, productId, variantID, request));
  return includeAddress === false ? withoutAddresses(page) : page;
}

async function listVariantRecords(
  work: UserWork,
  productId: string,
  variantId: string,
  request: ListRequest,
): Promise<Page<Row<InventoryRecord>>> {
  const found = await ofProduct(work, productId, ownRecords, async (db, table, _where, product, usable) => {
    const which = sql`v.marketplace_id = ${db.marketplaceId} and v.product_id = ${product("id")} and v.active
      and ${idIs("v.id", variantId)}`;
    const id = sql`(select v.id from variant v where ${which})`;
    const [variant, page] = await Promise.all([
      db.row(sql`select from variant v where ${which}`),
      table.list(db, { where: recordsOfVariant(id).where(product, usable) }, request),
    ]);
    return variant === undefined ? undefined : page;
  });
  if (found === undefined) throw notFound("Variant", variantId);
  return found;
}
