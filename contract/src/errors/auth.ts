import { error } from "../error.ts";
import { flag, integer, listOf, text } from "../field.ts";

/** Tokens, and who may do what. */
export const authErrors = {
  "Auth.CompanyNotActive": error(
    400,
    "The user's company is not active.",
    "Activate the buyer or supplier, then sign in again.",
  ),
  "Auth.ClientNotActive": error(400, "The API client is not active.", "Activate the API client, or use another."),
  "Auth.InvalidUsernameOrPassword": error(
    400,
    "Invalid username or password.",
    "Check both; which of them is wrong is not told.",
  ),
  "Auth.UsernameAndPasswordRequired": error(400, "Username and password are required.", "Send both in the form."),
  "Auth.InsufficientRoles": error(
    403,
    "User does not have role(s) required to perform this action.",
    "Request one of the SufficientRoles in the scope of the token; a security profile must grant it to the user.",
    { SufficientRoles: listOf(text(), { nullable: true }), AssignedRoles: listOf(text(), { nullable: true }) },
  ),
  "Auth.OauthError": error(400, "The token request is invalid.", "Correct the form as error_description says."),
  "Auth.PasswordExpired": error(
    400,
    "The password has expired. Please reset it.",
    "Have the password reset by email, then sign in again.",
  ),
  "Auth.SellerNotActive": error(400, "The marketplace is not active.", "Ask the owner of the marketplace."),
  "Auth.UserNotActive": error(400, "The user is not active.", "Activate the user, then sign in again."),
  "Auth.UserNotAuthorizedToAdmin": error(
    403,
    "Reading and/or Administering certain resources is forbidden for certain user types regardless of role(s).",
    "Use a token of a user of another type; roles do not help.",
  ),
  "Auth.UserNotFound": error(400, "The user no longer exists.", "Sign in as another user."),
  "Auth.LockedOut": error(
    400,
    "Too many failed attempts. The account is locked for now.",
    "Wait as long as the security profile's lockout lasts, or reset the password.",
  ),
  "Auth.InsecurePassword": error(
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
  "Auth.AnonUserProhibited": error(
    403,
    "Anonymous shoppers may not do this.",
    "Let the shopper sign in or register first.",
  ),
  "Auth.ImpersonatorProhibited": error(
    403,
    "Whoever acts as another user may not do this.",
    "Use a token of the user's own; passwords and addresses of users are changed by themselves or an administrator.",
  ),
  "Auth.MustPassAnonUserToken": error(
    400,
    "anonUserToken must be the token of an anonymous shopper.",
    "Send the access token of the anonymous shopper in the query argument anonUserToken.",
  ),
  "Auth.ClientIDAndEmailRequired": error(400, "clientID and email are required.", "Send both."),
  "Auth.UnauthorizedRole": error(
    403,
    "You may not act with the requested role.",
    "Ask only for AllowedRoles, or assign a security profile that grants more.",
    { AllowedRoles: listOf(text()) },
  ),
  "Auth.TokenRevoked": error(401, "The provided token has been revoked. Please re-authenticate.", "Sign in again."),
  "Auth.BetaForbiddenProduction": error(
    403,
    "Beta features are not available in production.",
    "Use a marketplace that is not one of production.",
  ),
};
