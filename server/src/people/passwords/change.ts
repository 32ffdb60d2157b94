import { apiError } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import type { PeopleDependents } from "../company/company.ts";
import { passwordReplaced } from "../sign-in/revoke.ts";
import { insecurePassword, isSecure, isTooRecent, strictest } from "./rules.ts";
import { formerHashes, presentPassword, retirePassword, writePassword } from "./store.ts";

/**
 * Checks a password that users choose for themselves.
 *
 * @throws ApiError PasswordReset.TooSoonToChange, PasswordReset.InsecurePassword, PasswordReset.CannotReusePassword
 */
export async function checkChosenPassword(
  { db, now, services }: Work,
  userKey: number,
  password: string,
): Promise<void> {
  const present = await presentPassword(db, services.people.facts, userKey);
  const policy = strictest(present.configs);
  if (isTooRecent(present.setAt, policy, now)) throw apiError("PasswordReset.TooSoonToChange");
  if (!isSecure(password, policy)) throw insecurePassword(policy);
  if (policy.reuseLimit === 0) return;
  const used = [present.hash, ...(await formerHashes(db, userKey, policy.reuseLimit - 1))];
  for (const hash of used) {
    if (hash !== null && (await services.passwords.verify(hash, password)))
      throw apiError("PasswordReset.CannotReusePassword");
  }
}

/**
 * Gives a user the password that they chose, which ends what was begun with the former one.
 *
 * @throws ApiError as `checkChosenPassword`.
 */
export async function changePassword(
  work: Work,
  userKey: number,
  password: string,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  const { db, now, services } = work;
  await checkChosenPassword(work, userKey, password);
  const hash = await services.passwords.hash(password);
  await retirePassword(db, userKey, now);
  await writePassword(db, userKey, hash, now);
  await passwordReplaced(work, { key: userKey }, dependents);
}
