import { integer, text } from "../field.ts";
import { model } from "../model.ts";

export const incrementor = model(
  "Incrementor",
  {
    ID: text({ max: 100, search: 1, sort: 1 }),
    Name: text({ max: 100, search: 2, sort: 2 }),
    LastNumber: integer({ required: true, nullable: false }),
    LeftPaddingCount: integer({ required: true, nullable: false }),
  },
  "A counter that IDs may refer to as `{incrementorID}`.",
);
