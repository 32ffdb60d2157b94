import { flag } from "../field.ts";
import { model } from "../model.ts";

export const searchSettings = model(
  "SearchSettings",
  {
    TypoTolerance: flag(
      "Whether a word that none of the products has is looked for, and completed, as it may have been meant. Default: true.",
      { nullable: false, default: true },
    ),
    WordForms: flag(
      "Whether words are found in other forms of theirs: short ones, other spellings, irregular plurals, compounds. Default: true.",
      { nullable: false, default: true },
    ),
  },
  "How searches of a marketplace's products take what people type.",
);
