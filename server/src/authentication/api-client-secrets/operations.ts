import { randomBytes } from "node:crypto";
import type { ApiClientSecret } from "@orderwell/contract";
import { pathOf } from "../../people/index.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Table } from "../../platform/crud/table.ts";
import { plain } from "../../platform/db/json.ts";
import type { Call } from "../../platform/operation/call.ts";
import { existingClient, lockClient } from "../api-clients/store.ts";
import { digest } from "../digest.ts";
import { checkExpiration, checkNumber } from "./rules.ts";
import { countSecrets } from "./store.ts";

const table = new Table("api_client_secret", "ApiClientSecret");
const secretBytes = 256;

/** The verbs; a new secret is kept as this digest. */
const verbs = (secretHash: string | null) =>
  crud<ApiClientSecret>(table, {
    idParam: "apiClientSecretID",
    async scope(call, intent) {
      const find = intent === "read" ? existingClient : lockClient;
      return { columns: { api_client_id: await find(call.db, pathOf(call, "apiClientID")) } };
    },
    async prepare({ db, now }, draft, before, scope) {
      checkExpiration(draft, before, now);
      if (before === null) checkNumber(await countSecrets(db, String(scope.columns?.api_client_id)));
    },
    internal: () => (secretHash === null ? {} : { secret_hash: secretHash }),
  });

const known = verbs(null);

/**
 * Secrets of API clients (docs/behaviour/authentication.md §3.1). All that have not expired are accepted side by side,
 * so that one can be replaced while applications still use it.
 */
export const secretOperations = {
  ListSecrets: known.List,
  GetSecret: known.Get,
  PatchSecret: known.Patch,
  DeleteSecret: known.Delete,
  async CreateSecret(call: Call<"ApiClients.CreateSecret">) {
    const secret = randomBytes(secretBytes).toString("base64");
    const created = await verbs(digest(secret)).Create(call as unknown as Call);
    return { ...plain<ApiClientSecret>(created), ClientSecret: secret };
  },
};
