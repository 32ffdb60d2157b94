/** Sections after a page's name: `§4`, `§2 to §4`, `§3, §5`, `§1 and §2`. */
const sections = String.raw`§\d+(?:\.\d+)*(?:(?:,? (?:to|and) |, |–)§?\d+(?:\.\d+)*)*`;

const one = /(–|to )?§?(\d+(?:\.\d+)*)/g;

/** The numbers that a text such as `§2 to §4, §8` names; of a range its two ends. */
export const numbersIn = (text: string): string[] => [...text.matchAll(one)].map(([, , number]) => number as string);

const inCode = new RegExp(String.raw`(docs/[\w/-]+\.md)(?: (${sections}))?`, "g");

/** Pages of the documentation that a source file names, and the sections of them; lines of a comment read as one. */
export function citationsIn(source: string): { readonly page: string; readonly numbers: readonly string[] }[] {
  const text = source.replace(/\n\s*(?:\*|\/\/|--)\s*/g, " ");
  return [...text.matchAll(inCode)].map(([, page, found]) => ({
    page: page as string,
    numbers: found === undefined ? [] : numbersIn(found),
  }));
}

/** Sections that a page names without a page, which are its own: those within the words of links are another page's. */
export function ownSections(text: string): string[] {
  const prose = text.replace(/\[[^\]]*\]\([^)]*\)(?: \(§[^)]*\))?/g, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(new RegExp(sections, "g"))].flatMap(([found]) => numbersIn(found));
}
