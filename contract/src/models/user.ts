import { integer, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { described, named, ownId, person } from "../shared-fields.ts";

export const user = model(
  "User",
  {
    FailedLoginAttempts: integer("Wrong passwords since the last success or unlocking.", {
      readOnly: true,
      nullable: false,
    }),
    ...person,
  },
  "A person or program that signs in for a company: the marketplace owner, a buyer or a supplier.",
);

export const userGroup = model(
  "UserGroup",
  {
    ID: ownId("the company", { search: 1, sort: 2 }),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    Description: described({ max: 2000, search: 3 }),
    xp: xp(),
  },
  "Users of a company to whom the same is assigned. Groups hold no groups; a user may be in several.",
);

export const userGroupAssignment = model(
  "UserGroupAssignment",
  {
    UserGroupID: text("Group that the user joins.", { required: true }),
    UserID: text("User of the same company.", { required: true }),
  },
  "Makes a user a member of a group.",
);
