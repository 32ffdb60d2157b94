import assert from "node:assert/strict";
import { test } from "node:test";
import type { PasswordConfig } from "@orderwell/contract";
import { hasExpired, insecurePassword, isSecure, isTooRecent, strictest } from "./rules.ts";

const config = (values: Partial<PasswordConfig>): Partial<PasswordConfig> => values;

test("a password is secure when it meets every demand of the policy", () => {
  const platform = strictest([]);
  const special = strictest([config({ SpecialCharacterRequired: true })]);
  const long = strictest([config({ MinimumCharacterCount: 14 })]);
  const runs = strictest([config({ MaxConsecutiveDupeChars: 2 })]);
  const cases: [string, Parameters<typeof isSecure>[1], boolean][] = [
    ["Abcdefghi1", platform, true],
    ["Abcdefgh1", platform, false],
    ["abcdefghi1", platform, false],
    ["ABCDEFGHI1", platform, false],
    ["Abcdefghij", platform, false],
    ["Äbcdefghi1", platform, true],
    ["👍👍👍👍👍👍👍Aa1", platform, true],
    ["👍👍👍👍👍👍Aa1", platform, false],
    ["Abcdefghi1", special, false],
    ["Abcdefghi 1", special, false],
    ["Abcdefghi1!", special, true],
    ["Abcdefghi1234", long, false],
    ["Abcdefghi12345", long, true],
    ["Aabbccdd11", runs, true],
    ["Aabbbccdd11", runs, false],
    ["", platform, false],
  ];
  for (const [password, policy, secure] of cases) assert.equal(isSecure(password, policy), secure, password);
});

test("no profile weakens the platform's minimum", () => {
  const policy = strictest([
    config({ UpperCaseRequired: false, LowerCaseRequired: false, NumericRequired: false, MinimumCharacterCount: 1 }),
  ]);
  assert.deepEqual(policy, strictest([]));
  assert.deepEqual(policy, {
    minimumLength: 10,
    upper: true,
    lower: true,
    digit: true,
    special: false,
    maximumRun: null,
    maximumAgeDays: null,
    minimumAgeMinutes: 0,
    reuseLimit: 0,
    attempts: 10,
    lockoutMinutes: 2,
  });
});

test("of several profiles the strictest demand counts", () => {
  const policy = strictest([
    config({ MinimumCharacterCount: 12, MaxConsecutiveDupeChars: 3, MaximumPasswordAge: 90, MinimumPasswordAge: 5 }),
    config({ MinimumCharacterCount: 16, MaxConsecutiveDupeChars: 5, MaximumPasswordAge: 30, MinimumPasswordAge: 1 }),
    config({ LimitPasswordReuse: 4, AllowedFailedAttempts: 5, LockoutDuration: 30, SpecialCharacterRequired: true }),
    config({ LimitPasswordReuse: 2, AllowedFailedAttempts: 3, LockoutDuration: 10 }),
  ]);
  assert.deepEqual(policy, {
    minimumLength: 16,
    upper: true,
    lower: true,
    digit: true,
    special: true,
    maximumRun: 3,
    maximumAgeDays: 30,
    minimumAgeMinutes: 5,
    reuseLimit: 4,
    attempts: 3,
    lockoutMinutes: 30,
  });
});

test("a lockout until unlocked is stricter than any of limited length", () => {
  assert.equal(strictest([config({ LockoutDuration: 1440 }), config({ LockoutDuration: 0 })]).lockoutMinutes, 0);
});

test("a password expires after its days, and may be replaced after its minutes", () => {
  const policy = strictest([config({ MaximumPasswordAge: 1, MinimumPasswordAge: 10 })]);
  const now = new Date("2026-05-02T12:00:00Z");
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  assert.equal(hasExpired(before(86_400_000), policy, now), false);
  assert.equal(hasExpired(before(86_400_001), policy, now), true);
  assert.equal(hasExpired(null, policy, now), false);
  assert.equal(hasExpired(before(1e12), strictest([]), now), false);
  assert.equal(isTooRecent(before(599_999), policy, now), true);
  assert.equal(isTooRecent(before(600_000), policy, now), false);
  assert.equal(isTooRecent(null, policy, now), false);
});

test("the refusal says what would do", () => {
  const refused = insecurePassword(strictest([config({ SpecialCharacterRequired: true, MinimumCharacterCount: 12 })]));
  assert.equal(refused.status, 400);
  assert.deepEqual(refused.entries[0]?.Data, {
    MinimumCharacterCount: 12,
    UpperCaseRequired: true,
    LowerCaseRequired: true,
    SpecialCharacterRequired: true,
    NumericRequired: true,
    MaxConsecutiveDupeChars: null,
  });
});
