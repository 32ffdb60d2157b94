import { stemmer as danish } from "@orama/stemmers/danish";
import { stemmer as dutch } from "@orama/stemmers/dutch";
import { stemmer as finnish } from "@orama/stemmers/finnish";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as greek } from "@orama/stemmers/greek";
import { stemmer as hungarian } from "@orama/stemmers/hungarian";
import { stemmer as italian } from "@orama/stemmers/italian";
import { stemmer as norwegian } from "@orama/stemmers/norwegian";
import { stemmer as portuguese } from "@orama/stemmers/portuguese";
import { stemmer as romanian } from "@orama/stemmers/romanian";
import { stemmer as russian } from "@orama/stemmers/russian";
import { stemmer as spanish } from "@orama/stemmers/spanish";
import { stemmer as swedish } from "@orama/stemmers/swedish";
import { stemmer as turkish } from "@orama/stemmers/turkish";

interface KnownLanguage {
  readonly stemmer: (word: string) => string;
  /** Letters with marks that are written in it. */
  readonly marked: string;
  /** Such a letter is one of its own, which stems tell from the one without. */
  readonly apart?: true;
}

const norwegianLetters: KnownLanguage = { stemmer: norwegian, marked: "åéèêóòô" };

/** By ISO 639-1 code. English is not among them: all products are indexed by its stems. */
const known = {
  da: { stemmer: danish, marked: "åé" },
  de: { stemmer: german, marked: "äöüé" },
  el: { stemmer: greek, marked: "άέήίόύώϊϋΐΰ" },
  es: { stemmer: spanish, marked: "áéíóúüñ" },
  fi: { stemmer: finnish, marked: "äöå" },
  fr: { stemmer: french, marked: "àâäçéèêëîïôöùûü" },
  hu: { stemmer: hungarian, marked: "áéíóöőúüű" },
  it: { stemmer: italian, marked: "àèéìíîòóùú" },
  nb: norwegianLetters,
  nl: { stemmer: dutch, marked: "áàäéèëêíïóöúü" },
  nn: norwegianLetters,
  no: norwegianLetters,
  pt: { stemmer: portuguese, marked: "áàâãçéêíóôõúü" },
  ro: { stemmer: romanian, marked: "ăâîșțşţ" },
  ru: { stemmer: russian, marked: "", apart: true },
  sv: { stemmer: swedish, marked: "åäöé" },
  tr: { stemmer: turkish, marked: "çğöşüâîû" },
} satisfies Record<string, KnownLanguage>;

type Language = keyof typeof known;

const isKnown = (code: string): code is Language => Object.hasOwn(known, code);

const inEnglish = new Intl.DisplayNames("en", { type: "language" });
const codes = new Map(
  (Object.keys(known) as Language[]).map((code) => [inEnglish.of(code)?.toLowerCase() ?? code, code]),
);

/**
 * Code of the language that the `Language` of a locale names, if words are known in its forms: a code with or without a region
 * (`de`, `de-CH`, `de_AT`), or the name in English (`German`). Locales take any text.
 */
export function languageOf(named: string | null): string | undefined {
  const name = (named ?? "").trim().toLowerCase();
  const [code = ""] = name.split(/[-_]/);
  return isKnown(code) ? code : codes.get(name);
}

const unmarked = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "");

/** Letters by what they are without their marks. */
const written = new Map<string, ReadonlyMap<string, readonly string[]>>(
  Object.entries(known).map(([code, { marked }]) => [code, Map.groupBy(marked, unmarked)]),
);

/** The stem of a folded word in a language that `languageOf` gives, without marks: some write them, and others do not. */
export function stemIn(language: string, word: string): string {
  if (!isKnown(language)) return word;
  const { stemmer, apart }: KnownLanguage = known[language];
  return unmarked(stemmer(apart ? word : unmarked(word)));
}

/** A letter of such a stem as words may have it: itself, and those with marks. */
export const lettersOf = (language: string, letter: string): readonly string[] => [
  letter,
  ...(written.get(language)?.get(letter) ?? []),
];
