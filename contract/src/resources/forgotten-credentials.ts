import { post, put, resource } from "../declare.ts";
import { text } from "../field.ts";
import { passwordChange } from "../raises.ts";

export const forgottenCredentials = resource("ForgottenCredentials", {
  section: "Authentication and authorization",
  description: "What users without a token can do about a lost password or username.",
  operations: [
    post("SendOneTimePassword", "/password/onetimepassword", {
      summary: "Send a one-time password to a user.",
      body: "OneTimePasswordRequest",
      access: "open",
      limited: "message",
    }),
    post("SendVerificationCode", "/password/reset", {
      summary: "Send a user a code for resetting the password.",
      body: "PasswordResetRequest",
      access: "open",
      limited: "message",
    }),
    put("ResetPasswordByVerificationCode", "/password/reset/{verificationCode}", {
      summary: "Set a new password with a code that was sent.",
      body: "PasswordReset",
      access: "open",
      limited: "credential",
    }),
    post("RetrieveUsername", "/username/retrieve", {
      summary: "Send the usernames that belong to an email address.",
      query: {
        clientID: text("API client that the user wants to sign in through."),
        email: text("Address whose users are each sent their username."),
      },
      access: "open",
      limited: "message",
    }),
  ],
  raises: {
    SendOneTimePassword: ["OneTimePasswordRequest.UsernameOrEmailRequired"],
    SendVerificationCode: ["PasswordReset.MissingUsernameOrEmail"],
    ResetPasswordByVerificationCode: [
      "PasswordReset.InvalidVerification",
      "PasswordReset.LockedOut",
      ...passwordChange,
    ],
    RetrieveUsername: ["Auth.ClientIDAndEmailRequired"],
    "SendOneTimePassword SendVerificationCode RetrieveUsername": ["ApiClient.InvalidClientID"],
  },
});
