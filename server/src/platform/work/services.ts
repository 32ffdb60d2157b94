import type { Access } from "../access/access.ts";
import type { RateLimits } from "../access/rate-limits.ts";
import type { Tokens } from "../access/tokens.ts";
import type { Caches } from "../cache-invalidation.ts";
import type { Tenants } from "../db/tenants.ts";
import type { Ids } from "../ids.ts";
import type { KeptTotals } from "../lists/kept-totals.ts";
import type { SharedReads } from "../lists/shared-reads.ts";
import type { Mail } from "../outbound/mail.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { HashingTurns, PasswordHashing } from "../passwords.ts";
import type { References } from "../references/references.ts";
import type { SecretBox } from "../secret-box.ts";

/** What is lent to every work. Domains that lend something to those above them declare it here as well. */
export interface Services {
  // For what is stored: new IDs, renames, what other processes hold, and snapshots beside the work's own transaction.
  readonly ids: Ids;
  readonly references: References;
  readonly caches: Caches;
  readonly tenants: Tenants;
  // For whom it may be told: tokens as they come and go, and what is stored encrypted.
  readonly access: Access;
  readonly tokens: Tokens;
  readonly secrets: SecretBox;
  // Against guessing: turns at hashing, hashing itself, of which a work may find some done ahead, and rates.
  readonly hashing: HashingTurns;
  readonly passwords: PasswordHashing;
  readonly limits: RateLimits;
  /** Totals of large lists. */
  readonly totals: KeptTotals;
  /** Reads that take long, for all who ask for the same at the same time. */
  readonly reads: SharedReads;
  /** Calls to servers that clients configure. Not within a transaction: it would stay open for as long as they take. */
  readonly outbound: Outbound;
  /** The installation's mail; not within a transaction either. */
  readonly mail: Mail;
}
