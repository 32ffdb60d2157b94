import { date, embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const user = model("User", {
  FailedLoginAttempts: integer({ readOnly: true, nullable: false }),
  ID: id({ search: 1, sort: 4 }),
  CompanyID: text({ readOnly: true }),
  Username: text({ required: true, max: 100, search: 2, sort: 3 }),
  Password: text({ writeOnly: true }),
  FirstName: text({ required: true, max: 100, search: 4, sort: 2 }),
  LastName: text({ required: true, max: 100, search: 3, sort: 1 }),
  Email: text({ required: true, max: 200, search: 5, sort: 5 }),
  Phone: text({ max: 100 }),
  TermsAccepted: date({ orFlag: true }),
  Active: flag({ required: true, nullable: false }),
  xp: xp(),
  AvailableRoles: listOf(text(), { readOnly: true }),
  Locale: embedded("Locale", { readOnly: true }),
  DateCreated: date({ readOnly: true, sort: 6 }),
  LastActive: date({ readOnly: true, sort: 7 }),
  PasswordLastSetDate: date({ readOnly: true, sort: 8 }),
});

export const userGroup = model("UserGroup", {
  ID: id({ search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 1 }),
  Description: text({ max: 2000, search: 3 }),
  xp: xp(),
});

export const userGroupAssignment = model("UserGroupAssignment", {
  UserGroupID: text({ required: true }),
  UserID: text({ required: true }),
});
