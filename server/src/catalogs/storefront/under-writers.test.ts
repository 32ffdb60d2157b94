import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Answer, TestClient } from "@orderwell/testing";
import { common, History } from "./testing/history.ts";
import { type Storefront, storefront } from "./testing/storefront.ts";

/** How long everything is changed, and how often each kind of read is answered meanwhile, at least. */
const seconds = 4;
const rounds = 5;

/** A product as its writer makes it; undefined while there is none, or the shopper may not see it. */
interface Looks {
  readonly Name: string;
  readonly Color: string;
  readonly Price: number;
  readonly Stock: number;
}

const looks = (more: Partial<Looks> = {}): Looks => ({ Name: "lamp", Color: "red", Price: 9, Stock: 5, ...more });

interface Item {
  readonly ID: string;
  readonly Name: string;
  readonly xp: { readonly Color: string };
  readonly PriceSchedule?: { readonly PriceBreaks: readonly { readonly Price: number }[] } | null;
  readonly Inventory: { readonly QuantityAvailable: number } | null;
}

interface World {
  /** Looks of each product to shoppers, by ID. */
  readonly products: ReadonlyMap<string, History<Looks | undefined>>;
  readonly facets: History<readonly string[]>;
}

/** Tells whether an item shows a product as it was. */
const shows = (item: Item, then: Looks | undefined): boolean =>
  then !== undefined &&
  item.Name === then.Name &&
  item.xp.Color === then.Color &&
  item.Inventory?.QuantityAvailable === then.Stock &&
  item.PriceSchedule?.PriceBreaks[0]?.Price === then.Price;

const colorsOf = (items: readonly Item[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { xp } of items) counts[xp.Color] = (counts[xp.Color] ?? 0) + 1;
  return counts;
};

/** Fails unless there is a moment since `sent` at which everything was as the answer of a list says. */
function checkList({ products, facets }: World, sent: number, answer: Answer, asked: (then: Looks) => boolean): void {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const items: readonly Item[] = answer.body.Items;
  const { Meta } = answer.body;
  let moments = common(
    [[sent, performance.now()]],
    facets.when((names) => names.join() === Meta.Facets.map(({ Name }: { Name: string }) => Name).join()),
  );
  assert.ok(moments.length > 0, `there were no such facets: ${JSON.stringify(Meta.Facets)}`);
  for (const [id, history] of products) {
    const item = items.find(({ ID }) => ID === id);
    const when = history.when((then) => (item ? shows(item, then) : then === undefined || !asked(then)));
    moments = common(moments, when);
    assert.ok(moments.length > 0, `never at once with the rest: ${id} as ${JSON.stringify(item)}`);
  }
  for (const { ID } of items) assert.ok(products.has(ID), `${ID} was never there`);
  assert.equal(Meta.TotalCount, items.length);
}

/** Fails unless the colours of a list are those of its items, of which the list has them all. */
function checkColors({ body }: Answer): void {
  const [color] = body.Meta.Facets as { Values: { Value: string; Count: number }[] }[];
  const counted = Object.fromEntries((color?.Values ?? []).map(({ Value, Count }) => [Value, Count]));
  assert.deepEqual(counted, colorsOf(body.Items));
}

/** Writers that change, until it is over, everything that decides what a shopper is shown, each its own things. */
async function writers(
  { seller, product }: Storefront,
  isOver: () => boolean,
): Promise<{ world: World; writers: (() => Promise<void>)[] }> {
  const products = new Map<string, History<Looks | undefined>>();
  const patch = (productID: string, body: object) => seller.ok("Products.Patch", { path: { productID }, body });
  const schedule = (id: string, Price: number) =>
    seller.ok("PriceSchedules.Save", {
      path: { priceScheduleID: id },
      body: { ID: id, Name: id, PriceBreaks: [{ Quantity: 1, Price }] },
    });
  await schedule("nine", 9);
  await schedule("own", 9);
  await schedule("group", 4);
  await seller.ok("Catalogs.SaveAssignment", {
    body: { CatalogID: "B", BuyerID: "B", ViewAllCategories: true, ViewAllProducts: true },
  });
  await seller.ok("Catalogs.Create", { body: { ID: "K", Name: "K", Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "K", BuyerID: "B", ViewAllProducts: true } });
  for (const ID of ["shut", "hidden"])
    await seller.ok("Categories.Create", { path: { catalogID: "B" }, body: { ID, Name: ID, Active: true } });
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color", ListOrder: 1 } });
  const make = async (id: string, catalogs = ["B"], DefaultPriceScheduleID = "nine") => {
    const { Name, Color, Stock } = looks();
    await product(
      id,
      {
        Name,
        xp: { Color, Kind: "K" },
        DefaultPriceScheduleID,
        Inventory: { Enabled: true, QuantityAvailable: Stock },
      },
      catalogs,
    );
    const history = new History<Looks | undefined>(looks());
    products.set(id, history);
    return history;
  };

  const renamed = await make("renamed");
  const named = await make("named");
  const painted = [await make("painted1"), await make("painted2"), await make("painted3")];
  const priced = await make("priced", ["B"], "own");
  const sold = await make("sold");
  const switched = await make("switched");
  const placed = await make("placed");
  const grouped = await make("grouped");
  const inCategory = await make("in-category");
  const inHidden = await make("in-hidden");
  const families = [await make("k1", ["K"]), await make("k2", ["K"])];
  const facets = new History<readonly string[]>(["Color"]);
  for (const [CategoryID, ProductID] of [
    ["shut", "in-category"],
    ["hidden", "in-hidden"],
  ])
    await seller.accepted("Categories.SaveProductAssignment", {
      path: { catalogID: "B" },
      body: { CategoryID, ProductID },
    });
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "grouped", BuyerID: "B", UserGroupID: "G", PriceScheduleID: "group" },
  });
  // A rename makes one product of another, for whoever looks.
  const other = new History<Looks | undefined>(undefined);
  products.set("renamed2", other);
  await grouped.change(looks({ Price: 4 }), async () => {});

  const until = (once: (round: number) => Promise<void>) => async () => {
    for (let round = 1; !isOver(); round++) await once(round);
  };
  const inTurns = (history: History<Looks | undefined>, hide: () => Promise<unknown>, show: () => Promise<unknown>) =>
    until(async () => {
      await history.change(undefined, hide);
      await history.change(looks(), show);
    });
  const together = (
    all: readonly History<Looks | undefined>[],
    value: Looks | undefined,
    write: () => Promise<unknown>,
  ) => all.reduceRight<() => Promise<unknown>>((inner, history) => () => history.change(value, inner), write)();
  const membership = { path: { buyerID: "B" } };
  const assigned = { CatalogID: "B", ProductID: "placed" };
  return {
    world: { products, facets },
    writers: [
      until(async (round) => {
        const Name = round % 2 === 1 ? `chair ${round}` : `lamp ${round}`;
        await named.change(looks({ Name }), () => patch("named", { Name }));
      }),
      ...painted.map((history, index) =>
        until(async (round) => {
          const Color = ["blue", "red", `shade ${round}`][round % 3] as string;
          await history.change(looks({ Color }), () => patch(`painted${index + 1}`, { xp: { Color } }));
        }),
      ),
      until((round) => priced.change(looks({ Price: round }), () => schedule("own", round))),
      until((round) =>
        sold.change(looks({ Stock: round }), () => patch("sold", { Inventory: { QuantityAvailable: round } })),
      ),
      inTurns(
        switched,
        () => patch("switched", { Active: false }),
        () => patch("switched", { Active: true }),
      ),
      inTurns(
        placed,
        () => seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "B", productID: "placed" } }),
        () => seller.ok("Catalogs.SaveProductAssignment", { body: assigned }),
      ),
      inTurns(
        inCategory,
        () => seller.ok("Categories.Patch", { path: { catalogID: "B", categoryID: "shut" }, body: { Active: false } }),
        () => seller.ok("Categories.Patch", { path: { catalogID: "B", categoryID: "shut" }, body: { Active: true } }),
      ),
      until(async (round) => {
        const ViewAllProducts = round % 2 === 0;
        await inHidden.change(ViewAllProducts ? looks() : undefined, () =>
          seller.ok("Categories.SaveAssignment", {
            path: { catalogID: "B" },
            body: { CategoryID: "hidden", BuyerID: "B", Visible: true, ViewAllProducts },
          }),
        );
      }),
      until(async (round) => {
        const body = { UserGroupID: "G", UserID: "u" };
        await grouped.change(looks({ Price: round % 2 === 0 ? 4 : 9 }), () =>
          round % 2 === 0
            ? seller.ok("UserGroups.SaveUserAssignment", { ...membership, body })
            : seller.ok("UserGroups.DeleteUserAssignment", {
                path: { buyerID: "B", userGroupID: "G", userID: "u" },
              }),
        );
      }),
      until(async (round) => {
        const Active = round % 2 === 0;
        await together(families, Active ? looks() : undefined, () =>
          seller.ok("Catalogs.Patch", { path: { catalogID: "K" }, body: { Active } }),
        );
      }),
      until(async (round) => {
        const [from, to] = round % 2 === 1 ? ["renamed", "renamed2"] : ["renamed2", "renamed"];
        const [gone, there] = round % 2 === 1 ? [renamed, other] : [other, renamed];
        await gone.change(undefined, () => there.change(looks(), () => patch(from as string, { ID: to })));
      }),
      until(async (round) => {
        const made = round % 2 === 1;
        await facets.change(made ? ["Color", "Kind"] : ["Color"], () =>
          made
            ? seller.ok("ProductFacets.Create", { body: { ID: "Kind", Name: "Kind", ListOrder: 2 } })
            : seller.ok("ProductFacets.Delete", { path: { productFacetID: "Kind" } }),
        );
      }),
    ],
  };
}

test("shoppers who search, list and read while everything is changed get nothing but right answers", async (t) => {
  const made = await storefront(t);
  const client = await made.shopper("u", ["G"]);
  let writing = true;
  const { world, writers: all } = await writers(made, () => !writing);
  const counts = new Map<string, number>();
  const reader = (name: string, once: (client: TestClient) => Promise<void>) => async () => {
    while (writing) {
      await once(client);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  };
  const list = (name: string, query: Record<string, unknown>, asked: (then: Looks) => boolean, whole: boolean) =>
    reader(name, async () => {
      const sent = performance.now();
      const answer = await client.send("Me.ListProducts", { query: { pageSize: 100, ...query } });
      checkList(world, sent, answer, asked);
      if (whole) checkColors(answer);
    });
  const get = (id: string) =>
    reader("get", async () => {
      const sent = performance.now();
      const { status, body } = await client.send("Me.GetProduct", { path: { productID: id } });
      assert.ok(status === 200 || status === 404, JSON.stringify(body));
      const history = world.products.get(id) as History<Looks | undefined>;
      const when = history.when((then) => (status === 404 ? then === undefined : shows(body, then)));
      assert.ok(common([[sent, performance.now()]], when).length > 0, `${status}: ${JSON.stringify(body)}`);
    });
  const names = ["all", "search", "filter", "both", "sorted", "get"];
  const readers = [
    list("all", {}, () => true, true),
    list("search", { search: "lamp" }, ({ Name }) => Name.startsWith("lamp"), true),
    list("filter", { "xp.Color": "red" }, ({ Color }) => Color === "red", false),
    list(
      "both",
      { search: "lamp", "xp.Color": "red" },
      ({ Name, Color }) => Name.startsWith("lamp") && Color === "red",
      false,
    ),
    list("sorted", { search: "lamp", sortBy: ["Name"], searchOn: "Name" }, ({ Name }) => Name.startsWith("lamp"), true),
    ...["painted1", "priced", "sold", "switched", "grouped", "k1", "renamed"].map(get),
  ];
  const enough = async (): Promise<void> => {
    const began = performance.now();
    const few = () => names.some((name) => (counts.get(name) ?? 0) < rounds);
    while (writing && (performance.now() - began < seconds * 1_000 || few())) await setTimeout(50);
  };
  const everything = Promise.all([...readers, ...all].map((one) => one()));
  try {
    await Promise.race([enough(), everything]);
  } finally {
    writing = false;
  }
  await everything;
  t.diagnostic(JSON.stringify(Object.fromEntries(counts)));
});
