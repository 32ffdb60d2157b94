import type { PasswordConfig } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";

/** Rules for the passwords of a user, and for wrong ones (docs/behaviour/authentication.md §8). */
export interface PasswordPolicy {
  /** Characters. */
  readonly minimumLength: number;
  readonly upper: boolean;
  readonly lower: boolean;
  readonly digit: boolean;
  readonly special: boolean;
  /** Number of times one character may follow itself; null: any. */
  readonly maximumRun: number | null;
  /** Null: passwords never expire. */
  readonly maximumAgeDays: number | null;
  /** Before users may change their password again. */
  readonly minimumAgeMinutes: number;
  /** Number of a user's latest passwords that they may not choose again. */
  readonly reuseLimit: number;
  /** Wrong passwords until the account is locked. */
  readonly attempts: number;
  /** 0: until somebody unlocks it. */
  readonly lockoutMinutes: number;
}

type Config = Partial<PasswordConfig>;
type NumberOf = {
  [Name in keyof PasswordConfig]: PasswordConfig[Name] extends number | null ? Name : never;
}[keyof PasswordConfig];

/** The platform's own, which no profile can weaken. */
const platformLength = 10;
const platformAttempts = 10;
const platformLockoutMinutes = 2;

/** The strictest combination of everything that the profiles reaching a user demand, and of the platform's minimum. */
export function strictest(configs: readonly Config[]): PasswordPolicy {
  const numbers = (name: NumberOf): number[] =>
    configs.map((config) => config[name]).filter((value) => typeof value === "number");
  const least = (name: NumberOf): number | null => (numbers(name).length === 0 ? null : Math.min(...numbers(name)));
  const lockouts = numbers("LockoutDuration");
  return {
    minimumLength: Math.max(platformLength, ...numbers("MinimumCharacterCount")),
    upper: true,
    lower: true,
    digit: true,
    special: configs.some(({ SpecialCharacterRequired }) => SpecialCharacterRequired === true),
    maximumRun: least("MaxConsecutiveDupeChars"),
    maximumAgeDays: least("MaximumPasswordAge"),
    minimumAgeMinutes: Math.max(0, ...numbers("MinimumPasswordAge")),
    reuseLimit: Math.max(0, ...numbers("LimitPasswordReuse")),
    attempts: least("AllowedFailedAttempts") ?? platformAttempts,
    lockoutMinutes: lockouts.includes(0) ? 0 : lockouts.length === 0 ? platformLockoutMinutes : Math.max(...lockouts),
  };
}

/** Tells whether a password meets the policy's demands on its characters. */
export function isSecure(password: string, policy: PasswordPolicy): boolean {
  return (
    [...password].length >= policy.minimumLength &&
    (!policy.upper || /\p{Lu}/u.test(password)) &&
    (!policy.lower || /\p{Ll}/u.test(password)) &&
    (!policy.digit || /\p{Nd}/u.test(password)) &&
    (!policy.special || /[^\p{L}\p{N}\s]/u.test(password)) &&
    (policy.maximumRun === null || longestRun(password) <= policy.maximumRun)
  );
}

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  let previous = "";
  for (const character of text) {
    run = character === previous ? run + 1 : 1;
    previous = character;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** The refusal of a weak password; its Data says what would do. */
export function insecurePassword(policy: PasswordPolicy): ApiError {
  return apiError("PasswordReset.InsecurePassword", {
    MinimumCharacterCount: policy.minimumLength,
    UpperCaseRequired: policy.upper,
    LowerCaseRequired: policy.lower,
    SpecialCharacterRequired: policy.special,
    NumericRequired: policy.digit,
    MaxConsecutiveDupeChars: policy.maximumRun,
  });
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Tells whether a password that was set then must be replaced by now. One of unknown age stays. */
export const hasExpired = (setAt: Date | null, policy: PasswordPolicy, now: Date): boolean =>
  policy.maximumAgeDays !== null && setAt !== null && now.getTime() - setAt.getTime() > policy.maximumAgeDays * dayMs;

/** Tells whether a password that was set then may not be replaced yet. */
export const isTooRecent = (setAt: Date | null, policy: PasswordPolicy, now: Date): boolean =>
  setAt !== null && now.getTime() - setAt.getTime() < policy.minimumAgeMinutes * minuteMs;

/** Time at which a lockout that begins now ends by itself; null: never. */
export const lockedUntil = (policy: PasswordPolicy, now: Date): Date | null =>
  policy.lockoutMinutes === 0 ? null : new Date(now.getTime() + policy.lockoutMinutes * minuteMs);
