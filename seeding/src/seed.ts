import { randomBytes } from "node:crypto";
import { uploadApiClients, withNewClientIds } from "./api-clients.ts";
import { connect } from "./connection.ts";
import { type FileRecord, type MarketplaceFile, readMarketplaceFile } from "./marketplace-file.ts";
import { openMarketplace, type PortalAccess } from "./portal.ts";
import type { Progress, SeedReport } from "./report.ts";
import { type ResourceRule, resourceRules, ruleOf } from "./resources.ts";
import { Run } from "./run.ts";
import { uploadSpecOptions, uploadSpecs } from "./specs.ts";
import { parentsFirst, upload, uploadOne } from "./upload.ts";
import { uploadVariants } from "./variants.ts";

export interface SeedOptions {
  /** Root of the server: `http://localhost:4000`. */
  readonly baseUrl: string;
  readonly portal: PortalAccess;
  readonly marketplaceId: string;
  /** Defaults to the ID. */
  readonly marketplaceName?: string;
  /** Path, address or parsed content of a marketplace file. */
  readonly file: string | URL | object;
  /** Calls under way at once, 8 unless told otherwise. */
  readonly concurrency?: number;
  /** Called after each record. */
  readonly onProgress?: (progress: Progress) => void;
  readonly fetch?: typeof fetch;
  /** Waits before a repeated call. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** Makes the secrets that the file leaves out: at most 50 characters. */
  readonly newSecret?: () => string;
}

/**
 * Uploads a marketplace file through the HTTP API, creating the marketplace if need be.
 *
 * Objects that exist are left as they are, assignments are saved again: a second run completes an interrupted one. A
 * record that the server refuses does not stop the rest; it is listed among the report's problems.
 *
 * @throws SeedError if the portal refuses or the server cannot be reached.
 * @throws TypeError if the file is not a marketplace file.
 */
export async function seed(options: SeedOptions): Promise<SeedReport> {
  const file = await readMarketplaceFile(options.file, options.fetch);
  const send = connect(options);
  const freshToken = await openMarketplace(send, options.portal, {
    id: options.marketplaceId,
    name: options.marketplaceName ?? options.marketplaceId,
  });
  const run = new Run({
    send,
    freshToken,
    marketplaceId: options.marketplaceId,
    concurrency: options.concurrency ?? 8,
    newSecret: options.newSecret ?? (() => randomBytes(24).toString("base64url")),
    onProgress: options.onProgress,
  });
  for (const rule of resourceRules) await uploadResource(run, rule, file);
  reportUnknown(run, file);
  return {
    marketplaceId: options.marketplaceId,
    resources: run.resources,
    apiClients: run.apiClients,
    generatedSecrets: run.generatedSecrets,
    problems: run.problems,
  };
}

async function uploadResource(run: Run, rule: ResourceRule, file: MarketplaceFile): Promise<void> {
  const records = file[rule.section][rule.name] ?? [];
  switch (rule.name) {
    case "ApiClients":
      return uploadApiClients(run, rule, records);
    case "Specs":
      return uploadSpecs(run, rule, records);
    case "SpecOptions":
      return uploadSpecOptions(run, rule, records, file.Objects.Specs ?? []);
    case "Products":
      return uploadProducts(run, rule, records);
    case "Variants":
      return uploadVariants(run, rule, records, file.Objects.Products ?? []);
    default:
      return upload(
        run,
        rule,
        records.map((record) => withNewClientIds(rule, record, run.apiClients)),
      );
  }
}

async function uploadProducts(run: Run, rule: ResourceRule, products: readonly FileRecord[]): Promise<void> {
  await run.eachOf(rule.name, parentsFirst(rule, products), async (product) => {
    const outcome = await uploadOne(run, rule, product);
    if (outcome === "skipped") run.formerProducts.add(String(product.ID));
    return outcome;
  });
}

function reportUnknown(run: Run, file: MarketplaceFile): void {
  for (const section of ["Objects", "Assignments"] as const)
    for (const [resource, records] of Object.entries(file[section])) {
      if (ruleOf.get(resource)?.section === section || records.length === 0) continue;
      run.resources[resource] = { created: 0, skipped: 0, failed: records.length };
      run.problems.push({
        resource,
        id: `${records.length} records`,
        status: 0,
        code: "UnknownResource",
        message: `${section} of this kind cannot be uploaded.`,
      });
    }
}
