import type { FileRecord, MarketplaceFile } from "../marketplace-file.ts";
import { parentsOf, type ResourceRule, resourceRules, ruleOf } from "../resources.ts";
import { nameOf } from "../run.ts";
import { type Finding, folded, given } from "./finding.ts";

/** A marketplace file with everything findable by ID, and a place to put findings. */
export class Contents {
  readonly findings: Finding[] = [];
  readonly #file: MarketplaceFile;
  readonly #byId = new Map<string, Map<string, FileRecord>>();
  readonly #idsAlone = new Map<string, Map<string, FileRecord>>();

  constructor(file: MarketplaceFile) {
    this.#file = file;
    for (const rule of resourceRules) {
      const records = this.all(rule.name).filter((record) => given(record.ID));
      this.#byId.set(rule.name, new Map(records.map((record) => [keyOf(rule, record), record])));
      this.#idsAlone.set(rule.name, new Map(records.map((record) => [folded(record.ID), record])));
    }
  }

  get file(): MarketplaceFile {
    return this.#file;
  }

  all(resource: string): readonly FileRecord[] {
    return this.#file[ruleOf.get(resource)!.section][resource] ?? [];
  }

  /** The object of this ID; `within` holds the IDs of its parents. Without them, whichever has the ID. */
  find(resource: string, id: unknown, within: FileRecord = {}): FileRecord | undefined {
    const rule = ruleOf.get(resource)!;
    if (parentsOf(rule).every((parent) => given(within[parent])))
      return this.#byId.get(resource)?.get(keyOf(rule, { ...within, ID: id }));
    return this.#idsAlone.get(resource)?.get(folded(id));
  }

  report(resource: string, record: FileRecord, property: string | undefined, message: string): void {
    const id = nameOf(ruleOf.get(resource)!, record);
    this.findings.push({ resource, id, ...(property === undefined ? {} : { property }), message });
  }
}

/** Key that tells an object from its like: the IDs of its parents and its own. */
export function keyOf(rule: ResourceRule, record: FileRecord): string {
  return [...parentsOf(rule), "ID"].map((property) => folded(record[property])).join("/");
}
