import { errors } from "../../contract/src/errors.ts";
import { models } from "../../contract/src/models.ts";
import { notice } from "./header.ts";

/** Names as literal types: declarations refer to each other by them, and the compiler follows without a circle of imports. */
export function renderNames(): string {
  return `// ${notice}

/** Models that exist. */
${union("ModelName", Object.keys(models))}

/** Errors that exist. */
${union("ErrorCode", Object.keys(errors))}
`;
}

const union = (name: string, values: readonly string[]) =>
  `export type ${name} =${values.map((value) => `\n  | ${JSON.stringify(value)}`).join("")};`;
