import type { Spec } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { apiError, combined } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { Work } from "../../platform/work/work.ts";
import { refuseBuyers, resolveOwner } from "../ownership/rules.ts";
import { unassignFromAll, variantlessProducts } from "./assignments.store.ts";
import { optionOperations } from "./options.ts";
import { productAssignments } from "./product-assignments.operations.ts";
import { specFindings, variantFinding } from "./rules.ts";
import { optionId, specScope, specTable } from "./store.ts";

/**
 * Operations on what shoppers choose or fill in, and on the products that ask for it (docs/behaviour/catalog.md
 * §4.1–4.3).
 */
export function specOperations(): Implementation[] {
  const verbs = crud(
    new Resource(specTable, {
      async prepare(work, { draft, before }) {
        refuseBuyers(work);
        await resolveOwner(work, draft, before);
        const findings = specFindings(draft);
        if (findings.length > 0) throw combined(findings);
        draft.DefaultOptionID = await defaultOption(work, draft, before);
        if (draft.DefinesVariant && before?.DefinesVariant === false) await refuseVariantless(work, before.ID);
      },
      async deleting(work, spec) {
        refuseBuyers(work);
        await unassignFromAll(work.db, spec.ID);
      },
    }),
    {
      idParam: "specID",
      scope: specScope,
    },
  );
  return implement("Specs", { ...verbs, ...optionOperations, ...productAssignments });
}

/** The stored ID of the option that a draft has as default. @throws ApiError Spec.OptionNotFound */
async function defaultOption({ db }: Work, draft: Spec, before: Spec | null): Promise<string | null> {
  const named = draft.DefaultOptionID;
  if (named === null || named === "") return null;
  const found = before === null ? undefined : await optionId(db, before.ID, named);
  if (found === undefined) throw apiError("Spec.OptionNotFound", { SpecID: draft.ID, OptionID: named });
  return found;
}

/** @throws ApiError when the spec is assigned to products that cannot have variants. */
async function refuseVariantless({ db }: Work, specId: string): Promise<void> {
  const { families, bundles } = await variantlessProducts(db, specId);
  const finding = variantFinding({ family: families, bundle: bundles });
  if (finding !== undefined) throw finding;
}
