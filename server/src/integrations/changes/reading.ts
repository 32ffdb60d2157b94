import type { wire } from "@orderwell/contract";
import { type Caller, roleMissing } from "../../platform/access/caller.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Works } from "../../platform/work/works.ts";
import { type Cursor, noteReading, readChanges } from "./changes.store.ts";
import { beginFollowing } from "./feed.ts";
import { followable, mayFollow } from "./meaning.ts";

/** Whom changes are read for, and which. */
export interface Following {
  readonly works: Works;
  readonly caller: Caller;
  readonly resources: readonly string[];
}

/** The place that a text names. @throws ApiError Changes.InvalidCursor */
export function cursorIn(text: string): Cursor {
  const [, transaction, number] = /^(\d{1,18})\.(-1|\d{1,18})$/.exec(text) ?? [];
  if (transaction === undefined || number === undefined) throw apiError("Changes.InvalidCursor", { After: text });
  return { transaction, number };
}

const cursorText = ({ transaction, number }: Cursor): string => `${transaction}.${number}`;

/**
 * Resources that are asked for, in any case; without any, all that the caller may read.
 *
 * @throws ApiError Changes.UnknownResource, Auth.InsufficientRoles
 */
export function resourcesFor(caller: Caller, asked: string | undefined): string[] {
  const names = (asked ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length === 0) return [...followable.keys()].filter((name) => mayFollow(caller, name));
  return names.map((name) => {
    const known = [...followable.keys()].find((one) => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw apiError("Changes.UnknownResource", { Resource: name.slice(0, 100) });
    if (!mayFollow(caller, known)) throw roleMissing(caller, ...(followable.get(known) ?? []));
    return known;
  });
}

export interface ChangePage {
  readonly Items: wire.Change[];
  readonly Next: string;
  readonly More: boolean;
}

/** The place at which to begin, with nothing. */
export async function beginning({ works, caller }: Following): Promise<ChangePage> {
  return { Items: [], Next: cursorText(await beginFollowing(works, caller.marketplaceId, caller)), More: false };
}

/**
 * The changes after a place.
 *
 * @throws ApiError Changes.CursorExpired where what came after it is not kept any more.
 */
export async function changesAfter(
  { works, caller, resources }: Following,
  after: Cursor,
  limit: number,
): Promise<ChangePage> {
  const read = await works.run(caller.marketplaceId, caller, "read", ({ db }) =>
    readChanges(db, after, resources, limit),
  );
  const { changes, open, feed } = read;
  if (feed === undefined || BigInt(after.transaction) <= BigInt(feed.purged)) throw apiError("Changes.CursorExpired");
  if (BigInt(after.transaction) > BigInt(open)) throw apiError("Changes.CursorExpired");
  if (feed.unnoted) await works.run(caller.marketplaceId, caller, "write", ({ db }) => noteReading(db));
  const More = changes.length === limit;
  const last = changes.at(-1);
  return {
    Items: changes.map((change) => ({
      Cursor: cursorText(change),
      Date: change.at as wire.Change["Date"],
      Resource: change.resource,
      Kind: change.kind,
      IDs: change.ids,
      UserID: change.userId,
      LogID: change.logId,
    })),
    // Whoever follows little goes on behind all that is not for them.
    Next: More && last !== undefined ? cursorText(last) : cursorText({ transaction: open, number: "-1" }),
    More,
  };
}
