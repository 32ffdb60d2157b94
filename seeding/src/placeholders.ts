import type { FileRecord } from "./marketplace-file.ts";

/** Stands for the ID of the marketplace the file is uploaded to, wherever an owner or a company is named. */
export const marketplacePlaceholder = "<MarketplaceID placeholder>";
/** Stands for a secret that was left out when the file was written. */
const redactedPlaceholder = "<Redacted. Leave unchanged.>";

/**
 * Secrets that get a new random value. A client or an endpoint that was protected must not come back unprotected, so
 * these are never just dropped; any other redacted property is.
 */
const secrets = new Set(["ClientSecret", "HashKey", "SharedKey", "ConnectClientSecret", "CustomAuthHeaderValue"]);

export interface Filled {
  readonly record: FileRecord;
  /** Properties that received a new secret. */
  readonly generated: readonly string[];
}

/** Replaces the placeholders of a record, at any depth. */
export function fillPlaceholders(record: FileRecord, marketplaceId: string, newSecret: () => string): Filled {
  const generated: string[] = [];
  const fill = (value: unknown, property: string): unknown => {
    if (value === marketplacePlaceholder) return marketplaceId;
    if (value === redactedPlaceholder) {
      if (!secrets.has(property)) return undefined;
      generated.push(property);
      return newSecret();
    }
    if (Array.isArray(value)) return value.map((item) => fill(item, property)).filter((item) => item !== undefined);
    if (typeof value !== "object" || value === null) return value;
    return fillAll(value as FileRecord);
  };
  const fillAll = (value: FileRecord): FileRecord =>
    Object.fromEntries(
      Object.entries(value)
        .map(([property, item]) => [property, fill(item, property)] as const)
        .filter(([, item]) => item !== undefined),
    );
  return { record: fillAll(record), generated };
}
