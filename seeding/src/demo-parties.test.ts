import assert from "node:assert/strict";
import { test } from "node:test";
import { demo, ids, pays, type Shopper } from "./testing/demo-shop.ts";

const sorted = async (who: Shopper, path: string): Promise<string[]> => (await ids(who, path)).sort();

test("support shops for web shop customers, the administrator for her office, and nobody for others", async () => {
  const { as, clientOf, withToken } = await demo;
  const ClientID = clientOf("Storefront");
  const [lena, priya, tom] = [await as("lena.fischer"), await as("priya.raman"), await as("tom.becker")];
  const act = (who: Shopper, user: string) => who("POST", `buyers/${user}/accesstoken`, { ClientID, Roles: [] });
  const leo = withToken((await act(lena, "storefront/users/leo-marchetti")).body.access_token);
  assert.equal((await leo("GET", "me")).body.Username, "leo.marchetti");
  assert.equal(await pays(leo, "beacon-task-light"), await pays(await as("leo.marchetti"), "beacon-task-light"));
  assert.equal((await leo("PATCH", "me", { Phone: "1" })).status, 403);
  const refused = async (who: Shopper, user: string) => (await act(who, user)).body.Errors[0].ErrorCode;
  assert.equal(await refused(lena, "larkfield/users/tom-becker"), "Impersonation.ConfigError");
  assert.equal((await act(priya, "larkfield/users/tom-becker")).status, 200);
  assert.equal(await refused(priya, "larkfield/users/aoife-byrne"), "Impersonation.ConfigError");
  assert.equal(await refused(tom, "larkfield/users/grace-lindqvist"), "Auth.InsufficientRoles");
});

test("what is assigned reaches a user: addresses, cost centers, cards, spending accounts", async () => {
  const { as } = await demo;
  const [tom, grace] = [await as("tom.becker"), await as("grace.lindqvist")];
  assert.deepEqual(await sorted(tom, "me/addresses"), ["boston-hq", "boston-studio"]);
  assert.deepEqual(await sorted(tom, "me/costcenters"), ["client-projects"]);
  assert.deepEqual(await sorted(grace, "me/costcenters"), ["client-projects", "model-studio"]);
  assert.deepEqual(await sorted(tom, "me/creditcards"), ["boston-card"]);
  assert.deepEqual(await sorted(grace, "me/creditcards"), ["boston-card", "grace-travel-card"]);
  assert.deepEqual(await sorted(grace, "me/spendingaccounts"), ["boston-budget", "studio-allowance"]);
  assert.deepEqual(await sorted(await as("mia.okafor"), "me/spendingaccounts"), ["member-credit"], "the gift is over");
  assert.deepEqual(await sorted(await as("leo.marchetti"), "me/spendingaccounts"), []);
});

test("a school shops from its group's catalog, and from the supplier that serves everybody", async () => {
  const { as, report } = await demo;
  const noor = await as("noor.haddad");
  const { Buyer } = (await noor("GET", "me")).body;
  assert.deepEqual(Buyer, { ID: "hilltop-school", DefaultCatalogID: "classroom" });
  assert.deepEqual(await sorted(noor, "me/products"), [
    "copy-paper-letter",
    "drafting-pencils",
    "hardcover-notebook",
    "highlighters",
  ]);
  const { marketplaceId } = report;
  assert.deepEqual(await sorted(noor, "me/sellers"), [marketplaceId, "fernwood"].sort());
  assert.deepEqual(
    await sorted(await as("tom.becker"), "me/sellers"),
    [marketplaceId, "brightwell", "fernwood"].sort(),
  );
});

test("Larkfield's purchasing application lets in shoppers and grants no more than shopping needs", async () => {
  const { as, clientOf, report, baseUrl, rolesOf } = await demo;
  const client = clientOf("Larkfield Purchasing");
  assert.deepEqual(await rolesOf("priya.raman", client), [
    "ApprovesOrders",
    "MeAddressAdmin",
    "MeAdmin",
    "PasswordReset",
    "Shopper",
  ]);
  assert.deepEqual(await rolesOf("mia.okafor", client), "Auth.OauthError");
  assert.deepEqual(await rolesOf("nina.holt", client), "Auth.InsufficientRoles");
  const sam = await as("sam.porter");
  const { body } = await sam("GET", "openidconnects/larkfield");
  assert.deepEqual([body.OrderCloudApiClientID, body.IntegrationEventName], [client, "Larkfield sign-in"]);
  assert.equal(report.marketplaceId, (await sam("GET", "me")).body.Seller.ID);
  const begun = await fetch(`${baseUrl}/ocrplogin?id=larkfield&cid=${client}`, { redirect: "manual" });
  assert.match(begun.headers.get("location") ?? "", /^https:\/\/login\.larkfield\.example\/authorize\?/);
});

test("passwords of the seller's people are held to stricter rules than customers'", async () => {
  const { as } = await demo;
  const short = { NewPassword: "Elevenchar1" };
  const [nina, leo] = [await as("nina.holt"), await as("leo.marchetti")];
  assert.equal((await nina("POST", "me/password", short)).body.Errors[0].Data.MinimumCharacterCount, 12);
  assert.equal((await leo("POST", "me/password", short)).status, 204);
  assert.equal((await leo("POST", "me/password", { NewPassword: "Orderwell2026" })).status, 204);
});

test("orders and refunds have rules of approval, suppliers have people, groups and addresses", async () => {
  const { as } = await demo;
  const [sam, rosa, iris] = [await as("sam.porter"), await as("rosa.delgado"), await as("iris.fern")];
  assert.equal((await sam("GET", "buyers/larkfield/approvalrules/large-orders")).body.ApprovingGroupID, "approvers");
  assert.equal((await sam("GET", "approvalrules/large-refunds")).body.ApprovingGroupID, "customer-support");
  assert.equal((await sam("DELETE", "usergroups/customer-support")).status, 400);
  assert.deepEqual(await sorted(rosa, "suppliers/brightwell/addresses"), ["brightwell-workshop"]);
  assert.deepEqual(await sorted(rosa, "suppliers/brightwell/users?userGroupID=workshop"), ["hugo-blanc"]);
  assert.deepEqual((await rosa("GET", "suppliers/brightwell/users/hugo-blanc")).body.AvailableRoles.slice(-3), [
    "SupplierAddressAdmin",
    "SupplierReader",
    "SupplierUserAdmin",
  ]);
  assert.equal((await iris("GET", "suppliers/brightwell/users/hugo-blanc")).status, 404);
});

test("Mia gets coffee every month, at the price that members pay on subscription", async () => {
  const { as } = await demo;
  const { body } = await (await as("mia.okafor"))("GET", "me/subscriptions/coffee");
  assert.deepEqual([body.Interval, body.ProjectedSubtotal, body.Active], ["Months", 38, true]);
});

test("Grace's collection is there for all of Larkfield who see its products, Mia's wishes for her alone", async () => {
  const { as } = await demo;
  const [grace, tom, mia, leo] = [
    await as("grace.lindqvist"),
    await as("tom.becker"),
    await as("mia.okafor"),
    await as("leo.marchetti"),
  ];
  const entries = "me/productcollections/studio-refit/products";
  const shared = ["nordhavn-task-chair", "tern-sit-stand-desk"];
  assert.deepEqual(await sorted(grace, entries), ["mainsail-drafting-table", ...shared]);
  assert.deepEqual(await sorted(tom, entries), shared);
  assert.deepEqual(await sorted(mia, "me/productcollections"), ["wishes"]);
  assert.deepEqual(await sorted(leo, "me/productcollections"), []);
});
