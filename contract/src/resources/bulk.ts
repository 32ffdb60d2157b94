import { get, post, resource } from "../declare.ts";
import { flag, integer, text } from "../field.ts";

const format = text("`ndjson` (default): one JSON object a line. `csv`: of one resource.");
const one = (does: string) => text(`Name of the only resource to ${does}, as rows name it; default: all.`);

export const bulk = resource("Bulk", {
  section: "Integrations",
  description: "Whole marketplaces, or one resource of them, row by row in one stream.",
  servedBy: "bulk",
  extension: true,
  operations: [
    get("Export", "/bulk/export", {
      summary: "Export a marketplace, or one resource of it, as rows.",
      query: { resource: one("export"), format },
      access: "token",
      status: 200,
    }),
    post("Import", "/bulk/import", {
      summary: "Import rows; answers with progress and the errors of each row.",
      query: {
        resource: one("import"),
        format,
        dryRun: flag("Checks every row and keeps none."),
        from: integer(
          "Number of the first line to import: one more than the last `Line` that an interrupted import told.",
        ),
      },
      access: "token",
      status: 200,
    }),
  ],
  raises: { "Export Import": ["Request.InvalidContentType", "TooManyRequests", "Api.Busy"] },
});
