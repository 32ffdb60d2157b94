import { models } from "../../contract/src/models.ts";
import { notice } from "./header.ts";

/** Names as literal types: declarations refer to each other by them, and the compiler follows without a circle of imports. */
export function renderNames(): string {
  return `// ${notice}\n\n/** Models that exist. */\n${union("ModelName", Object.keys(models))}\n`;
}

const union = (name: string, values: readonly string[]) =>
  `export type ${name} =${values.map((value) => `\n  | ${JSON.stringify(value)}`).join("")};`;
