import type { FileRecord } from "../marketplace-file.ts";
import type { Contents } from "./contents.ts";
import { given } from "./finding.ts";
import { isMarketplaceOwned } from "./references.ts";

/** Checks who is named by security profiles, impersonation, approval rules and address assignments. */
export function checkParties(contents: Contents): void {
  for (const record of contents.all("SecurityProfileAssignments"))
    checkParty(contents, "SecurityProfileAssignments", record);
  for (const record of contents.all("ImpersonationConfigs")) checkImpersonator(contents, record);
  for (const rule of contents.all("SellerApprovalRules")) {
    const groups = isMarketplaceOwned(rule) ? "AdminUserGroups" : "SupplierUserGroups";
    if (given(rule.ApprovingGroupID) && !contents.find(groups, rule.ApprovingGroupID, { SupplierID: rule.OwnerID }))
      contents.report("SellerApprovalRules", rule, "ApprovingGroupID", "The owner of the rule has no such group.");
  }
  for (const record of contents.all("AddressAssignments"))
    if (record.IsShipping !== true && record.IsBilling !== true)
      contents.report("AddressAssignments", record, "IsShipping", "The address must serve shipping, billing or both.");
  for (const resource of ["ProductAssignments", "CategoryAssignments", "LocaleAssignments", "PromotionAssignments"])
    for (const record of contents.all(resource))
      if (given(record.UserID)) contents.report(resource, record, "UserID", "Only buyers and groups can be assigned.");
}

function checkParty(contents: Contents, resource: string, record: FileRecord): void {
  const [users, groups] = given(record.BuyerID)
    ? ["Users", "UserGroups"]
    : given(record.SupplierID)
      ? ["SupplierUsers", "SupplierUserGroups"]
      : ["AdminUsers", "AdminUserGroups"];
  if (given(record.BuyerID) && given(record.SupplierID))
    contents.report(resource, record, "SupplierID", "Name a buyer or a supplier, not both.");
  if (given(record.UserID) && given(record.UserGroupID))
    contents.report(resource, record, "UserGroupID", "Name a user or a group, not both.");
  if (given(record.UserID) && !contents.find(users!, record.UserID, record))
    contents.report(resource, record, "UserID", `There is no ${record.UserID} in ${users}.`);
  if (given(record.UserGroupID) && !contents.find(groups!, record.UserGroupID, record))
    contents.report(resource, record, "UserGroupID", `There is no ${record.UserGroupID} in ${groups}.`);
}

/** Without an impersonating buyer, the impersonating user or group is one of the marketplace itself. */
function checkImpersonator(contents: Contents, config: FileRecord): void {
  const byBuyer = given(config.ImpersonationBuyerID);
  const within = { BuyerID: config.ImpersonationBuyerID };
  const sides = [
    ["ImpersonationUserID", byBuyer ? "Users" : "AdminUsers"],
    ["ImpersonationGroupID", byBuyer ? "UserGroups" : "AdminUserGroups"],
  ] as const;
  for (const [property, resource] of sides)
    if (given(config[property]) && !contents.find(resource, config[property], within))
      contents.report("ImpersonationConfigs", config, property, `There is no ${config[property]} in ${resource}.`);
}
