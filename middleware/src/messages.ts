import type { MessageType, wire } from "@orderwell/contract";
import { notFound } from "./errors.ts";
import { answer, type Handler } from "./handler.ts";
import { hashKeyOf, signedBody } from "./signature.ts";

type Sent<Type extends MessageType> = `MessageSender.${Type}` extends keyof wire.ServiceCalls
  ? wire.ServiceCalls[`MessageSender.${Type}`]["body"]
  : never;

/**
 * Service behind message senders. Each message comes at least once; `OcLogIdHeader`, type and recipient are the same when it
 * comes again. Types without a listener are answered 404, and tried again: assign senders what they send.
 *
 * @param options `hashKey` is the senders' `SharedKey`.
 */
export function messages(options: {
  readonly hashKey: string;
  readonly listeners: { readonly [Type in MessageType]?: (message: Sent<Type>) => Promise<unknown> | unknown };
}): Handler {
  const hashKey = hashKeyOf(options);
  const listeners = new Map(Object.entries(options.listeners)) as ReadonlyMap<unknown, (message: unknown) => unknown>;
  return async (call) => {
    const message = (await signedBody(call, hashKey)) as { readonly MessageType?: unknown };
    const listener = listeners.get(message.MessageType);
    if (listener === undefined) throw notFound();
    await listener(message);
    return answer({});
  };
}
