import { errors } from "../../contract/src/errors.ts";
import { models } from "../../contract/src/models.ts";
import { operations } from "../../contract/src/resources.ts";

const areas = new Set(Object.keys(errors).flatMap((code) => (code.includes(".") ? code.split(".")[0] : [])));

const isOperation = (name: string): boolean => name in operations;

/**
 * Names in code marks that look like `Area.Name` and mean nothing: neither a code nor an operation nor a property of a
 * model, though what stands before the dot is an area of codes or a model.
 */
export function unknownNames(text: string): string[] {
  return [...text.matchAll(/`([A-Z]\w+)\.(\w+)`/g)].flatMap(([, area = "", rest = ""]) => {
    const name = `${area}.${rest}`;
    const model = models[area as keyof typeof models];
    if (!areas.has(area) && model === undefined) return [];
    const known = name in errors || isOperation(name) || (model !== undefined && rest in model.fields);
    return known ? [] : [name];
  });
}
