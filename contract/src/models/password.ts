import { text } from "../field.ts";
import { model } from "../model.ts";

export const oneTimePasswordRequest = model(
  "OneTimePasswordRequest",
  {
    ClientID: text({ required: true }),
    Username: text(),
    Email: text(),
  },
  "Whom to send a one-time password.",
);

export const passwordReset = model(
  "PasswordReset",
  {
    ClientID: text({ required: true, missing: "PasswordReset.MissingOrInvalidClientID" }),
    Username: text({ required: true, missing: "PasswordReset.MissingUsername" }),
    Password: text(),
  },
  "A new password.",
);

export const passwordResetRequest = model(
  "PasswordResetRequest",
  {
    ClientID: text({ required: true, missing: "PasswordReset.MissingOrInvalidClientID" }),
    Email: text(),
    Username: text(),
    URL: text(),
  },
  "Whose password is reset, and where the message leads.",
);

export const tokenPasswordReset = model(
  "TokenPasswordReset",
  {
    NewPassword: text({ required: true }),
  },
  "A new password for the user behind the token.",
);
