import assert from "node:assert/strict";
import { test } from "node:test";
import type { OperationId } from "@orderwell/contract";
import { marketplace, newCaller, recordStatements, type TestClient, type TestMarketplace } from "@orderwell/testing";

type Side = { readonly resource: string; readonly path: Record<string, string>; readonly company: string };

/** A marketplace with a company on each side, and how each side's users are addressed. */
async function sides(own: TestMarketplace): Promise<Side[]> {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await own.seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  return [
    { resource: "AdminUsers", path: {}, company: own.id },
    { resource: "Users", path: { buyerID: "acme" }, company: "acme" },
    { resource: "SupplierUsers", path: { supplierID: "works" }, company: "works" },
  ];
}

const op = (side: Side, method: string): OperationId => `${side.resource}.${method}` as OperationId;
const person = (values: Record<string, unknown> = {}) => ({
  Username: "u",
  FirstName: "Ada",
  LastName: "Lovelace",
  Email: "ada@example.com",
  Active: true,
  ...values,
});

// biome-ignore lint/suspicious/noExplicitAny: the same test reads three resources
const ok = (client: TestClient, side: Side, method: string, input: object = {}): Promise<any> =>
  client.accepted(op(side, method), { path: side.path, ...input });

test("a user has the same life on all three sides", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  for (const side of await sides(own)) {
    const at = { path: { ...side.path, userID: "ada" } };
    const made = await ok(seller, side, "Create", {
      body: person({ ID: "ada", Username: `ada@${side.company}`, Password: "Analytical-1", TermsAccepted: true }),
    });
    assert.equal(made.CompanyID, side.company);
    assert.equal(made.Password, null);
    assert.ok(made.PasswordLastSetDate !== null);
    assert.equal(made.TermsAccepted, made.DateCreated);
    assert.deepEqual(made.AvailableRoles, []);
    assert.deepEqual([made.FailedLoginAttempts, made.LastActive, made.Locale], [0, null, null]);

    const saved = await ok(seller, side, "Save", {
      ...at,
      body: person({ Username: `ada@${side.company}`, Phone: "1" }),
    });
    assert.deepEqual(
      [saved.PasswordLastSetDate, saved.DateCreated, saved.TermsAccepted],
      [made.PasswordLastSetDate, made.DateCreated, null],
      "PUT without a password keeps the password",
    );
    const renamed = await ok(seller, side, "Patch", { ...at, body: { ID: "countess", Username: `c@${side.company}` } });
    assert.deepEqual([renamed.ID, renamed.Phone], ["countess", "1"]);
    assert.equal((await seller.refused(op(side, "Get"), at)).code, "NotFound");

    const page = await ok(seller, side, "List", { query: { search: "LOVEL", Active: true } });
    assert.deepEqual(
      page.Items.map(({ ID }: { ID: string }) => ID),
      ["countess"],
    );
    await ok(seller, side, "Delete", { path: { ...side.path, userID: "COUNTESS" } });
    assert.equal((await ok(seller, side, "List")).Meta.TotalCount, 0, "nor is the portal's user shown");
  }
});

test("renaming a seller user leaves buyers' and suppliers' users of the same ID alone", async (t) => {
  const own = await marketplace(t);
  const all = await sides(own);
  for (const side of all)
    await ok(own.seller, side, "Create", { body: person({ ID: "same", Username: `same-${side.resource}` }) });
  await ok(own.seller, all[0] as Side, "Patch", { path: { userID: "same" }, body: { ID: "other" } });
  for (const side of all.slice(1))
    assert.equal((await ok(own.seller, side, "Get", { path: { ...side.path, userID: "same" } })).ID, "same");
});

test("a username is unique across all companies and types, and free once its user's company is deleted", async (t) => {
  const own = await marketplace(t);
  const [admins, buyers, suppliers] = (await sides(own)) as [Side, Side, Side];
  await ok(own.seller, buyers, "Create", { body: person({ Username: "Grace" }) });
  for (const side of [admins, buyers, suppliers]) {
    const refused = await own.seller.refused(op(side, "Create"), {
      path: side.path,
      body: person({ Username: "gRACE" }),
    });
    assert.deepEqual([refused.status, refused.code], [409, "User.UsernameMustBeUnique"]);
  }
  const other = await ok(own.seller, admins, "Create", { body: person({ ID: "x", Username: "other" }) });
  const patched = await own.seller.refused("AdminUsers.Patch", {
    path: { userID: other.ID },
    body: { Username: "grace" },
  });
  assert.equal(patched.code, "User.UsernameMustBeUnique");
  await own.seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  await ok(own.seller, suppliers, "Create", { body: person({ Username: "grace" }) });
});

test("a weak password is refused with what would do, and nothing is written", async (t) => {
  const own = await marketplace(t);
  const [, buyers] = (await sides(own)) as [Side, Side];
  const weak = await own.seller.refused("Users.Create", {
    path: buyers.path,
    body: person({ ID: "weak", Password: "short" }),
  });
  assert.deepEqual(
    [weak.status, weak.code, weak.data.MinimumCharacterCount],
    [400, "PasswordReset.InsecurePassword", 10],
  );
  assert.equal((await own.seller.refused("Users.Get", { path: { ...buyers.path, userID: "weak" } })).status, 404);

  await ok(own.seller, buyers, "Create", { body: person({ ID: "ok", Password: "Sufficient-1" }) });
  const path = { ...buyers.path, userID: "ok" };
  const change = await own.seller.refused("Users.Patch", { path, body: { Phone: "2", Password: "insufficient" } });
  assert.equal(change.code, "PasswordReset.InsecurePassword");
  assert.equal((await own.seller.accepted("Users.Get", { path })).Phone, null);
});

test("revoking a user's tokens ends them at once, and switching them off does too", async (t) => {
  const own = await marketplace(t);
  for (const side of await sides(own)) {
    const company = side.path.buyerID
      ? { buyer: side.path.buyerID }
      : side.path.supplierID
        ? { supplier: side.path.supplierID }
        : {};
    const caller = await newCaller(own, company);
    const { ID } = await caller.ok("Me.Get");
    const at = { path: { ...side.path, userID: ID } };
    await ok(own.seller, side, "Patch", { ...at, body: { Active: false } });
    assert.equal((await caller.refused("Me.Get")).code, "InvalidToken");
    await ok(own.seller, side, "Patch", { ...at, body: { Active: true } });
    assert.equal((await caller.refused("Me.Get")).code, "Auth.TokenRevoked", "what was begun before is over");
    const again = await newCaller(own, company);
    const path = { ...side.path, userID: (await again.ok("Me.Get")).ID };
    await ok(own.seller, side, "RevokeUserTokens", { path });
    assert.equal((await again.refused("Me.Get")).code, "Auth.TokenRevoked");
    await ok(own.seller, side, "UnlockUserAccount", at);
    const missing = { path: { ...side.path, userID: "nobody" } };
    for (const method of ["RevokeUserTokens", "UnlockUserAccount", "Delete", "Patch"])
      assert.equal((await own.seller.refused(op(side, method), { ...missing, body: {} })).status, 404, method);
  }
});

test("companies' users see and change their own people only", async (t) => {
  const own = await marketplace(t);
  await sides(own);
  await own.seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  const buyer = await newCaller(own, { buyer: "acme" });
  const supplier = await newCaller(own, { supplier: "works" });
  const body = person({ Username: "new" });

  await buyer.ok("Users.Create", { path: { buyerID: "acme" }, body });
  assert.equal((await buyer.refused("Users.List", { path: { buyerID: "globex" } })).code, "NotFound");
  await buyer.ok("AdminUsers.List");
  await buyer.ok("SupplierUsers.List", { path: { supplierID: "works" } });
  for (const refused of [
    await buyer.refused("AdminUsers.Create", { body }),
    await buyer.refused("SupplierUsers.Create", { path: { supplierID: "works" }, body }),
    await buyer.refused("Users.ListAcrossBuyers"),
    await supplier.refused("Users.Create", { path: { buyerID: "acme" }, body }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "Auth.UserNotAuthorizedToAdmin"]);
  await supplier.ok("Users.List", { path: { buyerID: "acme" } });
  await supplier.ok("SupplierUsers.Create", { path: { supplierID: "works" }, body: person({ Username: "maker" }) });
});

test("a write of a user looks their row up once, whatever follows from it", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const admin = await newCaller(own, {}, ["BuyerUserAdmin"]);
  const path = { buyerID: "acme", userID: "ada" };
  const body = { ID: "ada", Username: `ada-${own.id}`, FirstName: "A", LastName: "B", Email: "a@b.c", Active: true };
  const sent = recordStatements(t, own.id);
  const lookUps = async (write: () => Promise<unknown>): Promise<number> => {
    const { transactions } = await sent.during(write);
    return transactions.flatMap(({ statements }) =>
      statements.filter((text) => /select "key", "id" from "app_user"/.test(text)),
    ).length;
  };
  assert.equal(await lookUps(() => admin.ok("Users.Create", { path, body: { ...body, Password: "Sufficient-1" } })), 1);
  assert.equal(await lookUps(() => admin.ok("Users.Patch", { path, body: { Password: "Sufficient-2" } })), 1);
  assert.equal(await lookUps(() => admin.ok("Users.Patch", { path, body: { ID: "eve", Active: false } })), 1);
  assert.equal(
    await lookUps(() => admin.ok("Users.Patch", { path: { ...path, userID: "eve" }, body: { Phone: "4" } })),
    0,
  );
});
