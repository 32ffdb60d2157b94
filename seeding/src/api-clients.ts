import type { FileRecord } from "./marketplace-file.ts";
import type { ResourceRule } from "./resources.ts";
import type { Run } from "./run.ts";

/**
 * Creates the API clients. The server chooses their IDs, so a client is recognized by its name: one that is there
 * already is left alone and takes part in the assignments that follow.
 */
export async function uploadApiClients(run: Run, rule: ResourceRule, records: readonly FileRecord[]): Promise<void> {
  if (records.length === 0) return;
  const former = await clientsByName(run);
  await run.each(rule.name, records, async (record) => {
    const appName = String(record.AppName);
    const keep = (newId: string) => run.apiClients.push({ appName, oldId: String(record.ID ?? ""), newId });
    const there = former.get(appName)?.shift();
    if (there !== undefined) {
      keep(there);
      return "skipped";
    }
    const filled = run.prepare(record);
    const { ID: _, ...body } = filled.record;
    const reply = await run.call("POST", rule.path, body);
    if (reply.status >= 300) return run.refused(rule.name, String(record.ID ?? appName), reply);
    keep(String(reply.body.ID));
    return run.created(rule, filled);
  });
}

/** IDs by name: names are not unique. */
async function clientsByName(run: Run): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { body } = await run.call("GET", `/apiclients?page=${page}&pageSize=100`);
    pages = body?.Meta?.TotalPages ?? 0;
    for (const client of body?.Items ?? [])
      found.set(client.AppName, [...(found.get(client.AppName) ?? []), String(client.ID)]);
  }
  return found;
}

const properties = ["ApiClientID", "ClientID", "OrderCloudApiClientID", "ApiClientIDs"];

/** The record with the IDs of API clients as they are in this marketplace. */
export function withNewClientIds(
  rule: ResourceRule,
  record: FileRecord,
  clients: readonly { readonly oldId: string; readonly newId: string }[],
): FileRecord {
  const concerned = properties.filter((property) => rule.references[property] === "ApiClients");
  if (concerned.length === 0) return record;
  const newIds = new Map(clients.map(({ oldId, newId }) => [oldId.toLowerCase(), newId]));
  const renamed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(renamed)
      : typeof value === "string"
        ? (newIds.get(value.toLowerCase()) ?? value)
        : value;
  return { ...record, ...Object.fromEntries(concerned.map((property) => [property, renamed(record[property])])) };
}
