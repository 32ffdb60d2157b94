import type { ErrorCode } from "@orderwell/contract";
import { formatInstant } from "../../platform/dates.ts";
import type { ApiError } from "../../platform/errors/api-error.ts";

/** Parts of an object that say where it stands. */
interface Standing<Model extends { readonly Status: string }> {
  readonly ID: string;
  readonly Status: Model["Status"];
}

/** A step from one status to another. */
export interface Transition<Model extends { readonly Status: string }, Code extends ErrorCode> {
  readonly from: readonly Model["Status"][];
  readonly to: Model["Status"];
  /** Properties that take the time of the step. */
  readonly stamps: readonly (keyof Model & string)[];
  /** Properties that the step clears. */
  readonly clears?: readonly (keyof Model & string)[];
  /** Further changes of the object. */
  readonly sets?: Partial<Model>;
  /** Code of the error when the status does not allow the step. */
  readonly refusal: Code;
}

/** The steps that objects of a kind can take, asked and taken by name. */
export interface StateMachine<
  Model extends { readonly Status: string },
  Action extends string,
  Subject extends Standing<Model> = Standing<Model>,
> {
  readonly transitions: Readonly<Record<Action, Transition<Model, ErrorCode>>>;
  /** Reason why an object cannot take the step; `undefined` when it can. */
  finding(subject: Subject, action: Action): ApiError | undefined;
  /** Changes that the step makes to an object that can take it. */
  changes(action: Action, now: Date): Partial<Model>;
}

/**
 * Makes a state machine of a table of steps.
 *
 * @param refusalOf makes the error of a refused step.
 */
export function stateMachine<
  Model extends { readonly Status: string },
  Action extends string,
  Code extends ErrorCode,
  Subject extends Standing<Model> = Standing<Model>,
>(
  refusalOf: (code: Code, subject: Subject) => ApiError,
  transitions: Readonly<Record<Action, Transition<Model, Code>>>,
): StateMachine<Model, Action, Subject> {
  return {
    transitions,
    finding(subject, action) {
      const { from, refusal } = transitions[action];
      return from.includes(subject.Status) ? undefined : refusalOf(refusal, subject);
    },
    changes(action, now) {
      const { to, stamps, clears = [], sets } = transitions[action];
      const at = formatInstant(now);
      return {
        Status: to,
        ...sets,
        ...Object.fromEntries(stamps.map((name) => [name, at])),
        ...Object.fromEntries(clears.map((name) => [name, null])),
      } as Partial<Model>;
    },
  };
}
