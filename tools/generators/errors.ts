import { errors } from "../../contract/src/errors.ts";
import { notice } from "./header.ts";

/** Every error code, with its status and the message sent when nothing more particular is known. */
export function renderErrors(): string {
  const rows = Object.entries(errors).map(([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`);
  return `<!-- ${notice} -->

# Errors

A call that fails answers with \`{ "Errors": [{ "ErrorCode", "Message", "Data" }] }\`. Match the code, not the message.

| Code | Status | Message |
| --- | --- | --- |
${rows.join("\n")}
`;
}
