import type { OperationId } from "@orderwell/contract";
import fc from "fast-check";
import type { Input } from "../../client.ts";
import { pendingOf } from "../market/approvals.ts";
import { withoutAnswers } from "../market/service.ts";
import {
  type Actor,
  companyOf,
  groupsOf,
  isAdmin,
  isSeller,
  isVisitor,
  type Order,
  type State,
} from "../market/state.ts";

/** What an operation must come to, where the marketplace is as the model has it. */
export type Outcome =
  /** It is accepted, and changes the model so; the answers, where there are any, tell what the server chooses. */
  | { readonly accepted: (answer?: unknown, learned?: unknown) => void }
  /** It is refused with the first of these codes that the server looks for, or with all of them, and changes nothing. */
  | { readonly refused: readonly string[]; readonly all?: true }
  /** The documents do not say: it is not done. */
  | "unsaid";

/** What follows an operation that was accepted. */
export interface Consequences {
  /** A service made the change: what it says holds. */
  readonly isByService?: boolean;
  /** What somebody asks then, since the answer does not tell all that the server chose. */
  readonly learn?: { readonly by: Actor; readonly operation: OperationId; readonly input: Input };
  /** It changes nothing of orders. */
  readonly reaches?: "subscriptions";
  /** What the answer calls things that operations name, by the name that they do it by. */
  readonly names?: (answer: unknown) => readonly (readonly [name: string, called: string])[];
  /** What is to be done at once with what the answers name; nothing was learned where people act at the same time. */
  readonly next?: (answer: unknown, learned: unknown) => readonly Action[];
}

/** What the platform does by itself, at a time of its own. */
export type Job = "make orders of subscriptions" | "make orders of subscriptions again";
export const isJob = (operation: OperationId | Job): operation is Job => !operation.includes(".");

/** One operation by one actor. It is made before anything is known of the state, so that sequences can be shrunk. */
export class Action {
  readonly by: Actor;
  readonly operation: OperationId | Job;
  readonly input: Input;
  /** ID of the order that it is about, where it is about one. */
  readonly about: (state: State) => string | null;
  readonly judge: (state: State) => Outcome;
  readonly after: Consequences;

  constructor(
    by: Actor,
    operation: OperationId | Job,
    input: Input,
    order: Action["about"] | string | null,
    judge: (state: State) => Outcome,
    after: Consequences = {},
  ) {
    this.by = by;
    this.operation = operation;
    this.input = input;
    this.about = typeof order === "function" ? order : () => order;
    this.judge = judge;
    this.after = after;
  }

  [fc.toStringMethod](): string {
    const { path = {}, body } = this.input;
    const names = Object.entries(path).flatMap(([name, value]) => (name === "direction" ? [] : [value]));
    return `\n  ${[this.by, this.operation, ...names, body === undefined ? "" : JSON.stringify(body)].join(" ").trim()}`;
  }
}

/** Lets the model follow an operation that was accepted. */
export function follow(state: State, { after }: Action, change: () => void): void {
  if (after.isByService) change();
  else withoutAnswers(state, change);
}

export const refused = (...codes: readonly (string | undefined | false)[]): Outcome | undefined => {
  const found = codes.filter((code): code is string => typeof code === "string");
  return found.length > 0 ? { refused: found } : undefined;
};
export const accepted = (change: (answer?: unknown, learned?: unknown) => void = () => {}): Outcome => ({
  accepted: change,
});

export const ofOrder = (orderID: string, more: Readonly<Record<string, string>> = {}) => ({
  direction: "All",
  orderID,
  ...more,
});

/** An order may be changed by whoever is asked to approve it as little as if they did not see it. */
const asked = (order: Order, by: Actor): boolean =>
  order.status === "AwaitingApproval" && pendingOf(order.approvals).some(({ group }) => groupsOf(by).includes(group));

/** The order as the actor sees it; undefined where they do not. */
export function seen(state: State, by: Actor, id: string): Order | undefined {
  const order = state.orders.get(id);
  if (order === undefined || isSeller(by)) return order;
  if (isVisitor(by)) return order.owner === by ? order : undefined;
  if (companyOf(by) === "supplier") return (order.toSupplier || order.direct) && order.submitted ? order : undefined;
  if (order.toSupplier) return undefined;
  return order.owner === by || (isAdmin(by) && order.submitted) ? order : undefined;
}

/** What refuses to do anything with an order that the actor does not see. */
export function unseen(state: State, by: Actor, id: string): Outcome {
  const there = state.orders.get(id);
  return { refused: there && asked(there, by) ? ["NotFound", "Auth.InsufficientRoles"] : ["NotFound"] };
}

/** The order to be changed, or what refuses that: from submission on it takes an administrator. */
export function toChange(state: State, by: Actor, id: string): Order | Outcome {
  const order = seen(state, by, id);
  if (order === undefined) return unseen(state, by, id);
  return order.status === "Unsubmitted" || isAdmin(by) ? order : { refused: ["Auth.InsufficientRoles"] };
}

export const isOrder = (found: Order | Outcome): found is Order => typeof found === "object" && "lines" in found;
