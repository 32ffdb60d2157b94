import { extensionOperations, type Operation, resources } from "@orderwell/contract";
import { implementations } from "../../server/src/app.ts";
import { notice } from "./header.ts";

/** Lists the operations that this version carries out; the others are declared, guarded, and answer 501. */
export function renderCoverage(): string {
  const done = new Set<string>(implementations().map(({ id }) => id));
  // Others are served by routes of their own.
  const isDone = ({ id, servedBy }: Operation): boolean => servedBy !== undefined || done.has(id);

  const sections = new Map<string, string[]>();
  let total = 0;
  let carried = 0;
  for (const resource of Object.values(resources)) {
    const operations = Object.values<Operation>(resource.operations).filter(({ extension }) => !extension);
    if (operations.length === 0) continue;
    const open = operations.filter((one) => !isDone(one));
    total += operations.length;
    carried += operations.length - open.length;
    const state = open.length === 0 ? "all" : `${operations.length - open.length} of ${operations.length}`;
    const waiting = open.length === operations.length ? "all" : open.map(({ id }) => id.split(".")[1]).join(", ");
    const rows = sections.get(resource.section) ?? [];
    rows.push(`| ${resource.name} | ${state} | ${open.length === 0 ? "" : waiting} |`);
    sections.set(resource.section, rows);
  }
  const tables = [...sections].map(
    ([section, rows]) =>
      `## ${section}\n\n| Resource | Carried out | Answer 501 |\n|---|---|---|\n${rows.join("\n")}\n`,
  );
  const extensions = Object.values<Operation>(extensionOperations).map(
    (one) => `\`${one.id}\`${isDone(one) ? "" : " (501)"}`,
  );
  if (extensions.length > 0)
    tables.push(
      `## Beyond the compatible API\n\nNot among the counted; described at \`/v1/openapi/extensions\`: ${extensions.join(", ")}.\n`,
    );
  const others =
    carried < total
      ? " The others are declared with their parameters, models and roles; they check the caller and answer 501 `NotImplemented`."
      : "";
  return `<!-- ${notice} -->\n# Coverage\n\n${carried} of ${total} operations are carried out.${others}\n\n${tables.join("\n")}`;
}
