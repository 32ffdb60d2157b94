import assert from "node:assert/strict";
import { test } from "node:test";
import { pageKey, pageMeta, readPageKey } from "./page.ts";

const cases: [page: number, pageSize: number, total: number, pages: number, range: [number, number]][] = [
  [1, 20, 25, 2, [1, 20]],
  [2, 20, 25, 2, [21, 25]],
  [3, 20, 25, 2, [41, 40]],
  [1, 20, 0, 0, [1, 0]],
  [1, 100, 100, 1, [1, 100]],
  [2, 1, 2, 2, [2, 2]],
];
for (const [page, pageSize, total, pages, range] of cases) {
  test(`page ${page} by ${pageSize} of ${total} items holds ${range.join(" to ")}`, () => {
    assert.deepEqual(pageMeta({ page, pageSize }, total), {
      Page: page,
      PageSize: pageSize,
      TotalCount: total,
      TotalPages: pages,
      ItemRange: range,
      NextPageKey: null,
    });
  });
}

test("a key of the next page is given while there is one", () => {
  assert.deepEqual(readPageKey(pageMeta({ page: 1, pageSize: 20 }, 21, true).NextPageKey ?? ""), {
    page: 2,
    pageSize: 20,
  });
  assert.equal(pageMeta({ page: 2, pageSize: 20 }, 21, true).NextPageKey, null);
  assert.deepEqual(readPageKey(pageKey({ page: 5, pageSize: 7 })), { page: 5, pageSize: 7 });
});
