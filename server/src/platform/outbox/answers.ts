import { formatInstant } from "../dates.ts";

/** What a target answered to an attempt. */
export interface Answered {
  readonly status: number;
  /** Beginning of what it said, as it may be shown; see `shownAnswer`. */
  readonly text?: string;
}

/**
 * What became of an attempt to which no answer came, though nothing is to be tried again: whoever is told keeps that as the
 * outcome. The target is left alone as after a failure of that kind.
 */
export interface Unanswered {
  readonly unanswered: true;
}

/** Refusal of a target that answered, by which the attempt failed. */
export class DeliveryRefused extends Error {
  readonly answered: Answered;

  constructor(message: string, answered: Answered) {
    super(message);
    this.name = "DeliveryRefused";
    this.answered = answered;
  }
}

/** Characters of an answer that are kept. */
const keptCharacters = 500;

/** A text that a service answered with, without whatever may be a token, a code or a key: it may repeat what it was sent. */
export const shownAnswer = (text: string): string =>
  plain(text.slice(0, 4 * keptCharacters))
    .replace(/[\w+/=.~-]{12,}/g, (word) => (/\d/.test(word) && /[A-Za-z]/.test(word) ? "…" : word))
    .slice(0, keptCharacters);

/** A text that the database takes, whatever it was. */
export const plain = (text: string): string => text.toWellFormed().replace(/\p{Cc}+/gu, " ");

/** How one attempt ended, as it is kept with the delivery. */
export interface AttemptNote {
  /** When it began. */
  readonly at: string;
  readonly ms: number;
  readonly status?: number;
  readonly error?: string;
  readonly answer?: string;
}

/** @param outcome what `deliver` gave, or threw. */
export function noteOf(began: Date, ms: number, outcome: unknown, error?: string): AttemptNote {
  const answered = outcome instanceof DeliveryRefused ? outcome.answered : (outcome as Answered | undefined);
  const { status, text } = error === undefined || outcome instanceof DeliveryRefused ? (answered ?? {}) : {};
  return {
    at: formatInstant(began),
    ms: Math.round(ms),
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error: plain(error).slice(0, keptCharacters) }),
    ...(error !== undefined && text && { answer: text }),
  };
}
