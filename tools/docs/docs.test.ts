import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./judge.ts";

const orders =
  "# Orders\n\n## 1. Fields\n\nSee §2.1 and [approvals §1](approvals.md).\n\n## 2. States\n\n### 2.1 Submit\n";
const approvals = "# Approvals\n\n## 1. Rules\n\n[Orders](orders.md#2-states)\n";

const decision = `# 1. Choice

| | |
|---|---|
| Status | accepted |
| Date | 2026-11-27 |
| Area | Data |
| Files | \`docs/behaviour/orders.md\` |

## Context

## Decision

## Figures

## Alternatives

## Consequences
`;

interface Changes {
  /** Added to the page on orders. */
  readonly orders?: string;
  readonly source?: string;
  readonly decision?: string;
}

/** Findings when everything is as usual but for these texts. */
function offences(changed: Changes): string[] {
  const documents = new Map([
    ["docs/behaviour/orders.md", `${orders}${changed.orders ?? ""}`],
    ["docs/behaviour/approvals.md", approvals],
    [`${"docs/decisions"}/0001-choice.md`, changed.decision ?? decision],
    ["docs/decisions/README.md", "[1. Choice](0001-choice.md)"],
  ]);
  const sources = new Map([["server/src/a.ts", changed.source ?? ""]]);
  return judge({ documents, sources, files: new Set(documents.keys()) });
}

test("pages that refer to what is there are accepted", () => {
  assert.deepEqual(offences({}), []);
});

const broken: [what: string, changed: Changes, complaint: string][] = [
  ["a link to no file", { orders: "[x](gone.md)" }, "gone.md is not there"],
  ["a link to no heading", { orders: "[x](approvals.md#rule)" }, "no such heading"],
  ["a section that another page lacks", { orders: "[approvals §2](approvals.md)" }, "approvals.md has no §2"],
  ["a section that the page itself lacks", { orders: "as in §3, §1" }, "there is no §3 here"],
  ["the far end of a range of sections", { orders: "§1 to §4" }, "there is no §4 here"],
  ["a code that the contract lacks", { orders: "`Order.CannotDance`" }, "Order.CannotDance is no code"],
  ["a file that is gone", { orders: "`platform/db/gone.ts`" }, "platform/db/gone.ts is not there"],
  ["a decision out of turn", { decision: decision.replace("# 1.", "# 2.") }, 'does not begin with "1. "'],
  ["a decision without its date", { decision: decision.replace("| Date", "| Day") }, "does not say its Date"],
  ["a decision without alternatives", { decision: decision.replace("## Alternatives", "") }, "its sections are not"],
  ["a decision about a file that is gone", { decision: decision.replace("/orders.md", "/x.md") }, "x.md is not there"],
  ["a comment that cites no page", { source: `// (docs/behaviour/${"gone"}.md §1)` }, "gone.md is not there"],
  [
    "a comment that cites no section, over two lines",
    { source: "/**\n * As (docs/behaviour/orders.md\n * §2.1, §2.2).\n */" },
    "orders.md has no §2.2",
  ],
];

for (const [what, changed, complaint] of broken) {
  test(`${what} is found`, () => {
    const found = offences(changed);
    assert.match(found.join("\n"), new RegExp(complaint));
    assert.equal(new Set(found.map((offence) => offence.split(":")[0])).size, 1, found.join("\n"));
  });
}

test("codes, operations and properties of the contract are known, and blocks of code are not read", () => {
  const text = "`Order.CannotSubmitBadStatus`, `Orders.Submit`, `Order.Total`\n\n```\n[x](gone.md) §9\n```\n";
  assert.deepEqual(offences({ orders: text }), []);
});
