import { type Limit, limits } from "../../contract/src/limits.ts";
import { notice } from "./header.ts";

/** Limits of every request, with the code of the refusal beyond each. */
export function renderLimits(): string {
  return `<!-- ${notice} -->

# Limits

What one request may ask for or bring. Rules of single resources have limits of their own: [conventions §10](../behaviour/conventions.md).

| Where | At most | Code beyond it |
| --- | --- | --- |
${Object.values(limits).map(row).join("\n")}
`;
}

const row = ({ most, what, where, code }: Limit): string =>
  `| ${where.replaceAll("|", "\\|")} | ${most.toLocaleString("en-US")} ${what} | \`${code}\` |`;
