import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../errors/api-error.ts";
import type { ListQuery } from "./list-query.ts";
import { pageKey } from "./page.ts";
import { parsePairs } from "./pairs.ts";
import { parseList } from "./parse.ts";
import type { ListShape } from "./shape.ts";
import { listShape } from "./shape.ts";
import { enums, full, fullShape, models, premium, premiumShape } from "./testing/thing.ts";

const read = (query: string, shape: ListShape = fullShape, named: string[] = []): ListQuery =>
  parseList(parsePairs(query), shape, new Set(named));

function refused(query: string, shape: ListShape = fullShape): [code: string, property: unknown][] {
  try {
    read(query, shape);
  } catch (error) {
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 400);
    return error.entries.map(({ ErrorCode, Data }) => {
      const data = Data as Record<string, unknown>;
      return [ErrorCode, data.PropertyName ?? data.Value ?? data.MaximumItems ?? data.Maximum];
    });
  }
  assert.fail(`${query} was accepted`);
}

const sortOf = ({ sort }: ListQuery) => sort.map(({ path, descending }) => (descending ? "!" : "") + path.name);
const searchedOn = ({ search }: ListQuery) => search?.on.map(({ path, below }) => path.name + (below ? ".*" : ""));
const filtered = ({ filters }: ListQuery) =>
  filters.map(({ alternatives }) => alternatives.map(({ path }) => path.name).join("|"));

test("nothing asked for is the first twenty in the default order", () => {
  const query = read("");
  assert.deepEqual(
    [query.page, query.pageSize, query.search, query.filters, query.sorted],
    [1, 20, undefined, [], false],
  );
  assert.deepEqual(sortOf(query), ["Name", "ID"]);
});

test("reserved names are recognised in any case, and the first of a repeated one counts", () => {
  const query = read("PAGE=3&Page=4&PageSize=50&SEARCH=x&searchon=name&SortBy=!Name");
  assert.deepEqual([query.page, query.pageSize, query.search?.phrase, query.sorted], [3, 50, "x", true]);
  assert.deepEqual(searchedOn(query), ["Name"]);
  assert.deepEqual(sortOf(query), ["!Name"]);
});

test("empty parameters ask for nothing", () => {
  const query = read("page=&pageSize=&search=&searchOn=&sortBy=&Name=&Nonsense=&pageKey=");
  assert.deepEqual([query.page, query.pageSize, query.search, query.filters], [1, 20, undefined, []]);
});

for (const size of ["0", "101", "-1", "x", "1.5", "1e1"]) {
  test(`a page size of ${size} is refused`, () => {
    assert.deepEqual(refused(`pageSize=${size}`), [["List.InvalidPageSize", size]]);
  });
}
for (const page of ["0", "-1", "x", "1.5", "2147483648"]) {
  test(`page ${page} is refused`, () => assert.deepEqual(refused(`page=${page}`), [["List.InvalidType", "page"]]));
}

test("premium lists page within 100,000 items, others without end", () => {
  assert.equal(read("page=1000&pageSize=100", premiumShape).page, 1000);
  assert.deepEqual(refused("page=1001&pageSize=100", premiumShape), [["Search.ResultSetTooLarge", 100_000]]);
  assert.equal(read("page=1001&pageSize=100").page, 1001);
});

test("a page key brings its page and size, whatever else is asked", () => {
  const query = read(`pageKey=${pageKey({ page: 7, pageSize: 50 })}&page=1&pageSize=999`);
  assert.deepEqual([query.page, query.pageSize], [7, 50]);
  for (const key of [
    "nonsense",
    Buffer.from("0:20").toString("base64url"),
    Buffer.from("1:101").toString("base64url"),
  ]) {
    assert.deepEqual(refused(`pageKey=${key}`), [["List.InvalidType", "pageKey"]]);
  }
});

test("depth is tolerated on every list", () => assert.deepEqual(read("depth=all").filters, []));

test("named arguments of the operation are no filters, in any case", () => {
  assert.deepEqual(read("buyerID=x&userid=!y", fullShape, ["buyerid", "userid"]).filters, []);
});

test("searchType counts on premium lists only, by name or number", () => {
  assert.equal(read("search=a&searchType=exactphrase", premiumShape).search?.type, "ExactPhrase");
  assert.equal(read("search=a&searchType=2", premiumShape).search?.type, "AllTermsSameField");
  assert.equal(read("search=a", premiumShape).search?.type, "AnyTerm");
  assert.deepEqual(refused("searchType=Fuzzy", premiumShape), [["List.InvalidType", "searchType"]]);
  assert.equal(read("search=a&searchType=Fuzzy").search?.by, "substring");
});

test("searchOn names searchable fields; premium lists also extended properties", () => {
  assert.deepEqual(searchedOn(read("search=a")), ["Name", "Note", "ID"]);
  assert.deepEqual(searchedOn(read("search=a&searchOn=id,%20Note&searchOn=ID")), ["ID", "Note"]);
  assert.deepEqual(searchedOn(read("search=a", premiumShape)), ["ID", "Name", "Note"]);
  const asked = read("search=a&searchOn=XP.Color,xp.specs.*,xp,Count", premiumShape);
  assert.deepEqual(searchedOn(asked), ["xp.Color", "xp.specs.*", "xp.*", "Count"]);
  assert.deepEqual(refused("searchOn=Count,xp.Color,Nope"), [
    ["List.InvalidSearchProperty", "Count"],
    ["List.InvalidSearchProperty", "xp.Color"],
    ["List.InvalidSearchProperty", "Nope"],
  ]);
  assert.deepEqual(refused("searchOn=Secret,Name.*,Address", premiumShape), [
    ["List.InvalidSearchProperty", "Secret"],
    ["List.InvalidSearchProperty", "Name"],
    ["List.InvalidSearchProperty", "Address"],
  ]);
});

test("sortBy takes sortable fields, descending behind any number of !, each once", () => {
  assert.deepEqual(sortOf(read("sortBy=!!made,Count,!Made&sortBy=ID")), ["!Made", "Count", "ID"]);
  assert.deepEqual(sortOf(read("sortBy=!xp.Rank,Address.City", premiumShape)), ["!xp.Rank", "Address.City"]);
  assert.deepEqual(refused("sortBy=Note,xp.a,Nope"), [
    ["List.InvalidSortProperty", "Note"],
    ["List.InvalidSortProperty", "xp.a"],
    ["List.InvalidProperty", "Nope"],
  ]);
  assert.deepEqual(refused("sortBy=Parts,xp", premiumShape), [
    ["List.InvalidSortProperty", "Parts"],
    ["List.InvalidSortProperty", "xp"],
  ]);
});

test("native names are found in any case, keys of extended properties only in theirs", () => {
  assert.deepEqual(filtered(read("NAME=a&address.CITY=b&XP.Some.Key=c&PARTS.xp.a=d&address.XP.e=f&name=g")), [
    "Name",
    "Address.City",
    "xp.Some.Key",
    "Parts.xp.a",
    "Address.xp.e",
    "Name",
  ]);
});

const unknown = [
  "Nope",
  "Name.First",
  "xp.",
  "xp..a",
  ".",
  "Address.Nope",
  "Secret",
  "Name|ID",
  "constructor",
  "xp.%00",
];
for (const name of unknown) {
  test(`${name} is no property to filter by`, () => {
    assert.equal(refused(`${name}=a`)[0]?.[0], "List.InvalidProperty");
  });
}

test("a path into extended properties is at most 32 names long", () => {
  assert.equal(read(`xp${".a".repeat(31)}=1`).filters.length, 1);
  const deep = `xp${".a".repeat(32)}`;
  for (const query of [`${deep}=1`, `sortBy=!${deep}`, `search=a&searchOn=${deep}`])
    assert.deepEqual(refused(query, premiumShape), [["Search.InvalidQuery", 32]], query);
});

const numbered = (count: number, text: (index: number) => string, joint: string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(joint);

const bounded: [what: string, most: number, query: (count: number) => string, parameter: string | null][] = [
  ["filters", 100, (count) => numbered(count, (index) => `xp.a${index}=1`, "&"), null],
  ["filters of one property", 100, (count) => numbered(count, () => "Count=1", "&"), null],
  ["fields of a filter", 20, (count) => `${numbered(count, (index) => `xp.${index}`, "|")}=1`, ""],
  ["values of a filter", 500, (count) => `Name=${numbered(count, String, "|")}`, "Name"],
  [
    "values of all fields",
    1_000,
    (count) => `Name|Note=${numbered(count / 2 - 250, String, "|")}&Name|ID=${numbered(250, String, "|")}`,
    null,
  ],
  [
    "values with wildcards of all fields",
    100,
    (count) =>
      `Name|Note=${numbered(count / 2 - 25, (index) => `!b${index}*`, "|")}&Name|ID=${numbered(25, (index) => `*${index}`, "|")}`,
    null,
  ],
  ["wildcards of a value", 10, (count) => `Name=a|${numbered(count, () => "*", "b")}`, "Name"],
  ["sort keys", 10, (count) => `sortBy=${numbered(count, (index) => `!xp.a${index}`, ",")}`, "sortBy"],
  ["sort keys one by one", 10, (count) => numbered(count, (index) => `sortBy=xp.a${index}`, "&"), "sortBy"],
  [
    "fields to search",
    30,
    (count) => `search=a&searchOn=${numbered(count, (index) => `xp.a${index}.*`, ",")}`,
    "searchOn",
  ],
  ["words", 50, (count) => `search=${numbered(count, String, "+")}`, "search"],
  ["characters", 8_192, (count) => `buyerID=${"%2F".repeat(count - 7)}`, null],
];
for (const [what, most, query, parameter] of bounded)
  test(`a list takes ${most} ${what} and refuses more, naming the parameter`, () => {
    const named = ["buyerid"];
    assert.ok(read(query(most), premiumShape, named));
    assert.throws(
      () => read(query(most + 2), premiumShape, named),
      (error: ApiError) => {
        const [{ Data } = { Data: undefined }] = error.entries;
        const { Parameter } = Data as { readonly Parameter: string | null };
        assert.deepEqual([error.code, Data], ["Search.InvalidQuery", { Parameter, Given: most + 2, Maximum: most }]);
        assert.ok(parameter === Parameter || (parameter === "" && Parameter?.startsWith("xp.0|")));
        return true;
      },
    );
  });

test("mistakes without number are told a hundred at a time", () => {
  const query = Array.from({ length: 20 }, () => `${Array.from({ length: 10 }, (_, n) => `N${n}`).join("|")}=a`).join(
    "&",
  );
  assert.equal(refused(query, premiumShape).length, 100);
});

const untypable: [query: string, property: string][] = [
  ["Count=many", "Count"],
  ["Count=>1|two", "Count"],
  ["Price=1e999", "Price"],
  [`Price=${"9".repeat(41)}`, "Price"],
  ["Price=Infinity", "Price"],
  ["Price=0x10", "Price"],
  ["Made=2021-02-29", "Made"],
  ["Made=soon", "Made"],
  ["Active=yes", "Active"],
  ["Active=>true", "Active"],
  ["Status=Ajar", "Status"],
  ["Status=3", "Status"],
  ["Address=Minneapolis", "Address"],
  ["xp=a", "xp"],
  ["xp=a*", "xp"],
  ["Name=%00", "Name"],
  ["xp.a=a%00*", "xp.a"],
  ["Address.Floor=top", "Address.Floor"],
];
for (const [query, property] of untypable) {
  test(`${query.slice(0, 30)} does not fit its property`, () => {
    assert.deepEqual(refused(query), [["List.InvalidType", property]]);
  });
}

const typable = [
  "Count=5|!6|>7",
  "Count=5*",
  "Count=!*",
  "Count=2.5",
  "Price=<.5",
  "Made=>1/1/2022 12:00:00 AM",
  "Made=2018-01-19T00:00:00+00:00",
  "Made=2018*",
  "Active=True|false",
  "Active=!true",
  "Status=draft|1|!CLOSED",
  "Status=>0",
  "Status=Cl*",
  "xp=*",
  "Address=!*",
];
for (const query of typable) {
  test(`${query} fits its property`, () => assert.equal(read(query).filters.length, 1));
}

test("all mistakes travel in one error", () => {
  assert.deepEqual(refused("pageSize=0&page=x&Nope=1&Count=a&sortBy=Note&searchOn=Count"), [
    ["List.InvalidProperty", "Nope"],
    ["List.InvalidType", "Count"],
    ["List.InvalidType", "page"],
    ["List.InvalidPageSize", "0"],
    ["List.InvalidSortProperty", "Note"],
    ["List.InvalidSearchProperty", "Count"],
  ]);
});

test("alternatives between fields are for premium lists; fields that cannot hold the value do not match it", () => {
  assert.deepEqual(filtered(read("Name|ID|xp.SKU=a*", premiumShape)), ["Name|ID|xp.SKU"]);
  assert.deepEqual(filtered(read("Name|Count=a", premiumShape)), ["Name"]);
  assert.deepEqual(refused("Count|Price=a", premiumShape), [
    ["List.InvalidType", "Count"],
    ["List.InvalidType", "Price"],
  ]);
  assert.deepEqual(refused("Name|Nope=a", premiumShape), [["List.InvalidProperty", "Nope"]]);
});

test("lists of assignments only page", () => {
  const paged = listShape({ kind: "paged", searchable: [], sortable: [] }, models.Thing!, models, enums);
  const query = read("page=2&pageSize=100&sortBy=Nope&search=x&Nope=1&depth=all", paged);
  assert.deepEqual([query.page, query.pageSize, query.search, query.filters, query.sort], [2, 100, undefined, [], []]);
});

test("a shape takes another default sort and properties that replies do not hold", () => {
  const shape = listShape(full, models.Thing!, models, enums, {
    defaultSort: ["!Made", "ID"],
    fields: { OwnerID: { type: "string" } },
  });
  assert.deepEqual(sortOf(read("", shape)), ["!Made", "ID"]);
  assert.deepEqual(filtered(read("ownerid=a", shape)), ["OwnerID"]);
});

test("a declaration that lists by a field the model lacks is refused", () => {
  assert.throws(() => listShape({ ...premium, sortable: ["Nope"] }, models.Thing!, models, enums), RangeError);
});
