import type { ApiClientSecret } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";

/** Secrets of one client. */
const most = 10;

/**
 * A secret may be given an end only in the future; what it had already may be sent again.
 *
 * @throws ApiError ApiClientSecret.InvalidExpirationDate
 */
export function checkExpiration(draft: ApiClientSecret, before: ApiClientSecret | null, now: Date): void {
  const { Expiration } = draft;
  if (Expiration === null || Expiration === before?.Expiration) return;
  if (new Date(Expiration).getTime() <= now.getTime())
    throw apiError("ApiClientSecret.InvalidExpirationDate", { Expiration });
}

/** @throws ApiError ApiClientSecret.MaximumClientSecretsReached when the client has as many as it may. */
export function checkNumber(present: number): void {
  if (present >= most) throw apiError("ApiClientSecret.MaximumClientSecretsReached", { Maximum: most });
}
