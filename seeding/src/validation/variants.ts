import type { FileRecord } from "../marketplace-file.ts";
import type { Contents } from "./contents.ts";
import { folded, given, listOf } from "./finding.ts";

/** Variants follow from the specs of their product. */
export function checkVariants(contents: Contents): void {
  for (const product of contents.all("Products")) {
    const count = Number(product.VariantCount ?? 0);
    if (count > 0 && variantSpecsOf(contents, product.ID).length === 0)
      contents.report("Products", product, "VariantCount", "No spec of the product defines variants.");
    if (count > 1500) contents.report("Products", product, "VariantCount", "A product has up to 1,500 variants.");
  }
  const combinations = new Set<string>();
  for (const variant of contents.all("Variants")) {
    const chosen = listOf(variant.Specs);
    if (chosen.length === 0)
      contents.report("Variants", variant, "Specs", "A variant needs the options it stands for.");
    for (const choice of chosen)
      if (!given(choice.OptionID) || !contents.find("SpecOptions", choice.OptionID, { SpecID: choice.SpecID }))
        contents.report("Variants", variant, "Specs", `Spec ${choice.SpecID} has no option ${choice.OptionID}.`);
    const product = contents.find("Products", variant.ProductID);
    if (product && !(Number(product.VariantCount) > 0))
      contents.report("Variants", variant, "ProductID", `VariantCount of ${variant.ProductID} says there are none.`);
    const combination = folded([variant.ProductID, ...chosen.map((choice) => `${choice.SpecID}=${choice.OptionID}`)]);
    if (combinations.has(combination)) contents.report("Variants", variant, "Specs", "The combination occurs twice.");
    combinations.add(combination);
  }
}

function variantSpecsOf(contents: Contents, productId: unknown): FileRecord[] {
  return contents
    .all("SpecProductAssignments")
    .filter((record) => folded(record.ProductID) === folded(productId))
    .map((record) => contents.find("Specs", record.SpecID))
    .filter((spec) => spec?.DefinesVariant === true) as FileRecord[];
}
