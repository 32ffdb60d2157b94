import { forEachAtMost } from "./concurrency.ts";
import { type Reply, type Request, refusalOf, SeedError } from "./connection.ts";
import type { FileRecord } from "./marketplace-file.ts";
import { type Filled, fillPlaceholders } from "./placeholders.ts";
import { labelOf, type Problem, type Progress, type ResourceCount } from "./report.ts";
import { parentsOf, type ResourceRule } from "./resources.ts";

export type Outcome = "created" | "skipped" | "failed";

export interface RunOptions {
  readonly send: (request: Request) => Promise<Reply>;
  /** Fetches a fresh full-access token of the marketplace. */
  readonly freshToken: () => Promise<string>;
  readonly marketplaceId: string;
  readonly concurrency: number;
  readonly newSecret: () => string;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** One upload: the calls into the marketplace, and the tally of what became of them. */
export class Run {
  readonly resources: Record<string, ResourceCount> = {};
  readonly problems: Problem[] = [];
  readonly generatedSecrets: { resource: string; id: string; property: string }[] = [];
  readonly apiClients: { appName: string; oldId: string; newId: string }[] = [];
  /** IDs of products that were there before this run. */
  readonly formerProducts = new Set<string>();

  readonly #options: RunOptions;
  #token: Promise<string> | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  /** Calls the API below `/v1`; a token that has run out is renewed once. */
  async call(method: Request["method"], path: string, body?: unknown): Promise<Reply> {
    this.#token ??= this.#options.freshToken();
    const used = this.#token;
    const request = { method, path: `/v1${path}`, body } as const;
    const reply = await this.#options.send({ ...request, token: await used });
    if (reply.status !== 401) return reply;
    // Calls run side by side: only the first to notice asks for another token.
    if (this.#token === used) this.#token = this.#options.freshToken();
    const again = await this.#options.send({ ...request, token: await this.#token });
    if (again.status !== 401) return again;
    const { code, message } = refusalOf(again);
    throw new SeedError(`The marketplace does not accept its own token: ${message} (${code})`, { status: 401, code });
  }

  /** Works through the records of one resource, a few at once, and keeps the tally. */
  async each<Item>(resource: string, items: readonly Item[], work: (item: Item) => Promise<Outcome>): Promise<void> {
    await this.eachOf(resource, [items], work);
  }

  /** Like `each`, one level after the other. */
  async eachOf<Item>(
    resource: string,
    levels: readonly (readonly Item[])[],
    work: (item: Item) => Promise<Outcome>,
  ): Promise<void> {
    const total = levels.reduce((sum, level) => sum + level.length, 0);
    if (total === 0) return;
    const count = { created: 0, skipped: 0, failed: 0 };
    this.resources[resource] = count;
    let done = 0;
    for (const level of levels)
      await forEachAtMost(level, this.#options.concurrency, async (item) => {
        count[await work(item)]++;
        this.#options.onProgress?.({ resource, label: labelOf(resource), done: ++done, total });
      });
  }

  /** The record as the marketplace is to receive it. */
  prepare(record: FileRecord): Filled {
    return fillPlaceholders(record, this.#options.marketplaceId, this.#options.newSecret);
  }

  created(rule: ResourceRule, { record, generated }: Filled): "created" {
    for (const property of generated)
      this.generatedSecrets.push({ resource: rule.name, id: nameOf(rule, record), property });
    return "created";
  }

  refused(resource: string, id: string, reply: Reply): "failed" {
    this.problems.push({ resource, id, status: reply.status, ...refusalOf(reply) });
    return "failed";
  }
}

/** Name of a record in problems: its ID, or the IDs that an assignment joins. */
export function nameOf(rule: ResourceRule, record: FileRecord): string {
  if (typeof record.ID === "string") return record.ID;
  const joined = [...new Set([...rule.required, ...parentsOf(rule), "UserGroupID", "UserID", "SupplierID", "BuyerID"])]
    .map((property) => record[property])
    .filter((value) => typeof value === "string");
  return joined.join(" / ") || "(no ID)";
}
