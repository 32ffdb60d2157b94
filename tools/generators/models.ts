import type { Field } from "../../contract/src/field.ts";
import { models } from "../../contract/src/models.ts";
import type { Model } from "../../contract/src/operation.ts";
import { notice } from "./header.ts";

/** Every model with its properties and their limits. */
export function renderModels(): string {
  const sorted = Object.values(models).sort((a, b) => (a.name < b.name ? -1 : 1));
  return `<!-- ${notice} -->\n\n# Models\n\n${sorted.map(section).join("\n\n")}\n`;
}

function section({ name, description, fields }: Model): string {
  const rows = Object.entries(fields).map(([key, field]) => `| \`${key}\` | ${typeName(field)} | ${notes(field)} |`);
  return [
    `## ${name}`,
    "",
    ...(description ? [description, ""] : []),
    "| Property | Type | Notes |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function typeName(field: Field): string {
  if (field.xp) return "extended properties";
  if (field.type === "model") return `[${field.model}](#${field.model!.toLowerCase()})`;
  if (field.type === "array") return `list of ${typeName(field.items!)}`;
  if (field.enum) return field.enum;
  return field.id ? "ID" : field.type;
}

function notes(field: Field): string {
  const all = [
    field.required && "required",
    field.requiredFor && `required for ${field.requiredFor.join(", ")}`,
    field.readOnly && "read-only",
    field.writeOnly && "write-only",
    field.nullable === false && "never null",
    field.max !== undefined && `up to ${field.max} characters`,
    field.atLeast !== undefined && `at least ${field.atLeast}`,
    field.moreThan !== undefined && `more than ${field.moreThan}`,
    field.atMost !== undefined && `at most ${field.atMost}`,
    field.default !== undefined && `default \`${field.default}\``,
    field.search !== undefined && "searchable",
    field.sort !== undefined && "sortable",
    field.deprecated && "deprecated",
    field.description,
  ];
  return all.filter(Boolean).join(", ");
}
