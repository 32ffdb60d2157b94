import type { Fixture } from "../fixture.ts";
import { Connection } from "../load.ts";

/** Experience of a neighbour over some time. Times in milliseconds. */
export interface Experience {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
  /** Replies that were no success, by status; 0: none came. */
  readonly refused: ReadonlyMap<number, number>;
}

/** What a neighbour does all the time: shoppers look around and fill carts, the seller reads and writes. */
export class Innocent {
  readonly #fixture: Fixture;
  readonly #connections: Connection[];
  #round = 0;

  constructor(baseUrl: string, fixture: Fixture, parallel: number) {
    this.#fixture = fixture;
    this.#connections = Array.from({ length: parallel }, () => new Connection(baseUrl));
  }

  /** Goes on for some seconds. @param again whether a request that failed for now is sent again, in the same time. */
  async live(seconds: number, again: boolean): Promise<Experience> {
    const times: number[] = [];
    const refused = new Map<number, number>();
    const end = performance.now() + seconds * 1_000;
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (performance.now() < end) {
          const request = this.#next();
          const began = performance.now();
          let status = 0;
          do {
            status = await connection.send(request).then(
              (reply) => reply.status,
              () => 0,
            );
            if (status !== 503 || !again) break;
            await new Promise((resolve) => setTimeout(resolve, 20));
          } while (performance.now() - began < 5_000);
          times.push(performance.now() - began);
          if (status < 200 || status > 299) refused.set(status, (refused.get(status) ?? 0) + 1);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }),
    );
    times.sort((one, other) => one - other);
    const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    return { count: times.length, p50: at(0.5), p95: at(0.95), longest: times.at(-1) ?? 0, refused };
  }

  #next() {
    const { buyerToken, sellerToken, template } = this.#fixture;
    const round = this.#round++;
    switch (round % 5) {
      case 0:
        return { path: "/v1/me/products", token: buyerToken };
      case 1:
        return { path: `/v1/me/products/product-${round % 200}`, token: buyerToken };
      case 2:
        return { path: "/v1/products?search=product&xp.Size=3", token: sellerToken };
      case 3:
        return { path: `/v1/products/${template}`, token: sellerToken };
      default:
        return { method: "PATCH" as const, path: "/v1/me", body: { FirstName: `R${round}` }, token: buyerToken };
    }
  }

  close(): Promise<unknown> {
    return Promise.all(this.#connections.map((connection) => connection.close()));
  }
}
