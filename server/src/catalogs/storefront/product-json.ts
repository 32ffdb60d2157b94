import type { DiscountedPrices, PriceBreak } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { trimmed } from "../../platform/money.ts";
import { RawJson } from "../../platform/wire/reply.ts";
import { applicableDiscounts } from "../discounts/applicable.store.ts";
import { type ApplicableDiscount, discountedBreaks } from "../pricing/discount.ts";
import { isOnSale, type SaleWindow } from "../pricing/sale.ts";
import { gap, productTexts, type ScheduleTextRow, scheduleTexts, type VersionedProduct } from "./product-json.store.ts";
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

const scheduleOf = ({ scheduleId, scheduleVersion }: VersionedProduct) =>
  scheduleId === null ? undefined : { id: scheduleId, version: scheduleVersion };

function priceText(schedule: ScheduleText, discounts: readonly ApplicableDiscount[] | undefined, now: Date): string {
  const breaks = discounts === undefined ? schedule.breaks : discountedText(schedule, discounts);
  return breaks + schedule.text.join(String(isOnSale(schedule, now)));
}

/** Products as replies have them, put together from the texts of rows that this process holds. */
export class ProductJson {
  readonly #products = new RowJsonCache(
    "product_json",
    productTexts,
    // Without its opening brace: the price comes first.
    ({ text }): readonly string[] => text.slice(1).split(gap),
  );
  readonly #schedules = new RowJsonCache("price_schedule_json", scheduleTexts, scheduleTextOf);
  readonly caches = [this.#products.cache, this.#schedules.cache];

  /**
   * The products of rows. Rows of versions that this process does not hold are read, in one trip. Undefined when one of them
   * has changed since it was named, which cannot happen within the snapshot that named it.
   */
  async of(
    db: TenantDb,
    rows: readonly VersionedProduct[],
    now: Date,
    { shopper, visible }: ShopperView,
  ): Promise<readonly RawJson[] | undefined> {
    const named = rows.filter((row): row is VersionedProduct & { id: string } => row.id !== null);
    const [products, schedules, discounts] = await Promise.all([
      this.#products.of(db, named),
      this.#schedules.of(
        db,
        named.map(scheduleOf).filter((row) => row !== undefined),
      ),
      visible.discounted
        ? applicableDiscounts(
            db,
            shopper,
            named.filter(({ scheduleId }) => scheduleId !== null).map(({ id }) => id),
          )
        : undefined,
    ]);
    const written: RawJson[] = [];
    let priced = 0;
    for (const [index, row] of named.entries()) {
      const product = products[index];
      const schedule = row.scheduleId === null ? undefined : schedules[priced++];
      if (product === undefined || (row.scheduleId !== null && schedule === undefined)) return undefined;
      const price = schedule ? priceText(schedule, discounts?.get(row.id), now) : "null";
      written.push(new RawJson(`{${row.added ?? ""}"PriceSchedule":${price},${product.join(String(row.quantity))}`));
    }
    return written;
  }
}
