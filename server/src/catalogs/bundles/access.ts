import { notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findProduct, type ProductHead, reachable } from "../products/scope.store.ts";

/**
 * The bundle with this ID among what the caller knows of. `lock` keeps others from changing it until the transaction ends.
 *
 * @throws ApiError NotFound (Bundle)
 */
export async function bundleOf(work: UserWork, bundleId: string, lock = false): Promise<ProductHead> {
  const found = await findProduct(work.db, reachable(work), bundleId, lock);
  if (!found?.isBundle) throw notFound("Bundle", bundleId);
  return found;
}
