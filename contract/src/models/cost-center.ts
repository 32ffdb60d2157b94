import { text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { described, named, onlyGroup, ownId } from "../shared-fields.ts";

export const costCenter = model(
  "CostCenter",
  {
    ID: ownId("the buyer", { search: 1, sort: 2 }),
    Name: named({ required: true, max: 100, search: 2, sort: 1 }),
    Description: described({ max: 2000, search: 3 }),
    xp: xp(),
  },
  "A label that a buyer's users may choose for a line. Lines keep it as text: they are not bound to one that exists.",
);

export const costCenterAssignment = model(
  "CostCenterAssignment",
  {
    CostCenterID: text("Cost center of the buyer that the path names.", { required: true }),
    UserGroupID: onlyGroup(),
  },
  "Shows a cost center to a whole buyer or a user group.",
  noUserLevel,
);
