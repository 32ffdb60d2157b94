import { limits } from "@orderwell/contract";
import { apiError } from "../errors/api-error.ts";

/** Memory for large bodies that are being received or worked on. Smaller ones are bounded by the number of connections. */
const mostBytes = 16 * limits.bodyBytes.most;
/** Share of one marketplace. */
const mostOfOne = mostBytes / 4;

/** Memory that large bodies take in this process, shared out by marketplace. */
export class LargeBodies {
  readonly #held = new Map<string, number>();
  #sum = 0;

  /**
   * Takes room for a body, which the function that it returns gives back.
   *
   * @param bytes as announced; what is not announced counts as the most there can be.
   * @throws ApiError TooManyRequests when the marketplace's own bodies are in the way, Api.Busy when others' are.
   */
  take(marketplaceId: string, bytes: number): () => void {
    const own = this.#held.get(marketplaceId) ?? 0;
    if (own + bytes > mostOfOne) throw apiError("TooManyRequests");
    if (this.#sum + bytes > mostBytes) throw apiError("Api.Busy");
    this.#add(marketplaceId, bytes);
    return () => this.#add(marketplaceId, -bytes);
  }

  #add(marketplaceId: string, bytes: number): void {
    this.#sum += bytes;
    const own = (this.#held.get(marketplaceId) ?? 0) + bytes;
    if (own === 0) this.#held.delete(marketplaceId);
    else this.#held.set(marketplaceId, own);
  }
}

/**
 * Bytes of a body as its headers announce them; as many as are taken where they say nothing, or how many it takes compressed.
 * 0: there is none.
 */
export function announcedBytes(headers: {
  readonly "content-encoding"?: string | undefined;
  readonly "content-length"?: string | undefined;
  readonly "transfer-encoding"?: string | undefined;
}): number {
  if (headers["transfer-encoding"] !== undefined) return limits.bodyBytes.most;
  const bytes = Math.min(Number(headers["content-length"] ?? 0), limits.bodyBytes.most);
  return bytes > 0 && headers["content-encoding"] !== undefined ? limits.bodyBytes.most : bytes;
}
