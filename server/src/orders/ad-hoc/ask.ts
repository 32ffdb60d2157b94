import type { AddToCartResponse, DecimalText, User } from "@orderwell/contract";
import { userByKey } from "../../people/index.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { isId, sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import { AskFirst } from "../../platform/work/ask-first.ts";
import type { Outside } from "../../platform/work/outside.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { badAnswer, isSuccess, noAnswer, resultIn, type ServiceReply, unusable } from "../answers/usable.ts";
import type { AddToCartEvents } from "./events.ts";
import { type LineProduct, lineProduct } from "./product.ts";

/** Question about a product that the marketplace does not have. */
export class ProductQuestion {
  readonly productId: string;
  readonly quantity: number;
  /** Company that the order goes to. */
  readonly sellerId: string;

  constructor(productId: string, quantity: number, sellerId: string) {
    this.productId = productId;
    this.quantity = quantity;
    this.sellerId = sellerId;
  }
}

/** What a service said of such a product. */
export class DescribedProduct {
  readonly product: LineProduct;
  readonly unitPrice: DecimalText;

  constructor(product: LineProduct, unitPrice: DecimalText) {
    this.product = product;
    this.unitPrice = unitPrice;
  }
}

/**
 * What the service behind the caller's API client says of a product that the marketplace does not have
 * (docs/behaviour/catalog.md §10); nothing where nobody is to be asked.
 *
 * @param check refuses what the request itself gets wrong: of that the service is not to hear.
 * @throws AskFirst until it was asked.
 */
export async function describedProduct(
  { actor, answer, marketplaceId }: UserWork,
  { Status, buyer_id, ToCompanyID }: OrderHead,
  productId: string,
  quantity: number,
  check: () => Promise<void>,
): Promise<DescribedProduct | undefined> {
  const asks = actor.clientSettings.addToCartEventId !== null && actor.userType === "Buyer";
  if (!asks || Status !== "Unsubmitted" || buyer_id === null || !isId(productId)) return undefined;
  if (answer instanceof DescribedProduct && sameId(answer.product.ID, productId)) return answer;
  await check();
  throw new AskFirst(
    new ProductQuestion(productId, quantity, ToCompanyID ?? marketplaceId),
    badAnswer("The integration was asked too often about the same line item."),
  );
}

/** Answers what a work asks about products. @throws ApiError NotFound (Product), IntegrationEvent.BadRequest */
export const describing =
  (events: AddToCartEvents) =>
  async (request: Outside, { productId, quantity, sellerId }: ProductQuestion): Promise<DescribedProduct> => {
    const { actor, works, now, logId, services } = request;
    const eventId = actor.clientSettings.addToCartEventId;
    const [service, user] = await works.run(
      actor.marketplaceId,
      actor,
      "read",
      ({ db }) =>
        Promise.all([
          eventId === null ? undefined : events.find(db, eventId),
          services.people.users.find(db, userByKey(actor.userKey), actor.userId),
        ]),
      { now, logId },
    );
    // It was there when the caller was looked up.
    if (service === undefined) throw notFound("Product", productId);
    const asked = { ProductID: productId, Quantity: quantity, BuyerID: actor.companyId, SellerID: sellerId };
    // Replies splice in what is still unparsed, at any depth.
    const reply = await events
      .ask(request, service, { ...asked, BuyerUser: (user ?? null) as User | null })
      .catch(noAnswer);
    return described(productId, reply);
  };

/** @throws ApiError NotFound (Product) where the service has none either, IntegrationEvent.BadRequest */
function described(productId: string, { status, text }: ServiceReply): DescribedProduct {
  if (!isSuccess(status)) throw unusable(text, `Its status is ${status}.`);
  const { Product: product, UnitPrice } = resultIn("AddToCartResponse", text) as Partial<AddToCartResponse>;
  if (product == null) throw notFound("Product", productId);
  if (product.ID && !sameId(product.ID, productId)) throw unusable(text, `Product.ID is not ${productId}.`);
  if (UnitPrice == null) throw unusable(text, "UnitPrice is required.");
  if (new Decimal(UnitPrice).lessThan(0)) throw unusable(text, "UnitPrice must not be less than 0.");
  return new DescribedProduct(lineProduct({ ...product, ID: product.ID || productId }), UnitPrice);
}
