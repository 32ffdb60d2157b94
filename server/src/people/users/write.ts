import type { User } from "@orderwell/contract";
import { invalidateAccess } from "../../platform/access/access.ts";
import { formatInstant } from "../../platform/dates.ts";
import { hashPassword } from "../../platform/passwords.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Company } from "../company.ts";
import { checkChosenPassword } from "../passwords/change.ts";
import { insecurePassword, isSecure, strictest } from "../passwords/rules.ts";
import { configsOfCompany, presentPassword, retirePassword } from "../passwords/store.ts";

/** The part of a user that rules are about. */
export type UserDraft = Pick<User, "ID" | "Username" | "Password" | "Active" | "DateCreated" | "PasswordLastSetDate">;

export type PasswordColumn = { readonly password_hash: string };

/** A body without a password, or with an empty one, leaves the password alone. */
export const givesPassword = (draft: Pick<User, "Password">): draft is { Password: string } =>
  draft.Password !== null && draft.Password !== undefined && draft.Password !== "";

/** Sets what the platform keeps about a user. */
export function completeUser(work: Work, draft: UserDraft, before: UserDraft | null): void {
  draft.DateCreated = before?.DateCreated ?? formatInstant(work.now);
  draft.PasswordLastSetDate = givesPassword(draft) ? formatInstant(work.now) : (before?.PasswordLastSetDate ?? null);
}

/**
 * The column behind a password that an administrator gives; the one it replaces joins the former ones. `userKey` is null
 * for a user who is yet to come.
 *
 * @throws ApiError PasswordReset.InsecurePassword
 */
export async function givenPassword(
  { db, now, services: { people } }: Work,
  password: string,
  company: Company,
  userKey: number | null,
): Promise<PasswordColumn> {
  const configs =
    userKey === null
      ? await configsOfCompany(db, people.facts, company)
      : (await presentPassword(db, people.facts, userKey)).configs;
  const policy = strictest(configs);
  if (!isSecure(password, policy)) throw insecurePassword(policy);
  const password_hash = await hashPassword(password);
  if (userKey !== null) await retirePassword(db, userKey, now);
  return { password_hash };
}

/**
 * The same for a password that users choose for themselves.
 *
 * @throws ApiError as `checkChosenPassword`.
 */
export async function chosenPassword(work: Work, password: string, userKey: number): Promise<PasswordColumn> {
  const { db, now } = work;
  await checkChosenPassword(work, userKey, password);
  const password_hash = await hashPassword(password);
  await retirePassword(db, userKey, now);
  return { password_hash };
}

/** Tokens name a user's ID, name and activity only through what is kept about callers. */
export async function invalidateUser(work: Work, after: UserDraft, before: UserDraft | null): Promise<void> {
  if (before === null) return;
  if (before.Active !== after.Active || before.ID !== after.ID || before.Username !== after.Username)
    await invalidateAccess(work);
}
