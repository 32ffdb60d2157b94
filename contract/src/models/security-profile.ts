import { embedded, flag, id, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const securityProfile = model(
  "SecurityProfile",
  {
    ID: id({ search: 1, sort: 1 }),
    Name: text({ required: true, max: 100, search: 2, sort: 2 }),
    Roles: listOf(oneOf("ApiRole")),
    CustomRoles: listOf(text()),
    PasswordConfig: embedded("PasswordConfig"),
    IsExternalRoleGroup: flag({ readOnly: true, nullable: false }),
  },
  "Roles, custom roles and password rules granted by assignment.",
);

export const passwordConfig = model(
  "PasswordConfig",
  {
    LimitPasswordReuse: integer({ atLeast: 0, atMost: 24 }),
    MaxConsecutiveDupeChars: integer({ atLeast: 1, atMost: 24 }),
    MaximumPasswordAge: integer({ atLeast: 1, atMost: 365 }),
    MinimumPasswordAge: integer({ atLeast: 1, atMost: 60 }),
    AllowedFailedAttempts: integer({ atLeast: 1, atMost: 10 }),
    LockoutDuration: integer({ atLeast: 0, atMost: 1440 }),
    UpperCaseRequired: flag({ nullable: false }),
    LowerCaseRequired: flag({ nullable: false }),
    SpecialCharacterRequired: flag({ nullable: false }),
    NumericRequired: flag({ nullable: false }),
    MinimumCharacterCount: integer({ atLeast: 10, refusal: "SecurityProfile.InvalidPasswordConfiguration" }),
  },
  "Rules for the passwords of the users a security profile is assigned to.",
);

export const securityProfileAssignment = model(
  "SecurityProfileAssignment",
  {
    SecurityProfileID: text({ required: true }),
    BuyerID: text(),
    SupplierID: text(),
    UserID: text(),
    UserGroupID: text(),
  },
  "Grants a security profile to a company, user group or user.",
);
