import type { SecretBox } from "../../platform/secret-box.ts";

/** What values of webhooks' own headers are sealed for. */
const purpose = "webhook-header";

export const sealHeader = (secrets: SecretBox, value: string): string => secrets.seal(value, purpose);

/** The value; null when there is none, or none that this installation sealed. */
export const openHeader = (secrets: SecretBox, sealed: string | null): string | null =>
  sealed === null ? null : (secrets.open(sealed, purpose) ?? null);
