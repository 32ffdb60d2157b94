import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitMessages, inMarketplace, messagesTo, newCaller, shop, type TestClient } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const wishes = { ID: "wishes", Name: "Wishes" };
const path = { productCollectionID: "wishes" };

const add = (who: TestClient, productID: string) =>
  who.ok("Me.CreateProductCollectionEntry", { path: { ...path, productID } });
const place = (who: TestClient, ProductID: string, ListOrder: number | null) =>
  who.ok("Me.SaveProductCollectionEntry", { path, body: { ProductID, ListOrder } });

/** IDs of the entries that somebody sees, as they are listed. */
async function entries(who: TestClient, query: Record<string, unknown> = {}) {
  const { Items, Meta } = await who.accepted("Me.ListProductCollectionEntries", { path, query });
  assert.equal(Meta.TotalCount, Items.length);
  return Items.map(({ ID }) => ID);
}

const listed = async (who: TestClient) => (await who.ok("Me.ListProductCollections")).Items.map(({ ID }) => ID);

/** Invites to the collection, and returns the invitation's path. */
async function invite(owner: TestClient, body: object = {}) {
  const { ID } = await owner.ok("Me.CreateProductCollectionInvitation", { path, body: { Name: "Join", ...body } });
  return { ...path, invitationID: ID };
}

test("a collection is private to its owner unless it says otherwise, and is changed like any other thing", async (t) => {
  const { shopper, colleague } = await shop(t);
  const created = await shopper.ok("Me.CreateProductCollection", { body: { ...wishes, xp: { a: 1 } } });
  assert.deepEqual(created, { ...wishes, xp: { a: 1 }, AccessLevel: "Private" });
  const other = await colleague("Shopper");
  assert.equal((await other.refused("Me.GetProductCollection", { path })).status, 404);
  assert.equal((await other.refused("Me.CreateProductCollection", { body: wishes })).code, "IdExists");
  const patched = await shopper.ok("Me.PatchProductCollection", { path, body: { ID: "dreams", xp: { b: 2 } } });
  assert.deepEqual([patched.ID, patched.xp], ["dreams", { a: 1, b: 2 }]);
  await shopper.ok("Me.SaveProductCollection", { path, body: { Name: "Another" } });
  assert.deepEqual((await listed(shopper)).sort(), ["dreams", "wishes"]);
  await shopper.ok("Me.DeleteProductCollection", { path });
  assert.deepEqual(await listed(shopper), ["dreams"]);
});

test("public collections are listed to the buyer's users, shareable ones open to who knows the ID; others only look", async (t) => {
  const own = await shop(t);
  const { shopper } = own;
  const other = await own.colleague("Shopper");
  await own.seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  const stranger = await newCaller(own, { buyer: "globex" }, ["Shopper"]);
  await shopper.ok("Me.CreateProductCollection", { body: { ...wishes, AccessLevel: "Public" } });
  assert.deepEqual(await listed(other), ["wishes"]);
  assert.deepEqual(await listed(stranger), []);
  await shopper.ok("Me.PatchProductCollection", { path, body: { AccessLevel: "Shareable" } });
  assert.deepEqual(await listed(other), []);
  await other.ok("Me.GetProductCollection", { path });
  await own.product("pen");
  for (const refused of [
    await other.refused("Me.PatchProductCollection", { path, body: { Name: "Mine" } }),
    await other.refused("Me.SaveProductCollection", { path, body: { Name: "Mine" } }),
    await other.refused("Me.DeleteProductCollection", { path }),
    await other.refused("Me.CreateProductCollectionEntry", { path: { ...path, productID: "pen" } }),
    await other.refused("Me.ListProductCollectionInvitations", { path }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "ProductCollection.CannotModify"]);
  assert.equal((await stranger.refused("Me.GetProductCollection", { path })).status, 404);

  const guest = await own.anonymous("anonymous-order-id-xxx");
  await guest.ok("Me.GetProductCollection", { path });
  const refused = await guest.refused("Me.CreateProductCollection", { body: { Name: "Guest's" } });
  assert.deepEqual([refused.status, refused.code], [403, "Auth.AnonUserProhibited"]);
});

/** Pens and cups that are red, a blue hat; the shopper's wishes are the pen, the hat first and the cup second. */
async function wishing(t: { readonly name: string }) {
  const own = await shop(t);
  const { shopper, seller } = own;
  await seller.ok("ProductFacets.Create", { body: { ID: "color", Name: "Color" } });
  for (const [id, color] of [
    ["pen", "red"],
    ["cup", "red"],
    ["hat", "blue"],
  ] as const)
    await own.product(id, { xp: { color } });
  await own.product("not-listed");
  await shopper.ok("Me.CreateProductCollection", { body: wishes });
  await add(shopper, "PEN");
  await place(shopper, "cup", 2);
  await place(shopper, "hat", 1);
  return own;
}

test("entries are in the order of their places, and adding one again leaves its place alone", async (t) => {
  const { shopper } = await wishing(t);
  await add(shopper, "hat");
  assert.deepEqual(await entries(shopper), ["pen", "hat", "cup"]);
  await place(shopper, "pen", 3);
  assert.deepEqual(await entries(shopper), ["hat", "cup", "pen"]);
});

test("entries are searched, filtered and sorted as products are, by their places as well, with facets", async (t) => {
  const { shopper } = await wishing(t);
  const { Items, Meta } = await shopper.ok("Me.ListProductCollectionEntries", {
    path,
    query: { "xp.color": "red", ListOrder: "*" },
  });
  const [cup] = Items;
  assert.deepEqual([cup?.ID, cup?.ListOrder, cup?.PriceSchedule?.PriceBreaks?.[0]?.Price], ["cup", 2, 10]);
  assert.ok(Math.abs(Date.parse(cup?.DateAdded ?? "") - Date.now()) < 60_000);
  assert.deepEqual(
    Meta.Facets?.map(({ Values }) => Values),
    [
      [
        { Value: "blue", Count: 1 },
        { Value: "red", Count: 1 },
      ],
    ],
  );
  assert.deepEqual(await entries(shopper, { search: "hat" }), ["hat"]);
  assert.deepEqual(await entries(shopper, { sortBy: "!ListOrder", ListOrder: "*" }), ["cup", "hat"]);
  assert.deepEqual(await entries(shopper, { ListOrder: ">1" }), ["cup"]);
});

test("entries are products as the viewer sees them at the moment, under the ID that they have then", async (t) => {
  const { shopper, seller } = await wishing(t);
  const change = (body: object) => seller.ok("Products.Patch", { path: { productID: "cup" }, body });
  await change({ Active: false });
  assert.deepEqual(await entries(shopper), ["pen", "hat"]);
  await change({ Active: true, ID: "mug" });
  assert.deepEqual(await entries(shopper), ["pen", "hat", "mug"]);
  await shopper.ok("Me.DeleteProductCollectionEntry", { path: { ...path, productID: "MUG" } });
  await seller.ok("Products.Delete", { path: { productID: "pen" } });
  assert.deepEqual(await entries(shopper), ["hat"]);
});

test("only products that the shopper sees can be added, and no more than the limit", async (t) => {
  const own = await shop(t);
  const { shopper } = own;
  await own.product("hidden", { Active: false });
  for (const id of ["first", "last"]) await own.product(id);
  await shopper.ok("Me.CreateProductCollection", { body: wishes });
  for (const productID of ["hidden", "none"]) {
    const refused = await shopper.refused("Me.CreateProductCollectionEntry", { path: { ...path, productID } });
    assert.deepEqual([refused.status, refused.data.ObjectType], [404, "Product"]);
  }
  await inMarketplace(own, async (db) => {
    await db.run(sql`insert into product (marketplace_id, id, owner_id, name, date_created, visibility_class_id)
      select marketplace_id, 'many-' || n, owner_id, name, date_created, visibility_class_id
      from product, generate_series(1, 499) n where marketplace_id = ${own.id} and id = 'first'`);
    await db.run(sql`insert into product_collection_entry (marketplace_id, collection_key, product_id, date_added)
      select c.marketplace_id, c.key, p.id, now() from product_collection c join product p using (marketplace_id)
      where c.marketplace_id = ${own.id} and p.id like 'many-%'`);
  });
  await add(shopper, "first");
  const refused = await shopper.refused("Me.SaveProductCollectionEntry", { path, body: { ProductID: "last" } });
  assert.deepEqual([refused.status, refused.code], [400, "ProductCollection.ProductEntryLimit"]);
  await place(shopper, "first", 1);
});

test("who accepts an invitation sees the collection, and edits it when the invitation says so, until it is withdrawn", async (t) => {
  const own = await shop(t);
  const { shopper } = own;
  const [friend, editor] = [await own.colleague("Shopper"), await own.colleague("Shopper")];
  await own.product("pen");
  await shopper.ok("Me.CreateProductCollection", { body: wishes });
  const looking = await invite(shopper);
  const editing = await invite(shopper, { Admin: true });
  await friend.ok("Me.DeclineProductCollectionInvitation", { path: looking });
  assert.deepEqual(await listed(friend), []);
  await friend.ok("Me.AcceptProductCollectionInvitation", { path: looking });
  await editor.ok("Me.AcceptProductCollectionInvitation", { path: editing });
  assert.deepEqual([await listed(friend), await listed(editor)], [["wishes"], ["wishes"]]);
  const { Accepted, Admin } = await shopper.ok("Me.GetProductCollectionInvitation", { path: editing });
  assert.deepEqual([Accepted, Admin], [true, true]);

  await add(editor, "pen");
  assert.deepEqual(await entries(friend), ["pen"]);
  const pen = { path: { ...path, productID: "pen" } };
  assert.equal((await friend.refused("Me.DeleteProductCollectionEntry", pen)).code, "ProductCollection.CannotModify");
  await editor.ok("Me.PatchProductCollection", { path, body: { Name: "Ours" } });
  assert.equal((await editor.refused("Me.DeleteProductCollection", { path })).status, 403);

  const code = async (who: TestClient, invitation: typeof looking) =>
    (await who.refused("Me.AcceptProductCollectionInvitation", { path: invitation })).code;
  assert.equal(await code(friend, looking), "ProductCollection.AlreadyAcceptedInvitation");
  assert.equal(await code(shopper, looking), "ProductCollection.CannotAcceptOrDeclineOwnInvitation");
  await shopper.ok("Me.DeleteProductCollectionInvitation", { path: looking });
  assert.equal((await friend.refused("Me.GetProductCollection", { path })).status, 404);
});

test("owners are told who accepted or declined their invitation, unless they are inactive", async (t) => {
  const own = await shop(t);
  const { shopper, seller } = own;
  const { ID: ownerID, Username } = await shopper.ok("Me.Get");
  const friend = await own.colleague("Shopper");
  const { ID: UserID } = await friend.ok("Me.Get");
  const collection = await shopper.ok("Me.CreateProductCollection", { body: { ...wishes, xp: { b: 1, a: 2 } } });
  const invitation = await invite(shopper);
  await friend.ok("Me.DeclineProductCollectionInvitation", { path: invitation });
  await friend.ok("Me.AcceptProductCollectionInvitation", { path: invitation });
  for (const type of ["ProductCollectionInvitationDeclined", "ProductCollectionInvitationAccepted"] as const) {
    const [message] = await awaitMessages(own, Username, type);
    assert.deepEqual([message?.BuyerID, message?.Recipient.ID], ["acme", ownerID], type);
    assert.deepEqual(message?.EventBody, {
      ProductCollection: collection,
      InvitationInteropID: invitation.invitationID,
      UserID,
    });
  }

  const late = await own.colleague("Shopper");
  const again = await invite(shopper);
  const owner = { path: { buyerID: "acme", userID: ownerID } };
  await seller.ok("Users.Patch", { ...owner, body: { Active: false } });
  await late.ok("Me.AcceptProductCollectionInvitation", { path: again });
  await seller.ok("Users.Patch", { ...owner, body: { Active: true } });
  await late.refused("Me.DeclineProductCollectionInvitation", { path: again });
  await friend.refused("Me.DeclineProductCollectionInvitation", { path: invitation });
  const other = await own.colleague("Shopper");
  await other.ok("Me.DeclineProductCollectionInvitation", { path: again });
  await awaitMessages(own, Username, "ProductCollectionInvitationDeclined", 2);
  assert.equal((await messagesTo(own, Username)).length, 3, "nobody who is inactive is written to");
});

test("invitations last a month unless they say otherwise, a year at most, and only for users of the same buyer", async (t) => {
  const own = await shop(t);
  const { shopper } = own;
  const friend = await own.colleague("Shopper");
  await shopper.ok("Me.CreateProductCollection", { body: wishes });
  const usual = await invite(shopper);
  const { ExpirationDate, ID } = await shopper.ok("Me.GetProductCollectionInvitation", { path: usual });
  assert.equal(Math.round((Date.parse(ExpirationDate ?? "") - Date.now()) / 86_400_000), 30);
  assert.match(ID, /^[\w-]{22}$/);
  const late = new Date(Date.now() + 400 * 86_400_000).toISOString();
  const refused = await shopper.refused("Me.PatchProductCollectionInvitation", {
    path: usual,
    body: { ExpirationDate: late },
  });
  assert.deepEqual([refused.status, refused.data.Property], [400, "ExpirationDate"]);
  const over = new Date(Date.now() - 1_000).toISOString();
  await shopper.ok("Me.PatchProductCollectionInvitation", { path: usual, body: { ExpirationDate: over } });
  assert.equal((await friend.refused("Me.AcceptProductCollectionInvitation", { path: usual })).status, 404);
  const open = await invite(shopper, { Name: "Open" });
  await own.seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  const stranger = await newCaller(own, { buyer: "globex" }, ["Shopper"]);
  assert.equal((await stranger.refused("Me.AcceptProductCollectionInvitation", { path: open })).status, 404);
  assert.equal((await shopper.ok("Me.ListProductCollectionInvitations", { path })).Items.length, 2);
});

test("administrators read collections: sellers all, suppliers what they may sell, a buyer's users what they see", async (t) => {
  const own = await shop(t);
  const { shopper, seller } = own;
  for (const ID of ["works", "mill"])
    await seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true, AllBuyersCanOrder: ID === "works" } });
  for (const id of ["pen", "cup", "hat"]) await own.product(id);
  await seller.ok("Products.SaveSupplier", { path: { productID: "cup", supplierID: "works" } });
  await shopper.ok("Me.CreateProductCollection", { body: wishes });
  for (const id of ["pen", "cup", "hat"]) await add(shopper, id);
  await seller.ok("Products.Patch", { path: { productID: "hat" }, body: { Active: false } });
  const at = { buyerID: "acme", ...path };
  const read = async (who: TestClient) =>
    (await who.ok("ProductCollections.ListEntries", { path: at, query: { sortBy: "ID" } })).Items.map(({ ID }) => ID);
  assert.equal((await seller.ok("ProductCollections.List", { path: at })).Items.length, 1);
  assert.deepEqual(await read(seller), ["cup", "hat", "pen"]);
  const [entry] = (await seller.ok("ProductCollections.ListEntries", { path: at, query: { ID: "pen" } })).Items;
  assert.deepEqual([entry?.ListOrder, entry?.OwnerID], [null, own.id]);
  assert.ok(entry?.DateAdded);
  const reader = ["ProductCollectionReader"];
  assert.deepEqual(await read(await newCaller(own, { supplier: "works" }, reader)), ["cup"]);
  assert.deepEqual(await read(await own.colleague(...reader)), ["cup", "pen"]);
  const unrelated = await newCaller(own, { supplier: "mill" }, reader);
  assert.equal((await unrelated.refused("ProductCollections.Get", { path: at })).status, 404);
  assert.equal((await shopper.refused("ProductCollections.Get", { path: at })).status, 403);
});

test("searches of a collection know synonyms, whoever asks", async (t) => {
  const own = await shop(t);
  const { shopper, seller } = own;
  for (const id of ["sofa", "couch", "lamp"]) await own.product(id);
  await shopper.ok("Me.CreateProductCollection", { body: wishes });
  for (const id of ["sofa", "lamp"]) await add(shopper, id);
  const at = { buyerID: "acme", ...path };
  const askers = [seller, await own.colleague("ProductCollectionReader")];
  const found = async (who: TestClient) =>
    (await who.ok("ProductCollections.ListEntries", { path: at, query: { search: "couches" } })).Items.map(
      ({ ID }) => ID,
    );
  for (const who of askers) assert.deepEqual(await found(who), []);
  await seller.ok("Synonyms.Create", { body: { ID: "seats", Terms: ["sofa", "couch"] } });
  for (const who of askers) assert.deepEqual(await found(who), ["sofa"]);
  assert.deepEqual(await entries(shopper, { search: "couches" }), ["sofa"]);
});
