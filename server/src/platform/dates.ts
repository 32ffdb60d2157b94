/**
 * Points in time as text: what clients may write, what the API answers, what PostgreSQL prints.
 *
 * The canonical form is the wire's: `2019-06-04T20:35:36.38+00:00`, always UTC, up to microseconds, the fraction without
 * trailing zeros and left out when zero. Years run from 0001 to 9999.
 */

const offset = "(?<offset>Z|[+\\- ](?:0\\d|1[0-4])(?::?[0-5]\\d)?)";
const isoForm = new RegExp(
  `^(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)` +
    `(?:[T ](?<hour>\\d\\d):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:\\.(?<fraction>\\d{1,9}))?)?${offset}?)?$`,
  "i",
);
const monthForm = /^(?<year>\d{4})(?:-(?<month>\d\d))?$/;
const clock =
  `(?:[T ](?<hour>\\d{1,2}):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:\\.(?<fraction>\\d{1,9}))?)?` +
  `(?:[ \\u00a0\\u202f]?(?<half>[AP]M))?)?(?: GMT| ?${offset})?$`;
const usForm = new RegExp(`^(?<month>\\d{1,2})([/-])(?<day>\\d{1,2})\\2(?<year>\\d{4}|\\d\\d)${clock}`, "i");

const months = "january february march april may june july august september october november december".split(" ");
const weekdays = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
/** A group that takes each of the names, whole or its first three letters. */
const named = (group: string, names: readonly string[]): string =>
  `(?<${group}>${names.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|")})`;
const onWeekday = `^(?:${named("weekday", weekdays)},? )?`;
const monthFirstForm = new RegExp(
  `${onWeekday}${named("monthName", months)} (?<day>\\d{1,2}),? (?<year>\\d{4})${clock}`,
  "i",
);
const dayFirstForm = new RegExp(
  `${onWeekday}(?<day>\\d{1,2})[ -]${named("monthName", months)}[ -](?<year>\\d{4})${clock}`,
  "i",
);
const forms = [isoForm, usForm, monthForm, monthFirstForm, dayFirstForm];
/** Longest form: a day in full words with a time to the second and an offset is 48 characters. */
const longest = 48;

/**
 * Reads a date as clients write it: ISO 8601 with an offset, with `Z` or without (then UTC), a date alone (midnight UTC), a
 * month or a year, and the forms of the United States that .NET prints: `1/1/2022`, `01-01-2022`, `1/1/22`,
 * `1/1/2022 12:00:00 AM`, the last two words apart by a narrow no-break space as well, which newer culture data has there;
 * `Saturday, January 1, 2022` and `Sat, 01 Jan 2022 00:00:00 GMT`, each with or without the day of the week. Digits beyond
 * microseconds are cut off. A space in the place of an offset's `+` is taken for the `+` an URL lost.
 *
 * @returns the canonical text, or undefined for what is not a date of the calendar, nor on the day of the week that it says.
 */
export function parseDate(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const trimmed = text.trim();
  for (const form of forms) {
    const found = form.exec(trimmed);
    if (found?.groups) return canonical(found.groups);
  }
  return undefined;
}

/** As `parseDate`, for ISO 8601 with a whole date only: what counts as a date inside extended properties. */
export function parseIsoDate(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const found = isoForm.exec(text);
  return found?.groups && canonical(found.groups);
}

/** The wire form of what PostgreSQL prints for a `timestamptz`: `2026-11-23 21:48:00.123456+00`. */
export function formatTimestamp(printed: string): string {
  if (printed.endsWith("+00")) return `${printed.slice(0, 10)}T${printed.slice(11)}:00`;
  const parsed = parseDate(printed);
  if (parsed === undefined) throw new RangeError(`Not a timestamp of PostgreSQL: ${printed}`);
  return parsed;
}

/** The wire form of an instant of the clock. */
export function formatInstant(instant: Date): string {
  const iso = instant.toISOString();
  return `${iso.slice(0, 19)}${fractionText(iso.slice(20, 23))}+00:00`;
}

function canonical(groups: Record<string, string | undefined>): string | undefined {
  const year = yearOf(groups.year ?? "");
  const month = groups.monthName ? 1 + placeOf(groups.monthName, months) : Number(groups.month ?? 1);
  const day = Number(groups.day ?? 1);
  const hour = hourOf(groups.hour, groups.half);
  const minute = Number(groups.minute ?? 0);
  const second = Number(groups.second ?? 0);
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour === undefined || minute > 59 || second > 59) return undefined;
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  if (groups.weekday && instant.getUTCDay() !== placeOf(groups.weekday, weekdays)) return undefined;
  instant.setUTCHours(hour, minute - offsetMinutes(groups.offset), second);
  const shifted = instant.getUTCFullYear();
  if (shifted < 1 || shifted > 9999) return undefined;
  return `${instant.toISOString().slice(0, 19)}${fractionText(groups.fraction ?? "")}+00:00`;
}

/** A year of two digits is one of the hundred that end with 2049, as in .NET. */
function yearOf(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

/** Where a name stands among others, by its first three letters. */
const placeOf = (name: string, names: readonly string[]): number =>
  names.findIndex((candidate) => candidate.startsWith(name.slice(0, 3).toLowerCase()));

function hourOf(text: string | undefined, half: string | undefined): number | undefined {
  const hour = Number(text ?? 0);
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === "PM" ? 12 : 0);
}

function offsetMinutes(text: string | undefined): number {
  if (text === undefined || text === "Z" || text === "z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3).replace(":", "") || 0);
  return text.startsWith("-") ? -minutes : minutes;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function fractionText(digits: string): string {
  const kept = digits.slice(0, 6).replace(/0+$/, "");
  return kept === "" ? "" : `.${kept}`;
}
