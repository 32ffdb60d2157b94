import { posix } from "node:path";

/** A link of a page to a file of the repository. */
export interface Link {
  /** Relative to the repository. */
  readonly target: string;
  /** Behind `#`, if anything is. */
  readonly anchor: string | undefined;
  /** The link as it stands there. */
  readonly written: string;
  /** Text to be clicked on. */
  readonly words: string;
}

/** Links of a page that lead to files; those with a scheme lead elsewhere. @param path of the page. */
export function linksIn(path: string, text: string): Link[] {
  return [...text.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)]
    .filter(([, , href]) => !/^[a-z][a-z\d+.-]*:/i.test(href as string))
    .map(([, words, href]) => {
      const [file = "", anchor] = (href as string).split("#");
      const target = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
      return { target, anchor, written: href as string, words: words as string };
    });
}
