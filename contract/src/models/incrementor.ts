import { integer, text } from "../field.ts";
import { model } from "../model.ts";

export const incrementor = model(
  "Incrementor",
  {
    ID: text("Unique within the marketplace; IDs name it in braces.", { max: 100, search: 1, sort: 1 }),
    Name: text("Shown to administrators; need not be unique.", { max: 100, search: 2, sort: 2 }),
    LastNumber: integer("Number given out last; the next is one more.", { required: true, nullable: false }),
    LeftPaddingCount: integer("Digits that a number has at least, with zeros in front.", {
      required: true,
      nullable: false,
    }),
  },
  "A counter that IDs may refer to as `{incrementorID}`. A call that fails takes no number.",
);
