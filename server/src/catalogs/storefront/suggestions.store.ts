import type { ProductSuggestions } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { mostAttempts } from "../product-index/product-indexes.ts";
import { typedWords } from "../product-index/suggestions.ts";
import { type CountArguments, type CountedRow, countedNow } from "../visibility/counted-classes.store.ts";
import { placeOf } from "./list.store.ts";
import type { ShopperWork } from "./optimistic-read.ts";
import type { ReadCaches } from "./read-caches.ts";
import { type ShopperArguments, shopperStamp } from "./shopper.store.ts";
import type { StampedView } from "./shopper-views.ts";

/** Arguments of suggestions. */
export interface SuggestionsAsked {
  readonly search?: string | undefined;
  readonly catalogID?: string | undefined;
  readonly categoryID?: string | undefined;
  readonly pageSize?: number | undefined;
}

const usualSize = 10;

type NamesArguments = ShopperArguments & CountArguments & { readonly ids: readonly string[] };

interface NamesRow extends CountedRow {
  readonly stamp: string | null;
  readonly products: Json;
}

/** Names of some products with their classes, with the shopper's stamp and the changes of the classes asked for. */
const namesOf = prepared<NamesArguments, NamesRow>(
  (args) => sql`
    select ${shopperStamp(args)} as stamp, n.state, n.counts, (
      select coalesce(json_agg(json_build_array(t.id, t.name, t.visibility_class_id) order by u.n), '[]'::json)
      from unnest(${args.ids}::text[]) with ordinality as u(id, n)
      join product t on t.marketplace_id = ${args.marketplaceId} and t.id = u.id
    ) as products
    from ${countedNow(args)} n`,
);

/** Carries out `ProductReads.suggestForShopper`. */
export async function suggestForShopper(
  caches: ReadCaches,
  work: ShopperWork,
  asked: SuggestionsAsked,
): Promise<ProductSuggestions> {
  const { db, actor, services } = work;
  const { marketplaceId } = db;
  const typed = typedWords(asked.search ?? "");
  if (typed === undefined) return { Items: [] };
  const most = asked.pageSize ?? usualSize;
  const viewNow = (): Promise<StampedView> =>
    services.tenants.transaction(
      marketplaceId,
      "snapshot",
      (fresh) => caches.views.read(fresh, actor.userKey),
      db.terms,
    );
  const indexed = { db, services };
  await caches.indexes.ready(indexed);
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    if (attempt > 0 && !(await caches.indexes.follow(indexed))) break;
    const known = attempt === 0 ? caches.views.last(marketplaceId, actor.userKey) : undefined;
    const view = known ?? (await viewNow());
    const classes = caches.visibility.classesIn(view.visible, placeOf(view, asked));
    const { version } = view.visible;
    const asWritten = !(await caches.synonyms.toleratesTypos(db, version));
    const scope = { classIds: classes.ids, version, asWritten };
    const found = await caches.indexes.suggest(indexed, typed, scope, most);
    if (found === undefined) continue;
    const { ids } = found;
    const { rows, counts } = await caches.counted.read(db, classes, false, (now) =>
      namesOf({ marketplaceId, userKey: actor.userKey, ids, ...now }),
    );
    const [row] = rows;
    if (row === undefined || row.stamp !== view.stamp || counts.changes !== found.changes) continue;
    const products = row.products.value as [id: string, name: string, classId: number][];
    const seen = products.filter(([, , classId]) => classes.ids.has(classId));
    return { Items: mixed(found.texts, seen, most) };
  }
  return { Items: [] };
}

/** Words and then products: half of each, or more where there are not so many of the other. */
function mixed(
  texts: readonly string[],
  products: readonly (readonly [id: string, name: string, classId: number])[],
  most: number,
): ProductSuggestions["Items"] {
  const words = texts.slice(0, Math.max(Math.ceil(most / 2), most - products.length));
  return [
    ...words.map((Text) => ({ Kind: "Word" as const, Text, ProductID: null })),
    ...products
      .slice(0, most - words.length)
      .map(([ProductID, Text]) => ({ Kind: "Product" as const, Text, ProductID })),
  ];
}
