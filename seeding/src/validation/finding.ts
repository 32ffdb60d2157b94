import type { FileRecord } from "../marketplace-file.ts";

/** Something in a marketplace file that the server would refuse, or that points nowhere. */
export interface Finding {
  readonly resource: string;
  /** ID of the object; for an assignment the IDs it joins. */
  readonly id: string;
  readonly property?: string;
  readonly message: string;
}

/** A property that holds something: the file often spells "none" as `null`. */
export function given(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

/** IDs are compared without regard to case. */
export function folded(value: unknown): string {
  return String(value).toLowerCase();
}

export function listOf(value: unknown): FileRecord[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}
