/** A page of Markdown as far as others refer to it. */
export interface Page {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  /** Without what stands in code blocks. */
  readonly text: string;
  /** Numbers that its headings begin with, such as `6.1`. */
  readonly sections: ReadonlySet<string>;
  /** Anchors that links lead to behind `#`, as GitHub names headings. */
  readonly anchors: ReadonlySet<string>;
}

/** Takes a page apart. @param source its Markdown. */
export function readPage(path: string, source: string): Page {
  const text = source.replace(/^ *(```|~~~).*\n[\s\S]*?^ *\1.*$/gm, "");
  const headings = [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => heading as string);
  const sections = headings.flatMap((heading) => /^(\d+(?:\.\d+)*)\.? /.exec(heading)?.[1] ?? []);
  return { path, text, sections: new Set(sections), anchors: new Set(headings.map(anchorOf)) };
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
