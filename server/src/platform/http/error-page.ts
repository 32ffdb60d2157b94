import { type ErrorCode, errorFamilies, errors, errorsOf, operations, resources } from "@orderwell/contract";

/** Names of what an error's `Data` holds; `?` behind those that may be missing. */
export function dataOf(code: ErrorCode): string[] {
  const { data } = errors[code];
  if (data === undefined) return [];
  if ("whole" in data) return [data.whole.items?.model ? `list of ${data.whole.items.model}` : data.whole.type];
  return Object.entries(data.properties).map(([name, { nullable }]) => (nullable ? `${name}?` : name));
}

/** Beyond so many, operations are told by their resources. */
const mostNamed = 12;

/** Operations that may answer with an error, the many of them by resource. */
export function raisersOf(code: ErrorCode): string[] {
  const all = Object.values(operations);
  const raisers = all.filter((operation) => errorsOf(operation).includes(code));
  if (raisers.length === all.length) return ["any operation"];
  if (raisers.length <= mostNamed) return raisers.map(({ id }) => id);
  const names = [...new Set(raisers.map(({ resource }) => resource))];
  if (names.length > Object.keys(resources).length / 2) return [`${raisers.length} operations`];
  return names.map((name) => `${name} (${raisers.filter(({ resource }) => resource === name).length})`);
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] as string);

function entry(code: ErrorCode): string {
  const { status, message, remedy } = errors[code];
  const data = dataOf(code);
  const facts = [
    ["Meaning", message],
    ["What to do", remedy],
    ...(data.length > 0 ? [["Data", data.join(", ")]] : []),
    ["Raised by", raisersOf(code).join(", ")],
  ];
  const list = facts.map(([term, said]) => `<dt>${term}</dt><dd>${escaped(said as string)}</dd>`).join("");
  return `<article id="${escaped(code)}"><h3><a href="#${escaped(code)}">${escaped(code)}</a> <span>${status}</span></h3><dl>${list}</dl></article>`;
}

/** The reference of errors as a page of its own: every word typed narrows it, without asking any server. */
export function errorPage(): string {
  const sections = Object.entries(errorFamilies).map(
    ([title, family]) =>
      `<section><h2>${escaped(title)}</h2>\n${(Object.keys(family) as ErrorCode[]).map(entry).join("\n")}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Orderwell: errors</title>
<style>${style}</style>
<h1>Errors</h1>
<p>A call that fails answers with <code>{ "Errors": [{ "ErrorCode", "Message", "Data" }] }</code>. Match the code, not the message.</p>
<label>Search codes, statuses, meanings and operations <input type="search" autofocus></label>
<p role="status"></p>
${sections.join("\n")}
<script>${script}</script>
</html>
`;
}

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
input { display: block; width: 100%; box-sizing: border-box; padding: .6rem; font: inherit; }
h3 { margin-bottom: 0; font-family: ui-monospace, monospace; font-size: 1rem; }
h3 a { color: inherit; text-decoration: none; } h3 span { opacity: .7; font-weight: normal; }
dl { display: grid; grid-template-columns: 7rem 1fr; margin: .2rem 0 1rem; } dt { opacity: .7; } dd { margin: 0; }
`;

const script = `
const input = document.querySelector("input"), status = document.querySelector("[role=status]");
const articles = [...document.querySelectorAll("article")].map((element) => [element, element.textContent.toLowerCase()]);
function narrow() {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const [element, text] of articles) {
    element.hidden = !words.every((word) => text.includes(word));
    if (!element.hidden) shown++;
  }
  for (const section of document.querySelectorAll("section")) section.hidden = !section.querySelector("article:not([hidden])");
  status.textContent = words.length ? shown + " of " + articles.length : "";
}
input.addEventListener("input", narrow);
`;
