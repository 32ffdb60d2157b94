import { enums } from "../../contract/src/enums.ts";
import { meanings } from "../../contract/src/meanings.ts";
import { notice } from "./header.ts";

/** Every enumeration with its values and what they mean. */
export function renderEnumerations(): string {
  const sections = Object.entries(enums).map(([name, values]) => {
    const { description, values: known } = meanings[name as keyof typeof meanings];
    return `## ${name}\n\n${description}\n\n${values.map((value) => line(value, known)).join("\n")}`;
  });
  return `<!-- ${notice} -->

# Enumerations

Values as replies spell them. Requests may spell them in any case, or give the position in the list, from 0.

${sections.join("\n\n")}
`;
}

function line(value: string, known: Readonly<Partial<Record<string, string>>>): string {
  const said = known[value];
  return said ? `- \`${value}\`: ${said}` : `- \`${value}\``;
}
