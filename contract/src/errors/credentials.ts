import { error } from "../error.ts";
import { flag, integer, text } from "../field.ts";

/** Passwords, one-time passwords and registration. */
export const credentialErrors = {
  "PasswordReset.CannotReusePassword": error(
    400,
    "The password was used before.",
    "Choose a password that was not used lately.",
  ),
  "PasswordReset.InsecurePassword": error(
    400,
    "Password does not meet security requirements.",
    "Choose a password that meets what Data lists.",
    {
      MinimumCharacterCount: integer(),
      UpperCaseRequired: flag(),
      LowerCaseRequired: flag(),
      SpecialCharacterRequired: flag(),
      NumericRequired: flag(),
      MaxConsecutiveDupeChars: integer({ nullable: true }),
    },
  ),
  "PasswordReset.InvalidVerification": error(
    400,
    "The verification code is wrong or has expired.",
    "Have a new code sent.",
  ),
  "PasswordReset.LockedOut": error(
    400,
    "The account is locked for now.",
    "Wait as long as the security profile's lockout lasts.",
  ),
  "PasswordReset.MissingOrInvalidClientID": error(
    400,
    "ClientID is missing or invalid.",
    "Send the ID of an active API client.",
    { Model: text({ nullable: true }), Property: text({ nullable: true }) },
  ),
  "PasswordReset.MissingUsername": error(400, "Username is required.", "Send Username.", {
    Model: text({ nullable: true }),
    Property: text({ nullable: true }),
  }),
  "PasswordReset.MissingUsernameOrEmail": error(400, "Username or Email is required.", "Send one of the two."),
  "PasswordReset.TooSoonToChange": error(
    400,
    "The password was changed too recently.",
    "Wait as long as the security profile asks between two changes.",
  ),
  "OneTimePasswordRequest.UsernameOrEmailRequired": error(
    400,
    "Username or Email is required.",
    "Send one of the two.",
  ),
  "Registration.InvalidVerificationCode": error(
    400,
    "The verification code is wrong or has expired.",
    "Have a new code sent.",
  ),
};
