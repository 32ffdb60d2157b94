import type { Access } from "../access/access.ts";
import type { ClientDirectory } from "../access/client-directory.store.ts";
import type { Tokens } from "../access/tokens.ts";
import type { Caches } from "../cache-invalidation.ts";
import type { Clock } from "../clock.ts";
import type { Tenants } from "../db/tenants.ts";
import type { Ids } from "../ids.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { References } from "../references/references.ts";
import type { SecretBox } from "../secret-box.ts";

/** Services that the platform lends to every work. */
export interface Services {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly references: References;
  readonly access: Access;
  readonly caches: Caches;
  readonly tokens: Tokens;
  readonly clients: ClientDirectory;
  readonly tenants: Tenants;
  /** Calls to servers that clients configure. Not within a transaction: it would stay open for as long as they take. */
  readonly outbound: Outbound;
  /** Encrypts what is stored encrypted. */
  readonly secrets: SecretBox;
  /** Public base URL of the server, without a slash at its end. */
  readonly baseUrl: string;
}
