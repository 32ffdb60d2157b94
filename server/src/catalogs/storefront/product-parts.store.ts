import type { Spec, Variant } from "@orderwell/contract";
import type { Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { productSpecs, ofProduct as specsOf } from "../specs/of-product.store.ts";
import { variants } from "../variants/store.ts";

/** A column of the one product that is meant, as a scalar subquery; null when the shopper does not see it. */
type ProductColumn = (name: string) => RawBuilder<unknown>;

/** A table of what belongs to products, and which of its rows a product's shoppers see. */
interface Part<Model extends object> {
  readonly table: Table<Model>;
  /** Over the alias `t`. */
  where(product: ProductColumn): RawBuilder<unknown>;
}

const specs: Part<Spec> = {
  table: productSpecs,
  where: (product) => specsOf(product("id"), product("parent_id")),
};

/** Only what can be bought. */
const activeVariants: Part<Variant> = {
  table: variants,
  where: (product) => sql`t.product_id = ${product("id")} and t.active`,
};

async function ofProduct<Model extends object, Result>(
  work: UserWork,
  productId: string,
  { where }: Part<Model>,
  read: (db: UserWork["db"], where: RawBuilder<unknown>) => Promise<Result>,
): Promise<Result> {
  const found = await work.services.productReads.readAsShopper(work, async (db, { visible }) => {
    const which = sql`p.marketplace_id = ${db.marketplaceId} and lower(p.id) = ${productId.toLowerCase()}
        and p.visibility_class_id = any(${visible.classes.text}::int[])`;
    const product: ProductColumn = (name) => sql`(select p.${sql.ref(name)} from product p where ${which})`;
    const [head, result] = await Promise.all([
      db.row(sql`select from product p where ${which}`),
      read(db, where(product)),
    ]);
    return head === undefined ? undefined : { result };
  });
  if (found === undefined) throw notFound("Product", productId);
  return found.result;
}

const list =
  <Model extends object>(part: Part<Model>) =>
  (work: UserWork, productId: string, request: ListRequest): Promise<Page<Row<Model>>> =>
    ofProduct(work, productId, part, (db, where) => part.table.list(db, { where }, request));

const get =
  <Model extends object>(part: Part<Model>) =>
  async (work: UserWork, productId: string, id: string): Promise<Row<Model>> => {
    const found = await ofProduct(work, productId, part, (db, where) => part.table.find(db, { where }, id));
    if (found === undefined) throw notFound(part.table.model, id);
    return found;
  };

/** The specs of a product that the calling shopper sees. @throws ApiError NotFound (Product) */
export const listBuyerSpecs = list(specs);
/** @throws ApiError NotFound (Product, Spec) */
export const getBuyerSpec = get(specs);
/** The active variants of a product that the calling shopper sees. @throws ApiError NotFound (Product) */
export const listBuyerVariants = list(activeVariants);
/** @throws ApiError NotFound (Product, Variant) */
export const getBuyerVariant = get(activeVariants);
