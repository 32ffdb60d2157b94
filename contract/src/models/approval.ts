import { date, embedded, flag, id, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const approvalRule = model(
  "ApprovalRule",
  {
    ID: id({ search: 1, sort: 2 }),
    Name: text({ max: 100, search: 2, sort: 1 }),
    Description: text({ max: 2000, search: 3 }),
    ApprovingGroupID: text({ required: true, sort: 3 }),
    RuleExpression: text({ required: true, max: 400, search: 4, sort: 4 }),
    xp: xp(),
  },
  "A condition under which a buyer's orders wait for the approval of a user group.",
);

export const sellerApprovalRule = model(
  "SellerApprovalRule",
  {
    OwnerID: text(),
    ApprovalType: oneOf("ApprovalType", { required: true, nullable: false }),
    ...approvalRule.fields,
  },
  "A condition under which order returns (or orders) wait for the approval of seller users.",
);

export const approvalInfo = model(
  "ApprovalInfo",
  {
    Comments: text({ max: 2000 }),
  },
  "Comments that accompany a decision.",
);

export const orderApprovalInfo = model(
  "OrderApprovalInfo",
  {
    AllowResubmit: flag({ nullable: false }),
    Comments: text({ max: 2000 }),
  },
  "Comments that accompany a decision about an order, and whether the order may be submitted again.",
);

export const orderApproval = model(
  "OrderApproval",
  {
    AllowResubmit: flag({ readOnly: true, nullable: false, sort: 2 }),
    ApprovalRuleID: text({ readOnly: true, search: 1, sort: 3 }),
    ApprovingGroupID: text({ readOnly: true, search: 2, sort: 4 }),
    Status: oneOf("ApprovalStatus", { readOnly: true, nullable: false, sort: 5 }),
    DateCreated: date({ readOnly: true, nullable: false, sort: 1 }),
    DateCompleted: date({ readOnly: true, sort: 6 }),
    Approver: embedded("User", { readOnly: true, search: 3, sort: 7 }),
    Comments: text({ readOnly: true, search: 4 }),
  },
  "One approval that an order passed or waits for.",
);

export const orderReturnApproval = model(
  "OrderReturnApproval",
  {
    OrderReturnID: text(),
    ApprovalRuleID: text({ readOnly: true, search: 1, sort: 2 }),
    ApprovingGroupID: text({ readOnly: true, search: 2, sort: 3 }),
    Status: oneOf("ApprovalStatus", { readOnly: true, nullable: false, sort: 4 }),
    DateCreated: date({ readOnly: true, nullable: false, sort: 1 }),
    DateCompleted: date({ readOnly: true, sort: 5 }),
    Approver: embedded("User", { readOnly: true, search: 3, sort: 6 }),
    Comments: text({ readOnly: true, search: 4 }),
  },
  "One approval that an order return passed or waits for.",
);
