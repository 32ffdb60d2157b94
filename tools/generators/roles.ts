import { resources } from "../../contract/src/resources.ts";
import { roles } from "../../contract/src/roles.ts";
import { notice } from "./header.ts";

/** Every role: what it permits, and the resources it opens. */
export function renderRoles(): string {
  const rows = Object.entries(roles).map(
    ([role, permits]) => `| \`${role}\` | ${permits} | ${opened(role, true)} | ${opened(role, false)} |`,
  );
  return `<!-- ${notice} -->

# Roles

An operation asks for one of the roles it names; \`FullAccess\` always suffices. A token carries the roles that security
profiles give its user, cut to those it was asked for. What a user of a buyer or supplier may touch at all is decided
besides, whatever the roles.

| Role | Permits | Reads | Writes |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

/** Resources with an operation that this role opens. */
function opened(role: string, reading: boolean): string {
  const names = Object.values(resources).filter(({ operations }) =>
    Object.values(operations).some(
      ({ access, method }) =>
        typeof access === "object" && access.roles.includes(role) && (method === "GET") === reading,
    ),
  );
  return names.map(({ name }) => name).join(", ");
}
