import { errorFamilies, errors } from "../../contract/src/errors.ts";
import type { ErrorCode } from "../../contract/src/generated/names.ts";
import { dataOf, raisersOf } from "../../server/src/platform/http/error-page.ts";
import { notice } from "./header.ts";

/** Every error code by what it is about: status, meaning, what to do, what `Data` holds and who raises it. */
export function renderErrors(): string {
  const sections = Object.entries(errorFamilies).map(([title, family]) => {
    const codes = Object.keys(family) as ErrorCode[];
    return `## ${title}\n\n| Code | Status | Meaning | What to do | Data | Raised by |\n| --- | --- | --- | --- | --- | --- |\n${codes.map(row).join("\n")}`;
  });
  return `<!-- ${notice} -->

# Errors

A call that fails answers with \`{ "Errors": [{ "ErrorCode", "Message", "Data" }] }\`. Match the code, not the message. [The same to search in](errors.html); a server shows it at \`/reference/errors\`.

${sections.join("\n\n")}
`;
}

function row(code: ErrorCode): string {
  const { status, message, remedy } = errors[code];
  const data = dataOf(code).map((name) => `\`${name}\``);
  return `| \`${code}\` | ${status} | ${message} | ${remedy} | ${data.join(", ")} | ${raisersOf(code).join(", ")} |`;
}
