import type { wire } from "@orderwell/contract";
import { notFound } from "./errors.ts";
import { answer, type Handler } from "./handler.ts";
import type { ServiceAnswer } from "./payloads.ts";
import { hashKeyOf, signedBody } from "./signature.ts";

type Calls = wire.ServiceCalls;
type Step<Id extends keyof Calls> = (payload: Calls[Id]["body"]) => Promise<ServiceAnswer<Id>> | ServiceAnswer<Id>;

interface Keyed {
  /** `HashKey` of the integration event. */
  readonly hashKey: string;
}

/**
 * Service behind an integration event of the type OrderCheckout. Its steps are told apart by the last segment of the path,
 * in any case; those that are left out are answered 404, which the platform keeps on the worksheet.
 */
export const checkout = (
  options: Keyed & {
    readonly estimateShipping?: Step<"OrderCheckout.EstimateShipping">;
    readonly calculate?: Step<"OrderCheckout.Calculate">;
    readonly submit?: Step<"OrderCheckout.Submit">;
    readonly submitForApproval?: Step<"OrderCheckout.SubmitForApproval">;
    readonly approved?: Step<"OrderCheckout.Approved">;
  },
): Handler =>
  bySegment(options, {
    shippingrates: options.estimateShipping,
    ordercalculate: options.calculate,
    ordersubmit: options.submit,
    ordersubmitforapproval: options.submitForApproval,
    orderapproved: options.approved,
  });

/** Service behind an integration event of the type OpenIDConnect, told apart in the same way. */
export const openIdConnect = (
  options: Keyed & {
    readonly createUser?: Step<"OpenIDConnect.CreateUser">;
    readonly syncUser?: Step<"OpenIDConnect.SyncUser">;
  },
): Handler => bySegment(options, { createuser: options.createUser, syncuser: options.syncUser });

/** Service behind an integration event of the type OrderReturn. */
export const orderReturn = (options: Keyed & { readonly calculate: Step<"OrderReturn.Calculate"> }): Handler =>
  bySegment(options, { calculateorderreturn: options.calculate });

/** Service behind an integration event of the type AddToCart, called at its address as it is. */
export function addToCart(options: Keyed & { readonly price: Step<"AddToCart.Price"> }): Handler {
  const hashKey = hashKeyOf(options);
  return async (call) =>
    answer(await options.price((await signedBody(call, hashKey)) as Calls["AddToCart.Price"]["body"]));
}

type Answering = ((payload: never) => unknown) | undefined;

function bySegment(options: Keyed, steps: Readonly<Record<string, Answering>>): Handler {
  const hashKey = hashKeyOf(options);
  return async (call) => {
    const payload = await signedBody(call, hashKey);
    const step = steps[lastSegment(call.url)];
    if (step === undefined) throw notFound();
    return answer((await step(payload as never)) ?? {});
  };
}

function lastSegment(url: string): string {
  const [path = ""] = url.split("?");
  return path.split("/").filter(Boolean).at(-1)?.toLowerCase() ?? "";
}
