import assert from "node:assert/strict";
import { test } from "node:test";
import { demo, ids, pays, type Shopper } from "./testing/demo-shop.ts";

const sees = async (shopper: Shopper, productId: string) =>
  (await shopper("GET", `me/products/${productId}`)).status === 200;

test("one desk, three prices, each in its currency", async () => {
  const { as, visitor } = await demo;
  const desk = "tern-sit-stand-desk";
  const small = { "desk-finish": "oak", "desk-width": "w48" };
  for (const [shopper, expected] of [
    [await visitor(), "649 649"],
    [await as("leo.marchetti"), "649 649"],
    [await as("tom.becker"), "565 565"],
    [await as("aoife.byrne"), "559 559"],
  ] as const)
    assert.equal(await pays(shopper, desk, 1, small), expected);
  const leo = await as("leo.marchetti");
  assert.equal(await pays(leo, desk, 5, small), "619 3095");
  assert.equal(await pays(leo, desk, 1, { "desk-finish": "walnut", "desk-width": "w55" }), "799 799");
  assert.equal(await pays(leo, desk, 1, { ...small, "desk-controls": "memory", assembly: "assembled" }), "743 743");
  assert.equal(await pays(leo, desk), "709 709", "oak at 55 inches where nothing is chosen");
  assert.equal(await pays(leo, desk, 1, { "desk-finish": "walnut", "desk-width": "w63" }), "Inventory.Insufficient");
  const aoife = await as("aoife.byrne");
  assert.equal((await aoife("GET", "me")).body.Locale.Currency, "EUR");
  assert.equal((await aoife("GET", `me/products/${desk}`)).body.PriceSchedule.Currency, "EUR");
  assert.equal((await aoife("POST", "orders/outgoing", {})).body.Currency, "EUR");
});

test("five schedules of one mug: the most specific in the shopper's currency holds", async () => {
  const { as, visitor } = await demo;
  for (const [shopper, expected] of [
    [await visitor(), "stoneware-mug"],
    [await as("leo.marchetti"), "stoneware-mug"],
    [await as("mia.okafor"), "stoneware-mug-members"],
    [await as("tom.becker"), "stoneware-mug-larkfield"],
    [await as("aoife.byrne"), "stoneware-mug-dublin"],
  ] as const)
    assert.equal((await shopper("GET", "me/products/stoneware-mug")).body.PriceSchedule.ID, expected);
  assert.equal(await pays(await as("tom.becker"), "stoneware-mug", 24, { "mug-glaze": "cream" }), "10.9 261.6");
  assert.equal(
    await pays(await as("aoife.byrne"), "stoneware-mug", 5, { "mug-glaze": "cream" }),
    "PriceSchedule.CannotBeLessThanMin",
  );
});

test("members see the Members' Room and pay five lower prices; nobody else does", async () => {
  const { as, visitor } = await demo;
  const [mia, leo, guest] = [await as("mia.okafor"), await as("leo.marchetti"), await visitor()];
  const [miaSees, leoSees] = [await ids(mia, "me/products"), await ids(leo, "me/products")];
  assert.deepEqual(
    miaSees.filter((id) => !leoSees.includes(id)),
    ["anniversary-desk-lamp"],
  );
  assert.deepEqual(await ids(guest, "me/products"), leoSees);
  assert.equal((await mia("GET", "me/categories/members-room?catalogID=web-shop")).status, 200);
  assert.equal((await leo("GET", "me/categories/members-room?catalogID=web-shop")).status, 404);
  const schedules = async (shopper: Shopper): Promise<string[]> =>
    (await shopper("GET", "me/products?pageSize=100")).body.Items.map(
      ({ PriceSchedule }: { PriceSchedule: { ID: string } | null }) => PriceSchedule?.ID,
    );
  assert.equal((await schedules(mia)).filter((id) => id?.endsWith("-members")).length, 5);
  assert.equal((await schedules(leo)).filter((id) => id?.endsWith("-members")).length, 0);
  assert.equal(await pays(mia, "anniversary-desk-lamp"), "240 240");
  assert.equal(await pays(mia, "anniversary-desk-lamp", 2), "PriceSchedule.CannotExceedMax");
});

test("the trade catalog shows Boston all but the reserve, leads the reserve too, Dublin its short list", async () => {
  const { as } = await demo;
  const [tom, grace, aoife] = [await as("tom.becker"), await as("grace.lindqvist"), await as("aoife.byrne")];
  const [tomSees, graceSees] = [await ids(tom, "me/products"), await ids(grace, "me/products")];
  assert.deepEqual(
    graceSees.filter((id) => !tomSees.includes(id)),
    ["hush-phone-booth", "mainsail-drafting-table"],
  );
  assert.equal(
    tomSees.every((id) => graceSees.includes(id)),
    true,
  );
  assert.deepEqual((await ids(aoife, "me/products")).sort(), [
    "copy-paper-a4",
    "gel-pens",
    "hardcover-notebook",
    "house-blend-coffee",
    "kestrel-laptop-stand",
    "kestrel-monitor-arm",
    "lever-arch-binder",
    "mooring-drawer-unit",
    "nordhavn-mesh-chair",
    "nordhavn-task-chair",
    "stoneware-mug",
    "tern-sit-stand-desk",
  ]);
  const categories = (shopper: Shopper) => ids(shopper, "me/categories?depth=all&catalogID=trade");
  assert.deepEqual(await categories(aoife), await categories(tom));
  assert.equal((await categories(grace)).includes("studio-reserve"), true);
  assert.equal((await categories(tom)).includes("studio-reserve"), false);
  assert.equal(await sees(tom, "wick-table-lamp"), false, "the web shop's alone");
  assert.equal(await sees(await as("leo.marchetti"), "quay-meeting-table"), false, "the trade catalog's alone");
});

test("fixed quantities, a minimum, and breaks reached by mixing colors", async () => {
  const { as } = await demo;
  const [leo, tom] = [await as("leo.marchetti"), await as("tom.becker")];
  assert.deepEqual(
    [await pays(leo, "glow-led-bulbs", 5), await pays(leo, "glow-led-bulbs", 4), await pays(leo, "glow-led-bulbs", 10)],
    ["16 80", "PriceSchedule.QuantityNotAllowed", "14.5 145"],
  );
  assert.equal(await pays(tom, "copy-paper-letter", 7), "PriceSchedule.QuantityNotAllowed");
  assert.equal(await pays(tom, "copy-paper-letter", 40), "4.95 198");
  assert.equal(await pays(tom, "daylight-led-panel", 3), "PriceSchedule.CannotBeLessThanMin");
  assert.equal(await pays(tom, "daylight-led-panel", 4), "138 552");
  const add = (color: string) =>
    leo("POST", "cart/lineitems", {
      ProductID: "hush-acoustic-panels",
      Quantity: 2,
      Specs: [{ SpecID: "panel-color", OptionID: color }],
    });
  assert.equal((await add("fog")).body.UnitPrice, 119);
  assert.equal((await add("sage")).body.UnitPrice, 109);
  const { Items } = (await leo("GET", "cart/lineitems")).body;
  assert.deepEqual(
    Items.map(({ UnitPrice }: { UnitPrice: number }) => UnitPrice),
    [109, 109],
  );
  for (const { ID } of Items) await leo("DELETE", `cart/lineitems/${ID}`);
});

test("sales that run, are over and are to come", async () => {
  const { visitor } = await demo;
  const guest = await visitor();
  const onSale = async (id: string) => (await guest("GET", `me/products/${id}`)).body.PriceSchedule.IsOnSale;
  for (const id of ["arc-desk-lamp", "stow-crate"]) assert.equal(await onSale(id), true, id);
  for (const id of ["ladder-shelf", "fjord-lounge-chair"]) assert.equal(await onSale(id), false, id);
  assert.equal(await pays(guest, "ladder-shelf"), "179 179");
  assert.equal(await pays(guest, "fjord-lounge-chair"), "529 529");
});

test("choices that add a price: in percent, per piece, and once per line as free text", async () => {
  const { as } = await demo;
  const leo = await as("leo.marchetti");
  assert.equal(await pays(leo, "fjord-lounge-chair", 2, { "stain-guard": "treated" }), "560.74 1121.48");
  const plain = Number((await pays(leo, "leather-desk-pad", 3)).split(" ")[1]);
  const { body } = await leo("POST", "cart/lineitems", {
    ProductID: "leather-desk-pad",
    Quantity: 3,
    Specs: [{ SpecID: "monogram", OptionID: "initials", Value: "L.M." }],
  });
  assert.deepEqual([body.LineSubtotal, body.Specs[0].Value], [plain + 12, "L.M."]);
  await leo("DELETE", `cart/lineitems/${body.ID}`);
});

test("families inherit their prices, stock is by product and variant, the withdrawn is gone", async () => {
  const { as, visitor } = await demo;
  const [guest, tom, sam] = [await visitor(), await as("tom.becker"), await as("sam.porter")];
  const children = await ids(guest, "me/products?ParentID=skiff-stacking-chair");
  assert.ok(children.length > 1 && children.includes("skiff-chair-mustard"), children.join());
  assert.equal(await pays(guest, "skiff-stacking-chair"), "LineItem.CannotPurchaseParentProduct");
  assert.equal(await pays(guest, "skiff-chair-mustard"), "69 69", "on sale without an end");
  const plain = children.find((id) => id !== "skiff-chair-mustard") ?? "";
  assert.equal(await pays(guest, plain), "89 89");
  assert.equal(await pays(tom, plain, 4), "69 276");
  for (const id of ["pier-corner-desk", "snake-plant"]) {
    assert.equal((await guest("GET", `me/products/${id}`)).body.Inventory.QuantityAvailable, 0);
    assert.equal(await pays(guest, id), "Inventory.Insufficient");
  }
  assert.match(await pays(tom, "quay-meeting-table", 2), /^1190 2380$/);
  assert.equal(await sees(guest, "tern-desk-first-edition"), false);
  const all = (await sam("GET", "products?VariantCount=>0&pageSize=100")).body;
  assert.equal(all.Meta.TotalCount, 14);
  assert.equal(
    all.Items.reduce((sum: number, { VariantCount }: { VariantCount: number }) => sum + VariantCount, 0),
    61,
  );
});

test("filters by brand, color, material and warranty; a supplier that sees its own product only", async () => {
  const { as, visitor } = await demo;
  const { Meta } = (await (await visitor())("GET", "me/products")).body;
  assert.equal(Meta.Facets.length, 4);
  const rosa = await as("rosa.delgado");
  assert.deepEqual(await ids(rosa, "products"), ["studio-clamp-light"]);
  assert.equal((await rosa("GET", "me/products")).status, 403);
  assert.equal(await pays(await as("leo.marchetti"), "studio-clamp-light"), await listPrice("studio-clamp-light"));
});

async function listPrice(scheduleId: string): Promise<string> {
  const sam = await (await demo).as("sam.porter");
  const { PriceBreaks } = (await sam("GET", `priceschedules/${scheduleId}`)).body;
  return `${PriceBreaks[0].Price} ${PriceBreaks[0].Price}`;
}

test("promotions: a code for a first order, lamps for members and mugs for an office by themselves, and for nobody else", async () => {
  const { as } = await demo;
  const cart = async (shopper: Shopper, ProductID: string, Quantity: number, Specs: Record<string, string> = {}) => {
    const { body } = await shopper("POST", "orders/outgoing", {});
    const order = `orders/outgoing/${body.ID}`;
    const chosen = Object.entries(Specs).map(([SpecID, OptionID]) => ({ SpecID, OptionID }));
    const line = await shopper("POST", `${order}/lineitems`, { ProductID, Quantity, Specs: chosen });
    assert.equal(line.status, 201, JSON.stringify(line.body));
    return { order, subtotal: line.body.LineSubtotal as number };
  };
  const discount = async (shopper: Shopper, order: string) =>
    (await shopper("POST", `${order}/applypromotions`, {})).body.PromotionDiscount as number;
  const [mia, leo, tom] = [await as("mia.okafor"), await as("leo.marchetti"), await as("tom.becker")];

  const desk = { "desk-finish": "oak", "desk-width": "w48" };
  const first = await cart(leo, "tern-sit-stand-desk", 1, desk);
  assert.equal((await leo("POST", `${first.order}/promotions/welcome`, {})).body.Amount, 64.9);
  const theirs = await cart(tom, "tern-sit-stand-desk", 1, desk);
  assert.equal((await tom("POST", `${theirs.order}/promotions/welcome`, {})).status, 404);

  const lamp = await cart(mia, "studio-clamp-light", 1);
  assert.equal(await discount(mia, lamp.order), Math.round(lamp.subtotal * 20) / 100);
  assert.equal(await discount(leo, (await cart(leo, "studio-clamp-light", 1)).order), 0);

  const cream = { "mug-glaze": "cream" };
  assert.equal(await discount(tom, (await cart(tom, "stoneware-mug", 11, cream)).order), 0);
  assert.equal(await discount(tom, (await cart(tom, "stoneware-mug", 30, cream)).order), 48);
});
