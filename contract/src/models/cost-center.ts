import { id, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const costCenter = model("CostCenter", {
  ID: id({ search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 1 }),
  Description: text({ max: 2000, search: 3 }),
  xp: xp(),
});

export const costCenterAssignment = model(
  "CostCenterAssignment",
  {
    CostCenterID: text({ required: true }),
    UserGroupID: text(),
  },
  "Lets a buyer or user group charge to a cost center.",
  noUserLevel,
);
