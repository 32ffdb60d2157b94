import { isSilence, type OutboundReply } from "../../platform/outbound/outbound.ts";
import { type Answered, DeliveryRefused, shownAnswer } from "../../platform/outbox/answers.ts";
import type { Attempt, Subscriber } from "../../platform/outbox/delivery.ts";

/** Longest wait for a service's answer to what it is told in the background, in milliseconds. */
export const answerMs = 30_000;

/**
 * Shares and attempts of deliveries to services of marketplaces: with the outbox's delays each is tried for about eight
 * minutes, then it is kept as a dead letter (docs/behaviour/integrations.md §2).
 */
export const toServices = {
  attempts: 5,
  // Most of an attempt is waiting for a service, and a slow one must not hold up the others.
  concurrency: 32,
  perTarget: 4,
  isSilence,
} satisfies Partial<Subscriber<Attempt>>;

/** Tells whether a service took what it was sent. */
export const isSuccess = ({ status }: Pick<OutboundReply, "status">): boolean => status >= 200 && status <= 299;

/**
 * What a service answered, where it took what it was sent.
 *
 * @param who it is, as the error names it.
 * @param hidden what it answers is not kept: it was sent codes that open accounts.
 * @throws DeliveryRefused where it did not.
 */
export function requireSuccess(who: string, { status, text }: OutboundReply, hidden = false): Answered {
  if (isSuccess({ status })) return { status };
  throw new DeliveryRefused(`The ${who} answered with status ${status}`, {
    status,
    ...(!hidden && { text: shownAnswer(text) }),
  });
}

/** The address of a step of a service, beneath its configured one. */
export function addressOf(url: string, step: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return `${url.slice(0, end)}/${step}`;
}
