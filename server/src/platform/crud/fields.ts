import { type Field, type ModelName, models } from "@orderwell/contract";

/** The declared properties of a model. */
export const modelFields = (model: ModelName): Readonly<Record<string, Field>> => models[model].fields;
