import { type Field, models } from "@orderwell/contract";

/** The declared properties of a model. */
export function modelFields(model: string): Readonly<Record<string, Field>> {
  const declared = (models as Readonly<Record<string, { readonly fields: Readonly<Record<string, Field>> }>>)[model];
  if (declared === undefined) throw new Error(`No model ${model}`);
  return declared.fields;
}
