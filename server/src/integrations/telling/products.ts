import { productDocument } from "../../catalogs/index.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Said } from "../outgoing/message.ts";
import { asReplied } from "./replied.ts";

/** The state of a product with its prices, placements and specs (docs/behaviour/integrations.md §6.1). */
export async function tellProduct(work: UserWork, id: string, withoutPrices: boolean): Promise<Said | undefined> {
  const found = await productDocument(work, id, withoutPrices);
  if (found === undefined) return undefined;
  const { product, defaultSchedule, parties, sellers, specs, ...places } = found;
  const { ID, ...rest } = asReplied("Product", product);
  const schedule = (row: object) => asReplied("PriceSchedule", row);
  const says = {
    ProductID: ID,
    Marketplace: work.marketplaceId,
    ...rest,
    DefaultPriceSchedule: defaultSchedule && schedule(defaultSchedule),
    PartyPriceSchedules: parties.map(({ Seller, Party, PartyType, schedule: row }) => ({
      Seller,
      Party,
      PartyType,
      PriceSchedule: schedule(row),
    })),
    SellerDefaultPriceSchedules: sellers.map(({ Seller, schedule: row }) => ({
      Seller,
      PriceSchedule: schedule(row),
    })),
    ...places,
    Specs: specs.map((spec) => asReplied("Spec", spec)),
    xp: rest.xp,
  };
  return { type: "product.updated", says, objects: [{ ids: [String(ID)], says }] };
}
