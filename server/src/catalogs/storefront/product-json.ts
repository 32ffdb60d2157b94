import type { DiscountedPrices, PriceBreak } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { trimmed } from "../../platform/money.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import { applicableDiscounts } from "../discounts/applicable.store.ts";
import { type ApplicableDiscount, discountedBreaks } from "../pricing/discount.ts";
import type { SaleWindow } from "../pricing/sale.ts";
import { type Halves, KeptRow, KeptRows } from "./kept-rows.ts";
import { gap, productTexts, type ScheduleTextRow, scheduleTexts, type VersionedProduct } from "./product-json.store.ts";
import type { Shopper } from "./purchasable.ts";
import { RowJsonCache } from "./row-json-cache.ts";
import type { ShopperView } from "./shopper-views.ts";

/** A schedule's text, open where it says whether its sale is on. */
interface ScheduleText extends SaleWindow {
  /** Their decimals are kept as text within JSON. */
  readonly PriceBreaks: readonly PriceBreak[];
  /** Its breaks as they are without a discount. */
  readonly breaks: string;
  readonly text: readonly [string, string];
}

function scheduleTextOf({ breaks, text, SaleStart, SaleEnd }: ScheduleTextRow): ScheduleText {
  const PriceBreaks = breaks.value as PriceBreak[];
  const [before, after] = text.slice(1).split(gap) as [string, string];
  return {
    PriceBreaks,
    SaleStart,
    SaleEnd,
    breaks: `{"PriceBreaks":[${PriceBreaks.map((one) => breakText(one, "null")).join(",")}],"Discount":null,`,
    text: [before, after],
  };
}

/** A product's text in pieces, between which comes its quantity, without its opening brace: the price comes first. */
const productTextOf = (text: string): readonly string[] => text.slice(1).split(gap);

const decimal = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? "null" : trimmed(String(value));

const pricesText = ({ Price, SalePrice, SubscriptionPrice, BundlePrice }: DiscountedPrices): string =>
  `"Price":${decimal(Price)},"SalePrice":${decimal(SalePrice)},"SubscriptionPrice":${decimal(SubscriptionPrice)},"BundlePrice":${decimal(BundlePrice)}`;

/** Breaks, and the discount that takes most off them, for a shopper who has discounts on the product. */
function discountedText({ PriceBreaks }: ScheduleText, discounts: readonly ApplicableDiscount[]): string {
  const { discount, prices } = discountedBreaks(PriceBreaks, discounts);
  const breaks = PriceBreaks.map((one, index) => {
    const price = prices[index];
    return breakText(one, price ? `{${pricesText(price)},"Percent":${decimal(price.Percent)}}` : "null");
  });
  const shown = discount && JSON.stringify({ ID: discount.id, Description: discount.description });
  return `{"PriceBreaks":[${breaks.join(",")}],"Discount":${shown},`;
}

const breakText = (
  { Quantity, Price, SalePrice, SubscriptionPrice, BundlePrice }: PriceBreak,
  discounted: string,
): string =>
  `{"Discounted":${discounted},"Quantity":${Quantity},"Price":${decimal(Price)},"SalePrice":${decimal(SalePrice)},"SubscriptionPrice":${decimal(SubscriptionPrice)},"BundlePrice":${decimal(BundlePrice)}}`;

const scheduleOf = ({ scheduleId, scheduleVersion }: Pick<VersionedProduct, "scheduleId" | "scheduleVersion">) =>
  scheduleId === null || scheduleVersion === null ? undefined : { id: scheduleId, version: scheduleVersion };

/** Products that are shown, and to whom. */
interface ShownRows {
  readonly rows: readonly VersionedProduct[];
  /** Tells whether no price but its default can apply to a product. */
  readonly isDefaultPriced: (row: VersionedProduct) => boolean;
  readonly now: Date;
  readonly view: ShopperView;
}

type NamedRow = VersionedProduct & { readonly id: string };

interface OpenText {
  readonly halves: Halves;
  /** Undefined where no price applies: the text is whole then. */
  readonly schedule: ScheduleText | undefined;
}

/** The text of the schedule that gives a row its price, if it was read along. */
function scheduleAlong(row: Omit<VersionedProduct, "id" | "version">): ScheduleTextRow | undefined {
  const { scheduleText, breaks, SaleStart = null, SaleEnd = null } = row;
  const schedule = scheduleOf(row);
  return schedule === undefined || scheduleText == null || breaks == null
    ? undefined
    : { ...schedule, text: scheduleText, breaks, SaleStart, SaleEnd };
}

/** A row whose texts were read along; undefined where its schedule's was not. */
function openAlong(row: NamedRow): OpenText | undefined {
  const schedule = scheduleAlong(row);
  if (row.productText == null || (schedule === undefined && row.scheduleId !== null)) return undefined;
  return openText(row, productTextOf(row.productText), schedule && scheduleTextOf(schedule), undefined);
}

function openText(
  row: NamedRow,
  product: readonly string[],
  schedule: ScheduleText | undefined,
  discounts: readonly ApplicableDiscount[] | undefined,
): OpenText {
  const before = `{${row.added ?? ""}"PriceSchedule":`;
  const after = `,${product.join(String(row.quantity))}`;
  if (schedule === undefined) return { halves: [`${before}null`, after], schedule };
  const breaks = discounts === undefined ? schedule.breaks : discountedText(schedule, discounts);
  return { halves: [before + breaks + schedule.text[0], schedule.text[1] + after], schedule };
}

/** Products as replies have them, put together from the texts of rows that this process holds. */
export class ProductJson {
  readonly #products = new RowJsonCache("product_json", productTexts, ({ text }) => productTextOf(text));
  readonly #schedules = new RowJsonCache("price_schedule_json", scheduleTexts, scheduleTextOf);
  readonly #kept = new KeptRows();
  readonly caches = [this.#products.cache, this.#schedules.cache, this.#kept.cache];

  /** What is held of each product for shoppers who pay its default price, or its ID. */
  heldOf(marketplaceId: string, ids: readonly string[], { currency }: Shopper): (KeptRow | string)[] {
    const rowOf = this.#kept.of(marketplaceId, currency, performance.now());
    return ids.map((id) => rowOf(id) ?? id);
  }

  /** Tells whether the text of a product is held, of this version or another. */
  hasText(marketplaceId: string, id: string): boolean {
    return this.#products.has(marketplaceId, id);
  }

  /** Tells whether the text of a product is held in some way for a shopper who pays its default price. */
  holds(marketplaceId: string, id: string, { currency }: Shopper): boolean {
    return this.#kept.has(marketplaceId, currency, id) || this.hasText(marketplaceId, id);
  }

  /** Holds the texts that were read along with versions of a row. */
  #keepTexts(marketplaceId: string, { id, version, productText, ...row }: NamedRow): void {
    if (productText == null) return;
    this.#products.keep(marketplaceId, { id, version, text: productText });
    const schedule = scheduleAlong(row);
    if (schedule !== undefined) this.#schedules.keep(marketplaceId, schedule);
  }

  /**
   * The products of rows. Rows of versions that this process does not hold are read, in one trip. Undefined when one of them
   * has changed since it was named, which cannot happen within the snapshot that named it.
   */
  async of(db: TenantDb, { rows, isDefaultPriced, now, view }: ShownRows): Promise<readonly RawJson[] | undefined> {
    const { marketplaceId } = db;
    const { currency } = view.shopper;
    const rowOf = this.#kept.of(marketplaceId, currency, performance.now());
    // Within a write a row can change twice in one version.
    const isKept = (row: VersionedProduct): boolean =>
      row.added === undefined && db.mode !== "write" && !view.visible.discounted && isDefaultPriced(row);
    const named = rows.filter((row): row is NamedRow => row.id !== null);
    const held = named.map((row) => {
      if (!isKept(row)) return undefined;
      if (row instanceof KeptRow) return row;
      const kept = rowOf(row.id);
      if (!kept?.isOf(row)) return undefined;
      kept.lieAt(row);
      return kept;
    });
    // Whose texts came along has a row made of them alone; they need not be held beside it.
    const open = named.map((row, index) =>
      held[index] === undefined && isKept(row) && row.productText != null ? openAlong(row) : undefined,
    );
    const missing = named.filter((_, index) => held[index] === undefined && open[index] === undefined);
    for (const row of missing) this.#keepTexts(marketplaceId, row);
    const texts = missing.length === 0 ? [] : await this.#openTexts(db, missing, view);
    if (texts === undefined) return undefined;
    let next = 0;
    return named.map((row, index) => {
      const kept = held[index];
      if (kept !== undefined) return kept.at(now);
      const { halves, schedule } = open[index] ?? texts[next++]!;
      const made = new KeptRow(row, halves, schedule, now);
      if (isKept(row) && !this.#kept.set(marketplaceId, currency, made)) this.#keepTexts(marketplaceId, row);
      return made.at(now);
    });
  }

  async #openTexts(
    db: TenantDb,
    rows: readonly NamedRow[],
    { shopper, visible }: ShopperView,
  ): Promise<OpenText[] | undefined> {
    const [products, schedules, discounts] = await Promise.all([
      this.#products.of(db, rows),
      this.#schedules.of(
        db,
        rows.map(scheduleOf).filter((row) => row !== undefined),
      ),
      visible.discounted
        ? applicableDiscounts(
            db,
            shopper,
            rows.filter(({ scheduleId }) => scheduleId !== null).map(({ id }) => id),
          )
        : undefined,
    ]);
    const written: OpenText[] = [];
    let priced = 0;
    for (const [index, row] of rows.entries()) {
      const product = products[index];
      const schedule = row.scheduleId === null ? undefined : schedules[priced++];
      if (product === undefined || (row.scheduleId !== null && schedule === undefined)) return undefined;
      written.push(openText(row, product, schedule, discounts?.get(row.id)));
    }
    return written;
  }
}
