import { embedded, flag, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";
import { named, onlyGroup, onlyUser, ownId } from "../shared-fields.ts";

export const securityProfile = model(
  "SecurityProfile",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    Name: named({ required: true, max: 100, search: 2, sort: 2 }),
    Roles: listOf(oneOf("ApiRole"), "Roles of whoever it is assigned to."),
    CustomRoles: listOf(text(), "Roles of your own: tokens carry them, the platform asks for none."),
    PasswordConfig: embedded("PasswordConfig", "Rules for the passwords of whoever it is assigned to."),
    IsExternalRoleGroup: flag("Kept by another system: it cannot be changed here.", {
      readOnly: true,
      nullable: false,
    }),
  },
  "Roles, custom roles and password rules granted by assignment. A user has those of every profile that reaches them.",
);

export const passwordConfig = model(
  "PasswordConfig",
  {
    LimitPasswordReuse: integer("Former passwords that a new one must differ from.", { atLeast: 0, atMost: 24 }),
    MaxConsecutiveDupeChars: integer("Equal characters allowed in a row.", { atLeast: 1, atMost: 24 }),
    MaximumPasswordAge: integer("Days after which a password must be changed.", { atLeast: 1, atMost: 365 }),
    MinimumPasswordAge: integer("Minutes before a password may be changed again.", { atLeast: 1, atMost: 60 }),
    AllowedFailedAttempts: integer("Wrong passwords in a row until the user is locked out. Null: 10.", {
      atLeast: 1,
      atMost: 10,
    }),
    LockoutDuration: integer("Minutes that a lockout lasts; 0: until an administrator lifts it. Null: 2.", {
      atLeast: 0,
      atMost: 1440,
    }),
    UpperCaseRequired: flag("A capital letter is required; the platform asks for one anyway.", { nullable: false }),
    LowerCaseRequired: flag("A small letter is required; the platform asks for one anyway.", { nullable: false }),
    SpecialCharacterRequired: flag("A character that is neither letter nor digit is required.", { nullable: false }),
    NumericRequired: flag("A digit is required; the platform asks for one anyway.", { nullable: false }),
    MinimumCharacterCount: integer("Least length of a password.", {
      atLeast: 10,
      refusal: "SecurityProfile.InvalidPasswordConfiguration",
    }),
  },
  "Rules for the passwords of the users a security profile is assigned to. Where several reach a user, the strictest of each holds; at sign-in as well.",
);

export const securityProfileAssignment = model(
  "SecurityProfileAssignment",
  {
    SecurityProfileID: text("Profile that is granted.", { required: true }),
    BuyerID: text("Buyer it is granted to. Null, and no supplier: the marketplace owner."),
    SupplierID: text("Supplier it is granted to, in place of a buyer."),
    UserID: onlyUser(),
    UserGroupID: onlyGroup(),
  },
  "Grants a security profile to a company, user group or user.",
);
