import { judgeDecisions } from "./decisions.ts";
import { linksIn } from "./links.ts";
import { unknownNames } from "./names.ts";
import { type Page, readPage } from "./page.ts";
import { isNamed, pathsIn } from "./paths.ts";
import { citationsIn, numbersIn, ownSections } from "./sections.ts";

/** Texts to judge, by their path, which is relative to the repository. */
export interface Documentation {
  readonly documents: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, string>;
  /** All files and folders of the repository. */
  readonly files: ReadonlySet<string>;
}

/** Pages whose sections are cited by number. */
const numbered = /^docs\/behaviour\/(?!README)/;

/** Everything in documents and comments that refers to what is not there, a line each. */
export function judge({ documents, sources, files }: Documentation): string[] {
  const pages = new Map([...documents].map(([path, text]) => [path, readPage(path, text)]));
  return [
    ...[...pages.values()].flatMap((page) => [
      ...brokenLinks(page, pages, files),
      ...lostFiles(page, files),
      ...(numbered.test(page.path) ? [...lostSections(page), ...strangeNames(page)] : []),
    ]),
    ...judgeDecisions(pages, files),
    ...[...sources].flatMap(([path, source]) => brokenCitations(path, source, pages)),
  ];
}

function brokenLinks(page: Page, pages: ReadonlyMap<string, Page>, files: ReadonlySet<string>): string[] {
  return linksIn(page.path, page.text).flatMap(({ target, anchor, written, words }) => {
    if (!files.has(target.replace(/\/$/, ""))) return [`${page.path}: ${written} is not there`];
    const found = pages.get(target);
    if (anchor !== undefined && !found?.anchors.has(anchor)) return [`${page.path}: ${written} has no such heading`];
    const cited = found !== undefined && numbered.test(target) ? numbersIn(words.replace(/^[^§]*/, "")) : [];
    return cited.flatMap((number) =>
      found?.sections.has(number) ? [] : [`${page.path}: ${target} has no §${number}`],
    );
  });
}

const lostFiles = ({ path, text }: Page, files: ReadonlySet<string>): string[] =>
  pathsIn(text).flatMap((named) => (isNamed(named, files) ? [] : [`${path}: ${named} is not there`]));

const lostSections = ({ path, text, sections }: Page): string[] =>
  ownSections(text).flatMap((number) => (sections.has(number) ? [] : [`${path}: there is no §${number} here`]));

const strangeNames = ({ path, text }: Page): string[] =>
  unknownNames(text).map((name) => `${path}: ${name} is no code, operation or property`);

function brokenCitations(path: string, source: string, pages: ReadonlyMap<string, Page>): string[] {
  return citationsIn(source).flatMap(({ page, numbers }) => {
    const found = pages.get(page);
    if (found === undefined) return [`${path}: ${page} is not there`];
    return numbers.flatMap((number) => (found.sections.has(number) ? [] : [`${path}: ${page} has no §${number}`]));
  });
}
