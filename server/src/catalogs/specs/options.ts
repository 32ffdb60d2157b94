import { crud } from "../../platform/crud/crud.ts";
import { Resource } from "../../platform/crud/resource.ts";
import { specOf } from "./access.ts";
import { optionTable } from "./store.ts";

/** The choices of a spec (docs/behaviour/catalog.md §4.2). */
const verbs = crud(new Resource(optionTable), {
  idParam: "optionID",
  async scope(call, intent) {
    const spec = await specOf(call, (call.path as { readonly specID: string }).specID, intent);
    return { columns: { spec_id: spec.ID } };
  },
});

export const optionOperations = {
  ListOptions: verbs.List,
  GetOption: verbs.Get,
  CreateOption: verbs.Create,
  SaveOption: verbs.Save,
  PatchOption: verbs.Patch,
  DeleteOption: verbs.Delete,
};
