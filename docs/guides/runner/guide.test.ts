import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { runGuide } from "./guide.ts";
import { withoutShell } from "./shell.ts";

const inShell = { skip: withoutShell };

/** A server that answers with what it was asked; addresses that end in a number set the status. */
async function echo(t: TestContext): Promise<string> {
  const server = createServer(async (request, reply) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    const { method, url, headers } = request;
    const { authorization = null, "content-type": type = null } = headers;
    reply.writeHead(Number(url?.match(/\d{3}$/)?.[0] ?? 200));
    reply.end(JSON.stringify({ method, url, authorization, type, body }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const fenced = (...blocks: readonly (readonly [string, string])[]): string =>
  blocks.map(([kind, text]) => `Words.\n\n\`\`\`${kind}\n${text}\n\`\`\`\n`).join("\n");

const run = (guide: string, baseUrl = "", more: object = {}) =>
  runGuide(guide, { baseUrl, variables: { NAME: "a b" }, ...more });

test("blocks are one program: what one defines, those after it use, in either language", inShell, async (t) => {
  const guide = fenced(
    ["js", 'import { join } from "node:path";\nconst path = join("a", "b");'],
    ["sh", '# A comment\nBASE=http://127.0.0.1:4000\nexport URL=$(curl -s "$BASE/x?n=1" | jq -r .url)'],
    ["js", "console.log(path); // => 'a/b'\nconsole.log(process.env.URL);\n// => '/x?n=1'"],
  );
  await run(guide, await echo(t));
});

test("calls are made by curl", inShell, async (t) => {
  const base = "http://127.0.0.1:4000";
  const form = '"type":"application/x-www-form-urlencoded","body":"a=1&b=a…b%26"';
  const guide = fenced(
    ["sh", `curl -s -X PUT ${base}/form -H "Authorization: Bearer $NAME" \\\n  -d a=1 --data-urlencode "b=$NAME&"`],
    ["json", `{"method":"PUT","url":"/form","authorization":"Bearer a b",${form}}`],
    ["sh", `curl -s ${base}/json/404 --json '{\n"n": "'"$NAME"'" }'\n# => 404`],
    ["json", '{"method":"POST","type":"application/json","body":"{\\n\\"n\\": \\"a b\\" }","…":"…"}'],
  );
  await run(guide, await echo(t));
});

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ["another value", fenced(["js", "console.log(1); // => 2"]), /line 4: .*1 !== 2/s],
  ["a further property", fenced(["js", "console.log({ a: 1, b: 2 }); // => { a: 1 }"]), /\+ {3}b: 2/],
  ["a shorter list", fenced(["js", "console.log([1]); // => [1, 2]"]), /- {3}2/],
  ["null where something stands", fenced(["js", "console.log({ a: null }); // => { a: '…' }"]), /\+ {3}a: null/],
  ["output that is not shown", fenced(["js", "console.log(1);"]), /printed, and not shown/],
  ["nothing where output is shown", fenced(["js", "null; // => 1"]), /0 are printed/],
  ["an example that fails", fenced(["js", "\n\nawait Promise.reject(new Error('no'));"]), /line 6: no/],
  ["a call that fails", fenced(["sh", "curl -s http://127.0.0.1:4000/500"]), /line 3: .*500/s],
  [
    "a call that fails before another",
    fenced(["sh", "X=$(curl -s http://127.0.0.1:4000/500)\nexport Y=$(curl -s http://127.0.0.1:4000/)"]),
    /line 3: .*500/s,
  ],
  ["a call that should fail", fenced(["sh", "curl -s http://127.0.0.1:4000/\n# => 400"]), /200.*400/s],
  ["another reply", fenced(["sh", "curl -s http://127.0.0.1:4000/"], ["json", "{}"]), /line 9: .*method: 'GET'/s],
  ["a reply to nothing", fenced(["json", "{}"]), /no call before this reply/],
  ["a program that fails", fenced(["sh", "false"]), /bash ended with 1/],
  ["a status of no call", fenced(["sh", "# => 400"]), /no call whose status could be 400/],
  ["a variable that is not set", fenced(["sh", "curl $NOTHING"]), /NOTHING: unbound variable/],
  ["a block that is not run", fenced(["yaml", "a: 1"]), /line 3: a block of "yaml" is not run/],
  ["a block that is not run for no reason", fenced(["yaml not-run:", "a: 1"]), /is not run/],
  ["what Node 20 lacks", fenced(["js", "await Array.fromAsync([]);"]), /line 3: Node 20 has no Array\.fromAsync/],
  ["a block that is not closed", "```js\n1;", /line 1 is not closed/],
];
for (const [what, guide, message] of wrong)
  test(`a guide fails with ${what}`, inShell, async (t) => {
    await assert.rejects(run(guide, await echo(t)), message);
  });

test("a block with a reason is left out, and an ellipsis stands for anything", async () => {
  await run(fenced(["yaml not-run: a fragment only", "a: 1"]));
  await run(fenced(["js", "console.log({ a: 'x1y', b: [1, 2], c: 3 }); // => { a: 'x…y', b: [1, '…'], '…': '…' }"]));
});

test("a browser goes where it is sent, and has to arrive where the guide says", async (t) => {
  const signIn = async (url: string): Promise<URL> => new URL(`${url}?why=no%20way`);
  const guide = (end: string) => fenced(["text open", "https://shop.example/$NAME"], ["text arrives", end]);
  await run(guide("https://shop.example/a b?why=…"), "", { signIn });
  await assert.rejects(
    run(guide("https://shop.example/b"), "", { signIn }),
    /Expected values to be strictly deep-equal|!==/,
  );
  assert.ok(t);
});
