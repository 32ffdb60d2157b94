import type { FileRecord } from "./marketplace-file.ts";
import type { ResourceRule } from "./resources.ts";
import type { Run } from "./run.ts";
import { upload } from "./upload.ts";

/** Creates the specs without their default option, which does not exist yet. */
export async function uploadSpecs(run: Run, rule: ResourceRule, specs: readonly FileRecord[]): Promise<void> {
  const bare = specs.map((spec) => (spec.DefaultOptionID ? { ...spec, DefaultOptionID: null } : spec));
  await upload(run, rule, bare);
}

/** Creates the options, then names the default ones. */
export async function uploadSpecOptions(
  run: Run,
  rule: ResourceRule,
  options: readonly FileRecord[],
  specs: readonly FileRecord[],
): Promise<void> {
  await upload(run, rule, options);
  for (const spec of specs) {
    if (!spec.DefaultOptionID) continue;
    const id = String(spec.ID);
    const reply = await run.call("PATCH", `/specs/${encodeURIComponent(id)}`, {
      DefaultOptionID: spec.DefaultOptionID,
    });
    if (reply.status >= 300) run.refused("Specs", id, reply);
  }
}
