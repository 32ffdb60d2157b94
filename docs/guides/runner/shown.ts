/** Stands for what differs from run to run: text, a number, further properties, further elements. */
const anything = "…";

/**
 * Difference between a value and the one a guide shows, as the path of the first difference; `undefined` where it does not. In
 * what is shown, `…` stands for anything but null, also within a text; as a property or as the last element, for any
 * number of others.
 */
export function difference(actual: unknown, shown: unknown, path = "the value"): string | undefined {
  if (typeof shown === "string" && shown.includes(anything)) {
    if (shown === anything) return actual === null || actual === undefined ? path : undefined;
    const pattern = shown.split(anything).map((text) => RegExp.escape(text));
    return typeof actual === "string" && new RegExp(`^${pattern.join(".+")}$`, "s").test(actual) ? undefined : path;
  }
  if (Array.isArray(shown)) {
    if (!Array.isArray(actual)) return path;
    const open = shown.at(-1) === anything;
    const known = open ? shown.slice(0, -1) : shown;
    if (open ? actual.length < known.length : actual.length !== known.length) return `the length of ${path}`;
    return first(known.map((value, index) => difference(actual[index], value, `${path}[${index}]`)));
  }
  if (typeof shown !== "object" || shown === null) return Object.is(actual, shown) ? undefined : path;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return path;
  const others = Object.keys(actual).filter((key) => !(key in shown));
  if (others.length > 0 && !(anything in shown)) return `${path}.${others[0]}`;
  return first(
    Object.entries(shown)
      .filter(([key]) => key !== anything)
      .map(([key, value]) => difference((actual as Record<string, unknown>)[key], value, `${path}.${key}`)),
  );
}

const first = (differences: readonly (string | undefined)[]): string | undefined =>
  differences.find((one) => one !== undefined);
