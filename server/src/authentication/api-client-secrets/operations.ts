import { randomBytes } from "node:crypto";
import type { ApiClientSecret } from "@orderwell/contract";
import { invalidateAccess } from "../../platform/access/access.ts";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import type { Scope } from "../../platform/crud/table.ts";
import { plain } from "../../platform/db/json.ts";
import { digest } from "../../platform/digest.ts";
import type { Call } from "../../platform/operation/call.ts";
import { pathOf } from "../../platform/operation/path.ts";
import type { Work } from "../../platform/work/work.ts";
import { existingClient, lockClient } from "../accounts/clients.store.ts";
import { guardClients } from "../full-access/guards.ts";
import { checkExpiration, checkNumber } from "./rules.ts";
import { countSecrets, secretTable } from "./store.ts";

const secretBytes = 256;

/** Secrets are kept as digests only; `secretHash` is that of a new one. */
const secrets = (secretHash?: string) =>
  new Resource(secretTable, {
    async prepare({ db, now }, { draft, before, scope }) {
      checkExpiration(draft, before, now);
      if (before === null) checkNumber(await countSecrets(db, String(scope.columns?.api_client_id)));
    },
    columns: () => (secretHash === undefined ? {} : { secret_hash: secretHash }),
    // From the first on, the client demands one.
    saved: (work) => invalidateAccess(work),
    deleted: (work) => invalidateAccess(work),
  });

/** The client whose secrets change, locked: with one more secret, whoever knows it can use the client. */
async function clientToChange(work: Work, id: string): Promise<string> {
  const client = await lockClient(work.db, id);
  await guardClients(work, [client]);
  return client;
}

const within = (clientId: string): Scope => ({ columns: { api_client_id: clientId } });

const verbs = crud(secrets(), {
  idParam: "apiClientSecretID",
  async scope(call, intent) {
    if (intent === "read") return within(await existingClient(call.db, pathOf(call, "apiClientID")));
    return within(await clientToChange(call, pathOf(call, "apiClientID")));
  },
});

/**
 * Secrets of API clients (docs/behaviour/authentication.md §3.1). All that have not expired are accepted side by side,
 * so that one can be replaced while applications still use it.
 */
export const secretOperations = {
  ListSecrets: verbs.List,
  GetSecret: verbs.Get,
  PatchSecret: verbs.Patch,
  DeleteSecret: verbs.Delete,
  async CreateSecret(call: Call<"ApiClients.CreateSecret">) {
    const secret = randomBytes(secretBytes).toString("base64");
    const created = await secrets(digest(secret)).create(
      call,
      within(await clientToChange(call, call.path.apiClientID)),
      call.body,
    );
    return { ...plain<ApiClientSecret>(created), ClientSecret: secret };
  },
};
