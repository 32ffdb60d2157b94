import type { FileRecord } from "./marketplace-file.ts";
import type { ResourceRule } from "./resources.ts";
import type { Outcome, Run } from "./run.ts";

/**
 * Lets the server generate the variants of every product that has some, then saves what the file says about each.
 * The stock of products that were there before is not touched.
 */
export async function uploadVariants(
  run: Run,
  rule: ResourceRule,
  variants: readonly FileRecord[],
  products: readonly FileRecord[],
): Promise<void> {
  const complete = new Set<string>();
  const generate = async (product: FileRecord): Promise<Outcome> => {
    const id = String(product.ID);
    const path = `/products/${encodeURIComponent(id)}`;
    if (run.formerProducts.has(id)) {
      const { body } = await run.call("GET", path);
      if (body?.VariantCount >= Number(product.VariantCount)) {
        complete.add(id);
        return "skipped";
      }
    }
    const reply = await run.call("POST", `${path}/variants/generate`);
    return reply.status < 300 ? "created" : run.refused(rule.name, id, reply);
  };
  const save = async (variant: FileRecord): Promise<Outcome> => {
    if (complete.has(String(variant.ProductID))) return "skipped";
    const path = `/products/${encodeURIComponent(String(variant.ProductID))}/variants`;
    const id = generatedId(variant);
    const body = run.prepare(variant).record;
    let reply = await run.call("PUT", `${path}/${encodeURIComponent(id)}`, body);
    // An earlier, interrupted upload may have given the variant the ID it has in the file.
    if (reply.status === 404 && variant.ID !== undefined && variant.ID !== id)
      reply = await run.call("PUT", `${path}/${encodeURIComponent(String(variant.ID))}`, body);
    return reply.status < 300 ? "created" : run.refused(rule.name, String(variant.ID ?? id), reply);
  };
  const generating = products.filter((product) => Number(product.VariantCount) > 0);
  await run.eachOf<() => Promise<Outcome>>(
    rule.name,
    [generating.map((product) => () => generate(product)), variants.map((variant) => () => save(variant))],
    (work) => work(),
  );
}

/** The ID the server gives a new variant: the product's and those of the options, in the order of the variant's specs. */
export function generatedId(variant: FileRecord): string {
  const specs = Array.isArray(variant.Specs) ? variant.Specs : [];
  return [variant.ProductID, ...specs.map((spec) => spec.OptionID)].join("-").replaceAll(" ", "-");
}
