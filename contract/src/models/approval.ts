import { date, embedded, flag, oneOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import type { DeclaredModel } from "../operation.ts";
import { described, ownId } from "../shared-fields.ts";

export const approvalRule = model(
  "ApprovalRule",
  {
    ID: ownId("the buyer; for seller rules, the marketplace", { search: 1, sort: 2 }),
    Name: text("Shown to people; need not be unique.", { max: 100, search: 2, sort: 1 }),
    Description: described({ max: 2000, search: 3 }),
    ApprovingGroupID: text("User group of which one member has to approve.", { required: true, sort: 3 }),
    RuleExpression: text(
      "Condition under which it asks for approval, such as `order.Total > 200`. `order.approved('id')` puts it after another rule.",
      { required: true, max: 400, search: 4, sort: 4 },
    ),
    xp: xp(),
  },
  "A condition under which a buyer's orders wait for the approval of a user group. A submitter who is in the group approves by that.",
);

export const sellerApprovalRule: DeclaredModel = {
  ...model(
    "SellerApprovalRule",
    {
      OwnerID: text("Company whose group approves: the marketplace owner or a supplier. Never changes."),
      ApprovalType: oneOf("ApprovalType", "What it looks at; only OrderReturn has an effect.", {
        required: true,
        nullable: false,
      }),
      ...approvalRule.fields,
    },
    "A condition under which order returns (or orders) wait for the approval of seller users.",
  ),
  objectType: "ApprovalRule",
};

const comments = () => text("Free text for the submitter to read.", { max: 2000 });

export const approvalInfo = model(
  "ApprovalInfo",
  {
    Comments: comments(),
  },
  "Comments that accompany a decision.",
);

export const orderApprovalInfo = model(
  "OrderApprovalInfo",
  {
    AllowResubmit: flag("A declined order goes back to its submitter, to be changed and submitted again.", {
      nullable: false,
    }),
    Comments: comments(),
  },
  "Comments that accompany a decision about an order, and whether the order may be submitted again.",
);

export const orderApproval = model(
  "OrderApproval",
  {
    AllowResubmit: flag("The order went back to its submitter when it was declined.", {
      readOnly: true,
      nullable: false,
      sort: 2,
    }),
    ApprovalRuleID: text("Rule that asked for it.", { readOnly: true, search: 1, sort: 3 }),
    ApprovingGroupID: text("Group of which one member has to approve.", { readOnly: true, search: 2, sort: 4 }),
    Status: oneOf("ApprovalStatus", "Whether it is given.", { readOnly: true, nullable: false, sort: 5 }),
    DateCreated: date("When it was asked for.", { readOnly: true, nullable: false, sort: 1 }),
    DateCompleted: date("When it was given or refused.", { readOnly: true, sort: 6 }),
    Approver: embedded("User", "Who gave or refused it.", { readOnly: true, search: 3, sort: 7 }),
    Comments: text("What the approver wrote.", { readOnly: true, search: 4 }),
  },
  "One approval that an order passed or waits for.",
);

export const orderReturnApproval = model(
  "OrderReturnApproval",
  {
    OrderReturnID: text("Return that it is about."),
    ApprovalRuleID: text("Rule that asked for it.", { readOnly: true, search: 1, sort: 2 }),
    ApprovingGroupID: text("Group of which one member has to approve.", { readOnly: true, search: 2, sort: 3 }),
    Status: oneOf("ApprovalStatus", "Whether it is given.", { readOnly: true, nullable: false, sort: 4 }),
    DateCreated: date("When it was asked for.", { readOnly: true, nullable: false, sort: 1 }),
    DateCompleted: date("When it was given or refused.", { readOnly: true, sort: 5 }),
    Approver: embedded("User", "Who gave or refused it.", { readOnly: true, search: 3, sort: 6 }),
    Comments: text("What the approver wrote.", { readOnly: true, search: 4 }),
  },
  "One approval that an order return passed or waits for.",
);
