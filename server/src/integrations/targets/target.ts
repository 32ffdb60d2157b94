import { isSilence } from "../../platform/outbound/outbound.ts";
import type { Answered } from "../../platform/outbox/answers.ts";
import type { Message } from "../outgoing/message.ts";

/** A message on its way to one target. */
export interface Parcel extends Message {
  /** The same in every attempt: what receivers recognise repetitions by. */
  readonly id: string;
  readonly marketplaceId: string;
  /** What it is about: messages with the same key come in order. */
  readonly key: string;
  /** Time when it was announced. */
  readonly at: Date;
  /** It holds codes that open accounts: what is answered, which may repeat them, is not kept. */
  readonly confidential?: boolean;
}

/** A way to deliver messages to a kind of target. */
export interface Target<Settings> {
  /** Answers with what the target said, where it says anything. @throws Error where it did not take the message. */
  send(settings: Settings, parcel: Parcel): Promise<Answered | void>;
  /** Lets go of connections. */
  close?(): Promise<void>;
}

/** The target gave no answer at all. */
export class NoAnswer extends Error {}

/** Tells whether a delivery failed since no answer came, so that its target is left alone for a while. */
export const isSilent = (error: unknown): boolean => error instanceof NoAnswer || isSilence(error);

/** Payload of a message as JSON text. */
export const payloadText = ({ payload }: Message): string => JSON.stringify(payload);
