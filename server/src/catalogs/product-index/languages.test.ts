import assert from "node:assert/strict";
import { test } from "node:test";
import { languageOf, stemIn } from "./languages.ts";

test("languages are known by code, with or without a region, and by name; what is anything else is none", () => {
  for (const named of ["de", "DE", "de-CH", "de_AT", " German "]) assert.equal(languageOf(named), "de", named);
  for (const named of [null, "", "en", "en-US", "English", "xx", "deu", "constructor", "__proto__", "Klingon"])
    assert.equal(languageOf(named), undefined, String(named));
});

test("forms of a word have one stem in their language, with marks or without", () => {
  const forms = {
    da: ["lampe", "lamper"],
    de: ["haus", "häuser", "hauser"],
    el: ["λάμπα", "λάμπεσ", "λαμπα"],
    es: ["camión", "camiones", "camion"],
    fi: ["työkalu", "työkalut", "tyokalu"],
    fr: ["étagère", "étagères", "etagere"],
    hu: ["szék", "székek", "szek"],
    it: ["sedia", "sedie"],
    nb: ["bok", "bokene"],
    nl: ["boek", "boeken"],
    nn: ["lampe", "lamper"],
    no: ["stol", "stoler"],
    pt: ["maçã", "maçãs", "maca"],
    ro: ["lampă", "lămpi", "lampa"],
    ru: ["красный", "красная"],
    sv: ["låda", "lådor", "lada"],
    tr: ["gömlek", "gömlekler", "gomlek"],
  };
  for (const [language, words] of Object.entries(forms)) {
    assert.equal(languageOf(language), language);
    const stems = words.map((word) => stemIn(language, word));
    assert.equal(new Set(stems).size, 1, `${language}: ${stems}`);
  }
});
