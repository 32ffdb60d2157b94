import { text } from "../field.ts";
import { model } from "../model.ts";

export const oneTimePasswordRequest = model(
  "OneTimePasswordRequest",
  {
    ClientID: text("API client that the user wants to sign in through.", { required: true }),
    Username: text("Who is sent the password. This or an email address."),
    Email: text("Address whose users are each sent one. With a username: it must be that user's."),
  },
  "Request for a one-time password. It is valid for ten minutes, in place of the password.",
);

export const passwordReset = model(
  "PasswordReset",
  {
    ClientID: text("API client that the reset was asked for.", {
      required: true,
      missing: "PasswordReset.MissingOrInvalidClientID",
    }),
    Username: text("User whom the verification code was sent to.", {
      required: true,
      missing: "PasswordReset.MissingUsername",
    }),
    Password: text("The new password, which must meet the rules that reach the user."),
  },
  "A new password.",
);

export const passwordResetRequest = model(
  "PasswordResetRequest",
  {
    ClientID: text("API client that the user wants to sign in through.", {
      required: true,
      missing: "PasswordReset.MissingOrInvalidClientID",
    }),
    Email: text("Address whose users are each sent a code. This or a username."),
    Username: text("User who is sent a code."),
    URL: text("Page of yours that the message links to."),
  },
  "Request for a message that lets a user set a new password. The code in it is valid for two hours. The answer does not tell whether there is such a user.",
);

export const tokenPasswordReset = model(
  "TokenPasswordReset",
  {
    NewPassword: text("The new password, which must meet the rules that reach the user.", { required: true }),
  },
  "A new password for the user behind the token.",
);
