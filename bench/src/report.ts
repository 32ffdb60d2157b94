import { total } from "./cpu.ts";
import type { Measurement } from "./load.ts";

/** A line of the table. */
export interface Row {
  readonly profile: string;
  readonly measured: Measurement;
  /** The same work without the platform. */
  readonly floors: Readonly<Record<string, Measurement>>;
  readonly note?: string;
}

/** Shares of the slower floor's throughput: as it was timed, and by the CPU time of everything that took part. */
export function shares({ measured, floors }: Row): { timed: number; cpu: number | undefined } | undefined {
  const all = Object.values(floors);
  if (all.length === 0) return undefined;
  const used = all.map(({ cpu }) => (cpu === undefined ? Number.NaN : total(cpu)));
  const share = measured.cpu === undefined ? Number.NaN : Math.max(...used) / total(measured.cpu);
  return {
    timed: measured.perSecond / Math.min(...all.map(({ perSecond }) => perSecond)),
    cpu: Number.isNaN(share) ? undefined : share,
  };
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const numbers = ({ perSecond, p50, p95, replyBytes, cpu }: Measurement): string =>
  [
    `${Math.round(perSecond)}/s`.padStart(8),
    `p50 ${p50.toFixed(2)}`.padStart(10),
    `p95 ${p95.toFixed(2)} ms`.padStart(14),
    `${replyBytes} B`.padStart(8),
    ...(cpu === undefined
      ? []
      : [`CPU µs ${[cpu.client, cpu.server, cpu.database].map(Math.round).join(" + ")}`.padEnd(26)]),
  ].join("  ");

/** A line of the table with one for each floor beneath. */
export function rowText(row: Row): string {
  const share = shares(row);
  const remark =
    share === undefined || row.note !== undefined
      ? (row.note ?? "")
      : `${percent(share.timed)} of the slower floor${share.cpu === undefined ? "" : `, ${percent(share.cpu)} by CPU`}`;
  const line = (title: string, measured: Measurement, end = ""): string =>
    `${title.padEnd(36)} ${numbers(measured)}  ${end}`.trimEnd();
  return [
    line(row.profile, row.measured, remark),
    ...Object.entries(row.floors).map(([name, floor]) => line(`  floor: ${name}`, floor)),
  ].join("\n");
}
