import { channel } from "node:diagnostics_channel";
import type { ErrorEntry } from "./api-error.ts";

/** A request that an operation refused. */
interface Refusal {
  readonly operation: string;
  readonly entries: readonly ErrorEntry[];
}

const refusals = channel("orderwell:refusal");

/** Tells diagnostics that listen: tests hold each refusal against the contract. Costs nothing while none does. */
export function publishRefusal(refusal: Refusal): void {
  if (refusals.hasSubscribers) refusals.publish(refusal);
}
