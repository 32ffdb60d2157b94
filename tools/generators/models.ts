import type { Field } from "../../contract/src/field.ts";
import type { ModelName } from "../../contract/src/generated/names.ts";
import * as envelope from "../../contract/src/models/envelope.ts";
import { models } from "../../contract/src/models.ts";
import type { DeclaredModel, Section } from "../../contract/src/operation.ts";
import { portalResources } from "../../contract/src/portal.ts";
import { type Reference, references } from "../../contract/src/references.ts";
import { resources } from "../../contract/src/resources.ts";
import { notice } from "./header.ts";

type Page = Section | "Lists and errors";

/** A model stands on the page of the first of these sections that has an operation which takes or gives it itself. */
const pages: readonly Page[] = [
  "Authentication and authorization",
  "Buyers",
  "Suppliers",
  "Product catalogs",
  "Orders and fulfillment",
  "Marketplace owner",
  "Me and my stuff",
  "Integrations",
  "Portal",
  "Lists and errors",
];

/** Models that others hold only stand where the first of these has them. */
const holders: readonly Page[] = ["Lists and errors", "Product catalogs", "Orders and fulfillment", ...pages];

const places = placeModels();

const fileName = (page: Page) => `${page.toLowerCase().replaceAll(" ", "-")}.md`;

/** Files of the models' reference, in `docs/reference`: a page per section, and one that lists them all. */
export const modelPages = [
  { file: "models.md", render: renderIndex },
  ...pages.map((page) => ({ file: `models/${fileName(page)}`, render: () => renderPage(page) })),
];

function renderIndex(): string {
  const lists = pages.map((page) => {
    const lines = on(page).map(({ name }) => `- [${name}](models/${link(name)})`);
    return `## [${page}](models/${fileName(page)})\n\n${lines.join("\n")}`;
  });
  return `<!-- ${notice} -->\n\n# Models\n\n${introduction}\n\n${lists.join("\n\n")}\n`;
}

const introduction = `The JSON objects that requests carry and replies hold. What holds for all of them:

- Replies hold every property; what has no value is null. Requests may leave out whatever is not required; properties that
  are read-only or unknown are passed over.
- An ID is made of up to 100 letters, digits, hyphens and underscores and is found in any case. Where a request gives none,
  one is generated; another one in a PUT or PATCH renames the object, with whatever names it. \`{incrementorID}\` in it
  becomes the next number of that incrementor.
- Decimals are numbers in JSON, exact in the server. Date-times are UTC, ISO 8601.
- A PATCH changes what it names, inside of objects and \`xp\` as well, and replaces lists whole. A PUT sets what it does not
  name to its default.`;

function renderPage(page: Page): string {
  return `<!-- ${notice} -->\n\n# ${page}: models\n\n${on(page).map(renderModel).join("\n\n")}\n`;
}

const on = (page: Page): DeclaredModel[] =>
  Object.values(models)
    .filter(({ name }) => places.get(name) === page)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

function placeModels(): Map<ModelName, Page> {
  const places = new Map<ModelName, Page>(Object.values(envelope).map(({ name }) => [name, "Lists and errors"]));
  for (const page of pages) for (const name of exchanged(page)) if (!places.has(name)) places.set(name, page);
  for (const page of holders) for (const [name, at] of [...places]) if (at === page) placeHeld(name, page, places);
  // What is left is sent to integrations only.
  for (const name of Object.keys(models) as ModelName[]) if (!places.has(name)) places.set(name, "Integrations");
  return places;
}

/** Models that the operations of a section take or give themselves. */
function exchanged(page: Page): ModelName[] {
  return [...Object.values(resources), ...Object.values(portalResources)]
    .filter(({ section }) => section === page)
    .flatMap(({ operations }) => Object.values(operations))
    .flatMap(({ body, reply }) => [body, reply].flatMap((one) => (one ? one.model : [])));
}

function placeHeld(name: ModelName, page: Page, places: Map<ModelName, Page>): void {
  for (const { model, items } of Object.values(models[name]!.fields)) {
    const held = model ?? items?.model;
    if (held === undefined || places.has(held)) continue;
    places.set(held, page);
    placeHeld(held, page, places);
  }
}

/** Page and heading of a model, relative to `docs/reference/models`. */
export const link = (model: ModelName) => `${fileName(places.get(model)!)}#${model.toLowerCase()}`;

function renderModel({ name, description, fields }: DeclaredModel): string {
  const rows = Object.entries(fields).map(
    ([key, field]) => `| \`${key}\` | ${typeName(field)} | ${meaning(field, references[name]?.[key])} |`,
  );
  return [
    `## ${name}`,
    "",
    ...(description ? [description, ""] : []),
    "| Property | Type | Meaning |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function typeName(field: Field): string {
  if (field.xp) return "extended properties";
  if (field.type === "model") return `[${field.model}](${link(field.model!)})`;
  if (field.type === "array") return `list of ${typeName(field.items!)}`;
  if (field.enum) return `[${field.enum}](../enumerations.md#${field.enum.toLowerCase()})`;
  return field.id ? "ID" : (typeNames[field.type] ?? field.type);
}

const typeNames: Readonly<Partial<Record<Field["type"], string>>> = {
  any: "any JSON",
  date: "date-time",
  object: "JSON object",
  string: "text",
};

/** Meaning of a property, and all that its declaration says besides. */
function meaning(field: Field, reference: Reference | undefined): string {
  const rules = [
    ...(reference ? naming(reference) : []),
    field.required && "required",
    field.unless && `not with ${field.unless}`,
    field.requiredFor && `required in ${field.requiredFor.join(" and ")}`,
    field.readOnly && "read-only",
    field.writeOnly && "write-only",
    field.secret && "kept encrypted",
    field.orFlag && "`true` stands for now",
    field.nullable === false && !field.required && "never null",
    field.max !== undefined && `up to ${field.max} characters`,
    field.atLeast !== undefined && `at least ${field.atLeast}`,
    field.moreThan !== undefined && `more than ${field.moreThan}`,
    field.atMost !== undefined && `at most ${field.atMost}`,
    field.default !== undefined && `default \`${field.default}\``,
    field.search !== undefined && "searchable",
    (field.sort !== undefined || field.sortable) && "sortable",
    field.deprecated && "deprecated",
  ].filter((rule) => rule !== undefined && rule !== false);
  const said = field.description?.replaceAll("|", "\\|");
  return [said, rules.length > 0 && `*${rules.join(", ")}*`].filter(Boolean).join(" ");
}

/** Facts of a reference besides its property: whom it names, where that is looked for, and what a deletion does to it. */
function naming({ target, within, whenDeleted, unknown, fixed }: Reference): string[] {
  const around = Object.values(within ?? {})
    .flat()
    .map((place) => `\`${place}\``);
  return [
    `names [${target}](${link(target)})${around.length > 0 ? ` of ${around.join(" or ")}` : ""}`,
    typeof whenDeleted === "string"
      ? afterDeletion[whenDeleted]
      : `cannot be deleted while named: \`${whenDeleted.refused}\``,
    ...(unknown ? [`\`${unknown}\` where there is none`] : []),
    ...(fixed === undefined
      ? []
      : [fixed === "ignored" ? "later changes are passed over" : `cannot change: \`${fixed}\``]),
  ];
}

const afterDeletion = {
  cascade: "goes when it is deleted",
  clear: "null once it is deleted",
  keep: "stays when it is deleted",
} as const;
