import { error } from "../error.ts";
import { json, listOf, text } from "../field.ts";

/** Specs, their options and what shoppers choose. */
export const specErrors = {
  "Spec.CannotAllowOpenText": error(
    400,
    "A spec that defines variants cannot allow open text.",
    "Clear AllowOpenText or DefinesVariant.",
    { SpecID: text() },
  ),
  "Spec.InvalidSpecConfiguration": error(
    400,
    "The spec leaves shoppers nothing to choose or enter.",
    "Give the spec an option, or set AllowOpenText, before assigning it.",
    { SpecID: text() },
  ),
  "Spec.MustBeRequired": error(
    400,
    "A spec that defines variants must be required.",
    "Set Required, or clear DefinesVariant.",
    { SpecID: text() },
  ),
  "Spec.OneOrMoreRequiresValue": error(
    400,
    "A required spec has no value.",
    "Send a value for each spec that Data names.",
    { Specs: listOf(json()), ProductID: text({ nullable: true }), LineItemID: text({ nullable: true }) },
  ),
  "Spec.OptionNotFound": error(400, "The spec has no such option.", "Name an option of the spec.", {
    SpecID: text(),
    OptionID: text({ nullable: true }),
    ProductID: text({ nullable: true }),
    LineItemID: text({ nullable: true }),
  }),
  "Spec.RequiresSelection": error(
    400,
    "Choose an option of the spec.",
    "Send the OptionID of one of the spec's options.",
    { SpecID: text(), Name: text(), ProductID: text({ nullable: true }), LineItemID: text({ nullable: true }) },
  ),
  "Spec.RequiresValue": error(400, "Enter a value for the spec.", "Send a Value.", {
    SpecID: text(),
    Name: text(),
    ProductID: text({ nullable: true }),
    LineItemID: text({ nullable: true }),
  }),
  "Spec.CannotAssignProduct": error(
    400,
    "Spec and product must have the same owner.",
    "Use a spec of the product's owner.",
    { SpecID: text(), ProductID: text() },
  ),
};
