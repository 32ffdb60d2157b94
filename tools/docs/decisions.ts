import type { Page } from "./page.ts";

const form = /^docs\/decisions\/(\d{4})-[a-z\d-]+\.md$/;
const facts = ["Status", "Date", "Area", "Files"];
const sections = ["Context", "Decision", "Alternatives", "Consequences"];

/** Faults of form in decisions and the index of decisions: number, facts, sections in their order. */
export function judgeDecisions(pages: ReadonlyMap<string, Page>, files: ReadonlySet<string>): string[] {
  const decisions = [...pages.values()]
    .filter(({ path }) => form.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const index = pages.get("docs/decisions/README.md")?.text ?? "";
  return decisions.flatMap(({ path, text }, place) => {
    const number = Number(form.exec(path)?.[1]);
    const title = /^# (\d+\. .+)$/m.exec(text)?.[1];
    const offences = [
      ...(number === place + 1 ? [] : [`its number should be ${place + 1}`]),
      ...(title?.startsWith(`${number}. `) ? [] : [`its heading does not begin with "${number}. "`]),
      ...(index.includes(`[${title}](${path.split("/").at(-1)})`) ? [] : ["docs/decisions/README.md does not list it"]),
      ...facts.flatMap((fact) => (factOf(text, fact) === undefined ? [`it does not say its ${fact}`] : [])),
      ...(inOrder(text) ? [] : [`its sections are not ${sections.join(", ")}`]),
      ...filesOf(text).flatMap((file) => (files.has(file) ? [] : [`${file} is not there`])),
    ];
    return offences.map((offence) => `${path}: ${offence}`);
  });
}

const factOf = (text: string, fact: string): string | undefined =>
  new RegExp(String.raw`^\| ${fact} \| (.+) \|$`, "m").exec(text)?.[1];

const filesOf = (text: string): string[] =>
  [...(factOf(text, "Files") ?? "").matchAll(/`([^`]+)`/g)].map(([, file]) => file as string);

/** Further sections may stand between them. */
function inOrder(text: string): boolean {
  const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading as string);
  return found.filter((heading) => sections.includes(heading)).join() === sections.join();
}
