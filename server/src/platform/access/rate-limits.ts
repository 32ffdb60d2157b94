import { isIPv4, isIPv6 } from "node:net";
import { BoundedCache } from "../caches/bounded-cache.ts";
import type { Clock } from "../clock.ts";
import { apiError } from "../errors/api-error.ts";

const minuteMs = 60_000;
/** Memory for addresses and clients that are counted; who was not seen for the longest is forgotten first. */
const maxBytes = 4_000_000;

/** Weights of what is limited: a message or a new user is worth ten looks at a credential. */
export const weights = { credential: 1, message: 10 } as const;

/** Numbers per minute that whoever has no token yet may ask for; 0: any. */
export interface RateLimitSettings {
  readonly perAddress: number;
  readonly perClient: number;
}

/**
 * What an address is counted as: an IPv6 network of 64 bits belongs to one household, and an IPv4 address stays one when it
 * is written as IPv6.
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped) || !isIPv6(mapped)) return mapped;
  const [head = "", tail] = (mapped.split("%")[0] ?? "").split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const all = [...groups, ...Array<string>(zeros).fill("0"), ...after];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/** Allowance that fills up evenly, a minute's worth at most. */
class Allowances {
  readonly #perMinute: number;
  readonly #clock: Clock;
  /** Times, in milliseconds, at which allowances will be whole again. */
  readonly #wholeAt: BoundedCache<number>;

  constructor(name: string, perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#wholeAt = new BoundedCache(name, { maxBytes, bytesOf: () => 8 });
  }

  /** Takes from an allowance. @returns seconds until there is enough, without taking; 0 when it was taken. */
  take(key: string, weight: number): number {
    if (this.#perMinute === 0) return 0;
    const now = this.#clock.now().getTime();
    // Whoever asks for more than there ever is waits for all of it.
    const cost = Math.min(minuteMs, (weight * minuteMs) / this.#perMinute);
    const wholeAt = Math.max(now, this.#wholeAt.get(key) ?? 0) + cost;
    const missing = wholeAt - now - minuteMs;
    if (missing > 0) return Math.ceil(missing / 1_000);
    this.#wholeAt.set(key, wholeAt);
    return 0;
  }
}

/**
 * Limits of what checks a credential, sends a message or registers somebody, for each address and each API client, in each
 * process (docs/behaviour/authentication.md §8.1).
 */
export class RateLimits {
  readonly #addresses: Allowances;
  readonly #clients: Allowances;

  constructor({ perAddress, perClient }: RateLimitSettings, clock: Clock) {
    this.#addresses = new Allowances("limited_addresses", perAddress, clock);
    this.#clients = new Allowances("limited_clients", perClient, clock);
  }

  /** Takes from the allowance of an address. @returns seconds to wait for; 0 when it is admitted. */
  address(address: string, kind: keyof typeof weights): number {
    return this.#addresses.take(addressKey(address), weights[kind]);
  }

  /** Takes from the allowance of an API client. @throws ApiError TooManyRequests */
  client(clientId: string, kind: keyof typeof weights): void {
    if (this.#clients.take(clientId, weights[kind]) > 0) throw apiError("TooManyRequests");
  }
}
