import type { User } from "@orderwell/contract";
import { invalidateAccess } from "../../platform/access/access.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { Row } from "../../platform/db/json.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Actor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Company, Known, PeopleDependents } from "../company/company.ts";
import { checkChosenPassword } from "../passwords/change.ts";
import { insecurePassword, isSecure, strictest } from "../passwords/rules.ts";
import { configsOfCompany, presentPassword, retirePassword } from "../passwords/store.ts";
import { passwordReplaced, revokeTokens, voidCodes } from "../sign-in/revoke.ts";

/** The part of a user that rules are about. */
export type UserDraft = Pick<
  User,
  "ID" | "Username" | "Email" | "Password" | "Active" | "DateCreated" | "PasswordLastSetDate"
>;

export type PasswordColumn = { readonly password_hash: string };

/** A body without a password, or with an empty one, leaves the password alone. */
export const givesPassword = (draft: Pick<User, "Password">): draft is { Password: string } =>
  draft.Password !== null && draft.Password !== undefined && draft.Password !== "";

/** Tells whether a write changes who can sign in as a user: by a password, by what is sent to them, under which name. */
export const changesAccess = (draft: User, before: User | null): boolean =>
  before === null ||
  givesPassword(draft) ||
  draft.Email !== before.Email ||
  draft.Username !== before.Username ||
  (draft.Active === true && before.Active !== true);

/**
 * Sets what the platform keeps about a user. Whoever acts as somebody else makes nothing that lasts longer than their
 * permission: no password, no address to have one sent to, and so no user, who would have one or the other
 * (docs/behaviour/authentication.md §7).
 *
 * @throws ApiError Auth.ImpersonatorProhibited
 */
export function completeUser(work: Work, draft: UserDraft, before: UserDraft | null): void {
  if (before === null || givesPassword(draft) || draft.Email !== before.Email) refuseImpersonator(work.actor);
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
  { db, now, services: { people, passwords } }: Work,
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
  const password_hash = await passwords.hash(password);
  if (userKey !== null) await retirePassword(db, userKey, now);
  return { password_hash };
}

/**
 * The same for a password that users choose for themselves.
 *
 * @throws ApiError as `checkChosenPassword`.
 */
export async function chosenPassword(work: Work, password: string, userKey: number): Promise<PasswordColumn> {
  const { db, now, services } = work;
  await checkChosenPassword(work, userKey, password);
  const password_hash = await services.passwords.hash(password);
  await retirePassword(db, userKey, now);
  return { password_hash };
}

/** @throws ApiError Auth.ImpersonatorProhibited for whoever acts as somebody else. */
export function refuseImpersonator(actor: Actor): void {
  if (actor.kind === "user" && actor.impersonatorKey !== null) throw apiError("Auth.ImpersonatorProhibited");
}

/** Tells whether a change of a user concerns those who signed in as them, or what was sent to them. */
export const concernsAccess = (draft: UserDraft, before: UserDraft): boolean =>
  givesPassword(draft) || (["ID", "Username", "Email", "Active"] as const).some((name) => draft[name] !== before[name]);

const shown = ["Username", "FirstName", "LastName", "Email", "Phone", "TermsAccepted", "Active"] as const;

type Shown = Pick<Row<User>, (typeof shown)[number] | "xp">;

/** Tells whether a write changes what others are shown of a user. */
export const changesShown = (draft: Shown, before: Shown): boolean =>
  shown.some((name) => draft[name] !== before[name]) || JSON.stringify(draft.xp) !== JSON.stringify(before.xp);

/**
 * Does what follows from a change of a user for those who signed in as them, and for what was sent to them
 * (docs/behaviour/authentication.md §5, §8).
 */
export async function userChanged(
  work: Work,
  user: Pick<Known, "key">,
  draft: UserDraft,
  before: UserDraft,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  if (draft.Email !== before.Email) await voidCodes(work, user, dependents);
  if (givesPassword(draft)) await passwordReplaced(work, user, dependents);
  else if (before.Active && !draft.Active) await revokeTokens(work, user, dependents);
  else await invalidateAccess(work);
}
