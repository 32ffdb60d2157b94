import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { Turns } from "./turns.ts";

/** Argon2id with the parameters OWASP recommends for servers: 19 MiB, two passes. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const hashPassword = (password: string): Promise<string> => hash(password, options);

/** Burnt for users that do not exist or have no password, so that all refusals take the same time. */
let decoy: Promise<string> | undefined;

/** Tells whether the password is the one that was hashed. Takes as long when there is none. */
async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("correct horse battery staple");
  const matches = await verify(stored ?? (await decoy), password).catch(() => false);
  return matches && stored !== null;
}

/** Hashes passwords, and tells whether one is the one that was hashed: slowly, as it must be. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  /** Takes as long when nothing was stored, which is no password. */
  verify(stored: string | null, password: string): Promise<boolean>;
}

/** Hashing as it is; within a `HashingTurns`, unless for a single password at start. */
export const passwordHashing: PasswordHashing = { hash: hashPassword, verify: verifyPassword };

/** Threads of the runtime that hashing may take: one of the four is left to files and names. */
const mostThreads = 3;

/** Milliseconds that somebody waits for their turn at most. */
const waitMs = 5_000;
const waitingEach = 64;
const waitingAll = 512;

/**
 * Turns at hashing, which takes 20 ms of a processor and 19 MiB each: as many at a time as there are processors, and one
 * more, shared out by marketplace, while no transaction is open and no connection held
 * (docs/behaviour/authentication.md §8).
 */
export class HashingTurns {
  readonly #turns = new Turns({
    size: Math.min(availableParallelism() + 1, mostThreads),
    heavySize: 1,
    waitMs,
    waitingEach,
    waitingAll,
  });

  /** @throws ApiError TooManyRequests, Api.Busy */
  run<Result>(marketplaceId: string, work: () => Promise<Result>): Promise<Result> {
    return this.#turns.run({ marketplaceId, heavy: false }, work);
  }
}

/**
 * Does ahead what a transaction will need of a password: its hash, and whether it is one of those. What turns out to be
 * needed beyond that is done when it is asked for.
 */
export async function hashAhead(password: string, stored: readonly string[]): Promise<PasswordHashing> {
  const hashed = await hashPassword(password);
  const verdicts = new Map<string, boolean>();
  for (const one of stored) verdicts.set(one, await verifyPassword(one, password));
  return {
    hash: async (given) => (given === password ? hashed : hashPassword(given)),
    async verify(one, given) {
      const known = given === password && one !== null ? verdicts.get(one) : undefined;
      return known ?? verifyPassword(one, given);
    },
  };
}
