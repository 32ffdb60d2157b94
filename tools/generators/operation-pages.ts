import { errorFamilies } from "../../contract/src/errors.ts";
import type { Field } from "../../contract/src/field.ts";
import type { ListOptions, Operation, Resource, Section } from "../../contract/src/operation.ts";
import { listArguments } from "../../contract/src/parameters.ts";
import { portalResources } from "../../contract/src/portal.ts";
import { resources } from "../../contract/src/resources.ts";
import { singleSignOn } from "../../contract/src/sign-in.ts";
import { notice } from "./header.ts";
import { link } from "./models.ts";

const all = [...Object.values(resources), singleSignOn, ...Object.values(portalResources)];
const sections = [...new Set(all.map(({ section }) => section))];

const fileName = (section: Section) => `${section.toLowerCase().replaceAll(" ", "-")}.md`;
const anchor = (heading: string) => heading.toLowerCase().replaceAll(".", "");

/** Files of the operations' reference, in `docs/reference`: a page per section, and one that lists all resources. */
export const operationPages = [
  { file: "operations.md", render: renderIndex },
  ...sections.map((section) => ({ file: `operations/${fileName(section)}`, render: () => renderPage(section) })),
];

function renderIndex(): string {
  const lists = sections.map((section) => {
    const lines = within(section).map(
      ({ name, description }) => `- [${name}](operations/${fileName(section)}#${anchor(name)}): ${description}`,
    );
    return `## [${section}](operations/${fileName(section)})\n\n${lines.join("\n")}`;
  });
  const args = Object.entries(listArguments).map(([name, said]) => `| \`${name}\` | ${said.replaceAll("|", "\\|")} |`);
  return [
    `<!-- ${notice} -->`,
    "# Operations",
    "Every call of the API by its resource. [All on one page](operations.txt), a line for each. IDs in paths are found in any case.",
    "## Arguments of lists",
    "Lists take these besides their own arguments. A list of assignments takes `page` and `pageSize` only; `searchType` is for lists of products, bundles, orders and lines.",
    `| Argument | Meaning |\n| --- | --- |\n${args.join("\n")}`,
    ...lists,
  ]
    .join("\n\n")
    .concat("\n");
}

const within = (section: Section): Resource[] => all.filter((resource) => resource.section === section);

function renderPage(section: Section): string {
  return `<!-- ${notice} -->\n\n# ${section}: operations\n\n${within(section).map(renderResource).join("\n\n")}\n`;
}

function renderResource({ name, description, operations }: Resource): string {
  return [`## ${name}`, description, ...Object.values(operations).map(renderOperation)].join("\n\n");
}

function renderOperation(operation: Operation): string {
  const { id, method, path, summary, pathParams, query } = operation;
  const facts = [
    caller(operation),
    ...Object.entries(pathParams).map(([name, field]) => argument(`{${name}}`, field)),
    ...Object.entries(query).map(([name, field]) => argument(name, field)),
    ...body(operation),
    answer(operation),
    ...raised(operation),
  ];
  return `### ${id}\n\n\`${method} ${path}\`\n\n${summary}\n\n${facts.map((fact) => `- ${fact}`).join("\n")}`;
}

function caller({ access, userTypes, anonymousProhibited, newer, extension }: Operation): string {
  const roles =
    access === "open"
      ? "No token needed"
      : access === "token"
        ? "Any token"
        : `Roles: ${access.roles.map((role) => `\`${role}\``).join(" or ")}`;
  return [
    roles,
    ...(userTypes ? [`only for ${userTypes.map((type) => `${type.toLowerCase()} users`).join(" and ")}`] : []),
    ...(anonymousProhibited ? ["no anonymous shoppers"] : []),
    ...(newer ? ["newer than the JavaScript SDK 12"] : []),
    ...(extension ? ["beyond the compatible API"] : []),
  ].join("; ");
}

function argument(name: string, { description = "", enum: values, required, deprecated }: Field): string {
  const kind = values ? ` ([${values}](../enumerations.md#${values.toLowerCase()}))` : "";
  const rules = [required && "required", deprecated && "deprecated"].filter(Boolean).join(", ");
  return `\`${name}\`${kind}: ${description}${rules && ` *${rules}*`}`;
}

function body({ body }: Operation): string[] {
  if (!body) return [];
  const model = `[${body.model}](../models/${link(body.model)})`;
  const required = body.required.length > 0 ? ` with ${body.required.map((name) => `\`${name}\``).join(", ")}` : "";
  return [
    `Body: ${body.partial ? `any part of ${model}` : `${model}${required}`}${body.form ? ", as a form" : ""}${body.optional ? "; may be left out" : ""}`,
  ];
}

function answer({ status, reply, list }: Operation): string {
  if (!reply) return `Answers ${status}`;
  const model = `[${reply.model}](../models/${link(reply.model)})`;
  if (!list) return `Answers ${status}: ${model}`;
  const many = list.kind === "array" ? "a list of" : `a page of`;
  return `Answers ${status}: ${many} ${model}${addressable(list)}`;
}

/** Errors beyond those that any operation of its kind may answer with. */
function raised({ raises }: Operation): string[] {
  if (raises.length === 0) return [];
  return [`Raises ${raises.map((code) => `[\`${code}\`](../errors.md#${family(code)})`).join(", ")}`];
}

const family = (code: string): string =>
  anchor(
    Object.keys(errorFamilies).find((name) => code in errorFamilies[name as keyof typeof errorFamilies])!,
  ).replaceAll(" ", "-");

/** Fields of a list that may be searched and sorted by, in their order. */
function addressable({ kind, searchable, sortable, facets }: ListOptions): string {
  if (kind === "paged" || kind === "array") return "";
  const fields = (names: readonly string[]) =>
    names[0] === "*" ? "any field" : names.map((name) => `\`${name}\``).join(", ");
  const search = searchable.length > 0 ? `; searched in ${fields(searchable)}` : "";
  return `${search}; sorted by ${fields(sortable)}${facets ? "; with facets" : ""}`;
}
