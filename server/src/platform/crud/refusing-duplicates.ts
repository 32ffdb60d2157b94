import { idExists } from "../errors/api-error.ts";
import { isDuplicateId } from "../errors/violations.ts";

/** Turns a violated unique ID into the documented 409; other failures pass. */
export async function refusingDuplicates<Result>(
  objectType: string,
  id: string,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateId(error)) throw idExists(objectType, id);
    throw error;
  }
}
