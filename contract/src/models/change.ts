import { date, embedded, flag, json, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

const change = model(
  "Change",
  {
    Cursor: text("Place after the change: with it as `after` the next changes come.", { required: true }),
    Date: date("When it was made.", { required: true }),
    Resource: text("Kind of object, as operations name it: `Products`.", { required: true }),
    Kind: oneOf("ChangeKind", "What became of the object.", { required: true }),
    IDs: json(
      'IDs that name the object, by the names of the parameters of its path. Without its own ID everything at that place: `{"parentID": …}` of Products are the variants of a parent.',
      { required: true },
    ),
    UserID: text("User who made it. Null: the platform did by itself."),
    LogID: text("ID of the request; changes of one request have the same.", { required: true }),
  },
  "Something that became of an object. It says that, and not what the object is: read it, or delete it.",
);

const page = model(
  "ChangePage",
  {
    Items: listOf(embedded("Change"), "Changes in the order in which they were committed.", { required: true }),
    Next: text("Place to go on from; also behind changes that were not asked for.", { required: true }),
    More: flag("There are more now.", { nullable: false }),
  },
  "Changes of a marketplace.",
);

export default [change, page];
