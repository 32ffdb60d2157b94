import { enums } from "../../contract/src/enums.ts";
import { notice } from "./header.ts";

/** Types of values that are the same on the wire and in the server. */
export function renderValues(): string {
  const types = Object.entries(enums).map(
    ([name, values]) => `export type ${name} =${values.map((value) => `\n  | ${JSON.stringify(value)}`).join("")};`,
  );
  return `// ${notice}

/** A point in time, UTC, ISO 8601. */
export type DateText = string;
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { [key: string]: Json };

${types.join("\n\n")}
`;
}
