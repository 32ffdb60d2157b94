/** The part of the driver's own functions that is used; its types leave it out. */
declare module "pg/lib/utils" {
  /** What the driver sends for a value. */
  export function prepareValue(value: unknown): string | Buffer | null;
}
