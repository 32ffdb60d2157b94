import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatInstant, formatTimestamp, parseDate, parseIsoDate } from "./dates.ts";

const readings: [string, string | undefined][] = [
  ["2019-06-04T20:35:36.38+00:00", "2019-06-04T20:35:36.38+00:00"],
  ["2019-06-04T20:35:36.380Z", "2019-06-04T20:35:36.38+00:00"],
  ["2019-06-04t20:35:36z", "2019-06-04T20:35:36+00:00"],
  ["2019-06-04T20:35", "2019-06-04T20:35:00+00:00"],
  ["2019-06-04 20:35:36", "2019-06-04T20:35:36+00:00"],
  ["2019-06-04T20:35:36.1234567Z", "2019-06-04T20:35:36.123456+00:00"],
  ["2019-06-04T20:35:36.000000Z", "2019-06-04T20:35:36+00:00"],
  ["2019-06-04T01:00:00+02:00", "2019-06-03T23:00:00+00:00"],
  ["2019-06-04T01:00:00-0530", "2019-06-04T06:30:00+00:00"],
  ["2019-06-04T01:00:00+02", "2019-06-03T23:00:00+00:00"],
  ["2018-01-19T00:00:00 01:00", "2018-01-18T23:00:00+00:00"],
  ["2015-01-01", "2015-01-01T00:00:00+00:00"],
  ["2015", "2015-01-01T00:00:00+00:00"],
  ["2015-03", "2015-03-01T00:00:00+00:00"],
  ["01-31-2022", "2022-01-31T00:00:00+00:00"],
  ["1/1/2022", "2022-01-01T00:00:00+00:00"],
  ["1/1/2022 12:00:00 AM", "2022-01-01T00:00:00+00:00"],
  ["1/1/2022 12:30:00 PM", "2022-01-01T12:30:00+00:00"],
  ["12/31/2022 11:59:59 pm", "2022-12-31T23:59:59+00:00"],
  ["12/31/2022 11:59:59\u202fPM +00:00", "2022-12-31T23:59:59+00:00"],
  ["12/31/2022 11:59:59\u00a0PM", "2022-12-31T23:59:59+00:00"],
  ["1/1/2022 12:00:00 AM +01:00", "2021-12-31T23:00:00+00:00"],
  ["1/1/2022 13:05", "2022-01-01T13:05:00+00:00"],
  ["12/04/26", "2026-12-04T00:00:00+00:00"],
  ["1/31/49 1:05 PM", "2049-01-31T13:05:00+00:00"],
  ["12-31-50", "1950-12-31T00:00:00+00:00"],
  ["Friday, November 27, 2026", "2026-11-27T00:00:00+00:00"],
  ["friday november 27 2026", "2026-11-27T00:00:00+00:00"],
  ["Wednesday, September 30, 2026 11:59:59 PM +00:00", "2026-09-30T23:59:59+00:00"],
  ["Fri, 27 Nov 2026 10:20:30 GMT", "2026-11-27T10:20:30+00:00"],
  ["Fri Nov 27 2026", "2026-11-27T00:00:00+00:00"],
  ["Nov 27, 2026 1:05 PM", "2026-11-27T13:05:00+00:00"],
  ["27-Nov-2026", "2026-11-27T00:00:00+00:00"],
  ["1 May 2026", "2026-05-01T00:00:00+00:00"],
  ["Saturday, January 1, 0050", "0050-01-01T00:00:00+00:00"],
  [" 2015-01-01 ", "2015-01-01T00:00:00+00:00"],
  ["2000-02-29", "2000-02-29T00:00:00+00:00"],
  ["0001-01-01", "0001-01-01T00:00:00+00:00"],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"],
  ["1900-02-29", undefined],
  ["2023-02-30", undefined],
  ["2023-04-31", undefined],
  ["2023-13-01", undefined],
  ["2023-00-10", undefined],
  ["2023-01-00", undefined],
  ["0000-01-01", undefined],
  ["0001-01-01T00:00:00+01:00", undefined],
  ["9999-12-31T23:59:59-01:00", undefined],
  ["2023-01-01T24:00:00Z", undefined],
  ["2023-01-01T10:60:00Z", undefined],
  ["2023-01-01T10:00:60Z", undefined],
  ["2023-01-01T10:00:00+15:00", undefined],
  ["13/1/2022", undefined],
  ["1/1-2022", undefined],
  ["1/1/222", undefined],
  ["22-01-01", undefined],
  ["2/29/23", undefined],
  ["1/1/2022 13:00:00 AM", undefined],
  ["1/1/2022 0:00:00 AM", undefined],
  ["Thursday, November 27, 2026", undefined],
  ["February 29, 2026", undefined],
  ["Novem 27, 2026", undefined],
  ["November 27", undefined],
  ["Fri Nov 27 2026 00:00:00 GMT+0000 (Coordinated Universal Time)", undefined],
  ["tomorrow", undefined],
  ["", undefined],
  ["20150101", undefined],
  [`2015-01-01${" ".repeat(100)}`, undefined],
];

for (const [text, expected] of readings) {
  test(`"${text.slice(0, 40)}" ${expected ? `is ${expected}` : "is not a date"}`, () => {
    assert.equal(parseDate(text), expected);
  });
}

test("inside extended properties only whole ISO dates are dates", () => {
  assert.equal(parseIsoDate("2015-01-01"), "2015-01-01T00:00:00+00:00");
  for (const text of ["2015", "2015-01", "1/1/2015", " 2015-01-01", "x"]) assert.equal(parseIsoDate(text), undefined);
});

test("what PostgreSQL prints becomes the wire form, whatever the session's time zone", () => {
  assert.equal(formatTimestamp("2026-11-23 21:48:00.123456+00"), "2026-11-23T21:48:00.123456+00:00");
  assert.equal(formatTimestamp("2026-11-23 21:48:00+00"), "2026-11-23T21:48:00+00:00");
  assert.equal(formatTimestamp("2026-11-23 21:48:00.1-05"), "2026-11-24T02:48:00.1+00:00");
  assert.equal(formatTimestamp("2026-11-23 21:48:00+05:30"), "2026-11-23T16:18:00+00:00");
  assert.throws(() => formatTimestamp("infinity"), RangeError);
});

test("every instant of the calendar is read back as it was written", () => {
  const instants = fc.date({ min: new Date("0001-01-02T00:00:00Z"), max: new Date("9999-12-30"), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (instant) => {
      const wire = formatInstant(instant);
      assert.equal(parseDate(wire), wire);
      assert.equal(parseDate(instant.toISOString()), wire);
      assert.equal(Date.parse(wire), instant.getTime());
    }),
  );
});

test("no text makes the reader throw, and what it returns it reads again", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/:TZ.+ -]{1,30}$/)), (text) => {
      const read = parseDate(text);
      if (read !== undefined) assert.equal(parseDate(read), read);
    }),
  );
});
