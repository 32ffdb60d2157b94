import { serviceCalls } from "../../contract/src/calls.ts";
import type { ModelName } from "../../contract/src/generated/names.ts";
import { notice } from "./header.ts";
import { link } from "./models.ts";

/** Every call that the platform makes to services of a marketplace. */
export function renderCalls(): string {
  const rows = serviceCalls.map(
    ({ id, summary, path, body, reply }) =>
      `| ${id} | ${summary} | ${path ? `\`${path}\`` : ""} | ${modelLink(body)} | ${reply ? modelLink(reply) : ""} |`,
  );
  return `<!-- ${notice} -->

# Calls to your services

POST requests with JSON, signed as [integrations](../behaviour/integrations.md) say, which also say which are carried out yet. The path follows the configured address. As OpenAPI: \`/v1/openapi/calls\`.

| Call | Purpose | Path | Body | Answer |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

const modelLink = (name: ModelName) => `[${name}](models/${link(name)})`;
