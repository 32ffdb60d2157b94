import assert from "node:assert/strict";
import { test } from "node:test";
import { assignments, crud, post, remove, resource } from "./declare.ts";
import { text } from "./field.ts";

const costCenters = resource("CostCenters", {
  section: "Buyers",
  description: "For tests.",
  roles: { read: ["CostCenterReader"], write: ["CostCenterAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/costcenters/{costCenterID}", "CostCenter", {
      noun: ["a cost center", "cost centers"],
      except: { Delete: { userTypes: ["Seller"] } },
    }),
    assignments("/buyers/{buyerID}/costcenters/assignments", "CostCenterAssignment", {
      noun: ["a cost center assignment", "cost center assignments"],
      list: { costCenterID: text() },
      remove: "/buyers/{buyerID}/costcenters/{costCenterID}/assignments",
      by: { userGroupID: text() },
    }),
  ],
}).operations;

test("crud gives six operations at two paths", () => {
  const shape = Object.values(costCenters).map(({ id, method, path, status }) => `${method} ${path} ${id} ${status}`);
  assert.deepEqual(shape.slice(0, 6), [
    "GET /v1/buyers/{buyerID}/costcenters CostCenters.List 200",
    "POST /v1/buyers/{buyerID}/costcenters CostCenters.Create 201",
    "GET /v1/buyers/{buyerID}/costcenters/{costCenterID} CostCenters.Get 200",
    "PUT /v1/buyers/{buyerID}/costcenters/{costCenterID} CostCenters.Save 200",
    "DELETE /v1/buyers/{buyerID}/costcenters/{costCenterID} CostCenters.Delete 204",
    "PATCH /v1/buyers/{buyerID}/costcenters/{costCenterID} CostCenters.Patch 200",
  ]);
});

test("a full body requires what the model requires, a partial one nothing", () => {
  assert.deepEqual(costCenters.Create?.body, { model: "CostCenter", required: ["Name"] });
  assert.deepEqual(costCenters.Patch?.body, { model: "CostCenter", partial: true, required: [] });
});

test("a list searches and sorts as the model says", () => {
  assert.deepEqual(costCenters.List?.list, {
    kind: "full",
    searchable: ["ID", "Name", "Description"],
    sortable: ["Name", "ID"],
  });
});

test("roles and user types follow from reading or writing, unless a call has its own", () => {
  assert.deepEqual(costCenters.Get?.access, { roles: ["CostCenterReader"] });
  assert.equal(costCenters.Get?.userTypes, undefined);
  assert.deepEqual(costCenters.Save?.access, { roles: ["CostCenterAdmin"] });
  assert.deepEqual(costCenters.Save?.userTypes, ["Seller", "Buyer"]);
  assert.deepEqual(costCenters.Delete?.userTypes, ["Seller"]);
});

test("assignments are listed by page, saved and deleted without a reply", () => {
  const { ListAssignments, SaveAssignment, DeleteAssignment } = costCenters;
  assert.deepEqual(ListAssignments?.list, { kind: "paged", searchable: [], sortable: [] });
  assert.equal(SaveAssignment?.status, 204);
  assert.deepEqual(Object.keys(DeleteAssignment?.pathParams ?? {}), ["buyerID", "costCenterID"]);
  assert.deepEqual(Object.keys(DeleteAssignment?.query ?? {}), ["userGroupID"]);
});

test("the status follows from the method and the reply", () => {
  const { Act, Order, Drop } = resource("Orders", {
    section: "Orders and fulfillment",
    description: "For tests.",
    operations: [
      post("Act", "/orders/{direction}/{orderID}/validate", {}),
      post("Order", "/orders/{direction}/{orderID}/submit", { reply: "Order" }),
      remove("Drop", "/orders/{direction}/{orderID}/promotions/{promoCode}", { reply: "Order" }),
    ],
  }).operations;
  assert.deepEqual([Act?.status, Order?.status, Drop?.status], [204, 201, 200]);
  assert.equal(Order?.pathParams.direction?.enum, "OrderDirection");
});

test("tokens are asked for outside the version prefix, and webhooks do not hear of it", () => {
  const { Login } = resource("Auth", {
    section: "Authentication and authorization",
    description: "For tests.",
    operations: [post("Login", "/oauth/token", { access: "open", reply: "AccessToken", status: 200 })],
  }).operations;
  assert.equal(Login?.path, "/oauth/token");
  assert.equal(Login?.webhook, false);
});
