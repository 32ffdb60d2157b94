import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { refuseBuyers } from "../ownership/rules.ts";
import { findSpec, type SpecHead } from "./store.ts";

/**
 * Facts of a spec that operations on its parts need. Writers keep it from being deleted under them.
 *
 * @throws ApiError NotFound (Spec); Auth.UserNotAuthorizedToAdmin for users of buyers who would change it.
 */
export async function specOf(work: UserWork, specId: string, intent: "read" | "write"): Promise<SpecHead> {
  if (intent === "write") refuseBuyers(work);
  const spec = await findSpec(work, specId, intent === "write");
  if (spec === undefined) throw notFound("Spec", specId);
  return spec;
}
