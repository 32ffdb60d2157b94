import type { FileRecord } from "./marketplace-file.ts";
import type { ResourceRule } from "./resources.ts";
import { nameOf, type Outcome, type Run } from "./run.ts";

/** Uploads the records of a resource that needs nothing special. */
export async function upload(run: Run, rule: ResourceRule, records: readonly FileRecord[]): Promise<void> {
  await run.eachOf(rule.name, parentsFirst(rule, records), (record) => uploadOne(run, rule, record));
}

export async function uploadOne(run: Run, rule: ResourceRule, record: FileRecord): Promise<Outcome> {
  const filled = run.prepare(record);
  const reply = await run.call(rule.method, pathOf(rule, filled.record), rule.query ? undefined : filled.record);
  if (reply.status < 300) return run.created(rule, filled);
  if (await wasThere(run, rule, filled.record, reply)) return "skipped";
  return run.refused(rule.name, nameOf(rule, filled.record), reply);
}

function pathOf(rule: ResourceRule, record: FileRecord): string {
  const path = rule.path.replace(/\{(\w+)\}/g, (_, property) => encodeURIComponent(String(record[property] ?? "")));
  const query = (rule.query ?? []).filter((property) => typeof record[property] === "string");
  if (query.length === 0) return path;
  return `${path}?${new URLSearchParams(query.map((property) => [property, record[property] as string]))}`;
}

/** Codes other than 409 that a second upload of the same object may meet before its ID is looked at. */
const uniqueness = new Set(["Locale.DuplicateLanguageAndCurrency", "ProductFacet.XpPathInUse", "Promotion.CodeInUse"]);

async function wasThere(
  run: Run,
  rule: ResourceRule,
  record: FileRecord,
  reply: { status: number; body: { Errors?: { ErrorCode?: string }[] } | undefined },
): Promise<boolean> {
  const code = reply.body?.Errors?.[0]?.ErrorCode ?? "";
  if (reply.status === 409 && code === "IdExists") return true;
  if (reply.status !== 409 && !uniqueness.has(code)) return false;
  // Something else of the object is taken, such as a username: by the object itself, or by another one?
  if (typeof record.ID !== "string") return false;
  return (await run.call("GET", `${pathOf(rule, record)}/${encodeURIComponent(record.ID)}`)).status === 200;
}

/**
 * Splits records by their depth below `ParentID`, so that every parent is there before its children. Records whose
 * parent is not in the file come first: the server decides about them.
 */
export function parentsFirst(rule: ResourceRule, records: readonly FileRecord[]): FileRecord[][] {
  if (rule.references.ParentID !== rule.name) return [[...records]];
  const key = (record: FileRecord, id: unknown) => `${record.CatalogID ?? ""}/${id}`.toLowerCase();
  const byId = new Map(records.map((record) => [key(record, record.ID), record]));
  const levels: FileRecord[][] = [];
  for (const record of records) {
    let depth = 0;
    // The bound ends the walk when the file holds a circle.
    for (let at = parentOf(record); at !== undefined && depth < records.length; at = parentOf(at)) depth++;
    levels[depth] ??= [];
    levels[depth]!.push(record);
  }
  return levels.filter((level) => level !== undefined);

  function parentOf(record: FileRecord): FileRecord | undefined {
    return record.ParentID ? byId.get(key(record, record.ParentID)) : undefined;
  }
}
