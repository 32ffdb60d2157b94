import type { Operation } from "../../contract/src/operation.ts";
import { operations } from "../../contract/src/resources.ts";
import { notice } from "./header.ts";

/** One line per operation, for reading and for review of changes to the API. */
export function renderOperations(): string {
  const lines = Object.values(operations).map(line);
  return `# ${notice}\n# METHOD path | operation | any of these roles (FullAccess always suffices) | status | extension, if compatible clients do not know it\n${lines.join("\n")}\n`;
}

function line({ method, path, id, access, status, userTypes, extension }: Operation): string {
  const roles = typeof access === "string" ? `(${access})` : access.roles.join(", ");
  const types = userTypes ? ` [${userTypes.join(", ")}]` : "";
  return `${method} ${path} | ${id} | ${roles}${types} | ${status}${extension ? " | extension" : ""}`;
}
