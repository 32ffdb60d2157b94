import type { OperationId } from "@orderwell/contract";
import type { UserWork } from "../work/work.ts";
import { callOf, type Input } from "./dispatch.ts";
import type { Implementation } from "./implement.ts";

/**
 * Reads an object as an operation replies with it, within a work.
 *
 * @param path the parameters that name it.
 * @throws ApiError NotFound
 */
export type ReadObject = (
  operation: OperationId,
  work: UserWork,
  path: Readonly<Record<string, string | null>>,
) => Promise<unknown>;

/** Reads objects by some operations that reply with them. */
export function readBy(among: readonly Implementation[]): ReadObject {
  const reads = new Map(among.map((one) => [one.id, one]));
  return (operation, work, path) => {
    const read = reads.get(operation);
    if (read === undefined || read.open) throw new Error(`${operation} reads nothing`);
    const said = { operation, path, query: {}, body: undefined, list: undefined } as unknown as Input;
    return read.perform(callOf(work, said));
  };
}
