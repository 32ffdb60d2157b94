import type { FileRecord } from "../marketplace-file.ts";
import type { Contents } from "./contents.ts";
import { folded, given, listOf } from "./finding.ts";

/** Price schedules hold together, and fit the products and the parties they are assigned to. */
export function checkPricing(contents: Contents): void {
  for (const schedule of contents.all("PriceSchedules")) checkSchedule(contents, schedule);
  for (const product of contents.all("Products"))
    checkPriced(contents, "Products", product, "DefaultPriceScheduleID", product.DefaultPriceScheduleID);
  for (const record of contents.all("ProductSupplierAssignments"))
    checkPriced(
      contents,
      "ProductSupplierAssignments",
      record,
      "DefaultPriceScheduleID",
      record.DefaultPriceScheduleID,
    );
  for (const record of contents.all("ProductAssignments")) {
    checkPriced(contents, "ProductAssignments", record, "PriceScheduleID", record.PriceScheduleID);
    checkCurrency(contents, record);
  }
  const pairs = new Set<string>();
  for (const locale of contents.all("Locales")) {
    const pair = `${folded(locale.Currency)}/${folded(locale.Language ?? "")}`;
    if (pairs.has(pair)) contents.report("Locales", locale, "Currency", "Currency and language occur twice.");
    pairs.add(pair);
  }
}

function checkSchedule(contents: Contents, schedule: FileRecord): void {
  const report = (property: string, message: string) => contents.report("PriceSchedules", schedule, property, message);
  const breaks = listOf(schedule.PriceBreaks);
  const quantities = breaks.map((step) => Number(step.Quantity));
  if (breaks.some((step) => !given(step.Quantity) || !given(step.Price)))
    report("PriceBreaks", "A price break needs Quantity and Price.");
  if (breaks.some((step) => Number(step.Price) < 0)) report("PriceBreaks", "A price cannot be negative.");
  if (new Set(quantities).size < quantities.length) report("PriceBreaks", "Two price breaks have the same quantity.");
  if (breaks.length > 0 && !quantities.some((quantity) => quantity >= 1))
    report("PriceBreaks", "One price break must have a quantity of 1 or more.");
  if (given(schedule.MaxQuantity) && Number(schedule.MaxQuantity) < Number(schedule.MinQuantity ?? 1))
    report("MaxQuantity", "MaxQuantity is below MinQuantity.");
  if (
    given(schedule.SaleStart) &&
    given(schedule.SaleEnd) &&
    !(Date.parse(`${schedule.SaleStart}`) < Date.parse(`${schedule.SaleEnd}`))
  )
    report("SaleEnd", "The sale ends before it starts.");
}

function checkPriced(contents: Contents, resource: string, record: FileRecord, property: string, id: unknown): void {
  const schedule = given(id) ? contents.find("PriceSchedules", id) : undefined;
  if (schedule && listOf(schedule.PriceBreaks).length === 0)
    contents.report(resource, record, property, `Price schedule ${id} has no price breaks.`);
}

/** The currency of an assigned schedule is the one of the group's locale, or else of the buyer's. */
function checkCurrency(contents: Contents, record: FileRecord): void {
  const schedule = given(record.PriceScheduleID) ? contents.find("PriceSchedules", record.PriceScheduleID) : undefined;
  if (!schedule) return;
  const ofBuyer = contents
    .all("LocaleAssignments")
    .filter((assignment) => folded(assignment.BuyerID) === folded(record.BuyerID));
  const effective =
    (given(record.UserGroupID) &&
      ofBuyer.find((assignment) => folded(assignment.UserGroupID) === folded(record.UserGroupID))) ||
    ofBuyer.find((assignment) => !given(assignment.UserGroupID));
  const locale = effective ? contents.find("Locales", effective.LocaleID) : undefined;
  if (folded(locale?.Currency ?? "") !== folded(schedule.Currency ?? ""))
    contents.report(
      "ProductAssignments",
      record,
      "PriceScheduleID",
      `Price schedule ${schedule.ID} is in ${schedule.Currency ?? "no currency"}, the party's locale in ${locale?.Currency ?? "none"}.`,
    );
}
