"""Writes the word forms that `cargo xtask stemming` measures stemmers on.

    python3 -m venv VENV
    VENV/bin/pip install pymorphy3==2.0.6 pymorphy3-dicts-uk==2.4.1.1.1663094765 \
        pymorphy3-dicts-ru==2.4.417150.4580142 wordfreq==3.1.1
    VENV/bin/python crates/search/measure/forms.py uk > uk.tsv
    VENV/bin/python crates/search/measure/forms.py ru > ru.tsv
    cargo xtask stemming --language uk uk.tsv
    cargo xtask stemming --language ru ru.tsv

Out come lines `form TAB lemma TAB frequency`, sorted. The data belongs to the packages' authors and is
not part of this repository.

- A form is one of the dictionary's that wordfreq has met; its frequency is wordfreq's, per word of
  text. Capital letters are small, `ё` is `е`, the apostrophe is `'`, as in the search.
- A form of several lemmas counts for each with a part of its frequency. The parts are as the
  frequencies of the lemmas, which are found by expectation-maximisation: «рік» is nearly always the
  year and hardly ever a form of the river «ріка», as the other forms of the two show.
- A lemma is written `class/normal form/paradigm`, the class being a part of speech. The dictionaries
  divide words differently: the Ukrainian one gives participles, comparatives and superlatives entries
  of their own, the Russian one makes them forms of the verb or the adjective. Both are divided as the
  Ukrainian one is, each part with a normal form of its own; the other way Russian words would have more
  forms than a stemmer can bring together, and the bar that they set for Ukrainian would be lower.
- Left out: function words (prepositions, conjunctions, particles, interjections, pronouns and words
  declined like them, numerals), with every other word that one of their forms may be, because a noun
  like «як» would be weighed by the conjunction's frequency; gerunds, which one dictionary relates to
  their verbs and the other does not; abbreviations, whose forms are not made by
  inflection; forms of one letter, and what is not a word of Cyrillic letters.
"""

import re
import sys

import pymorphy3
import wordfreq

FUNCTION_WORDS = {"NPRO", "PREP", "CONJ", "PRCL", "INTJ", "PRED", "NUMR"}
# Rounds of expectation-maximisation; five times as many give the same measures to two decimals.
ROUNDS = 20
WORD = {
    "uk": re.compile("[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя']{2,}"),
    "ru": re.compile("[абвгдежзийклмнопрстуфхцчшщъыьэюя]{2,}"),
}


def part_of_speech(tag):
    """The class of a form; None for a function word, empty for a gerund."""
    pos = str(tag.POS)
    grammemes = {str(grammeme) for grammeme in tag.grammemes}
    if pos in FUNCTION_WORDS or "Apro" in grammemes or "Anum" in grammemes:
        return None
    if pos in ("ADJF", "ADJS"):
        return "superlative" if "Supr" in grammemes else "adjective"
    if pos in ("VERB", "INFN"):
        return "verb"
    if pos in ("PRTF", "PRTS"):
        return "participle-" + "-".join(sorted(grammemes & {"past", "pres", "actv", "pssv"}))
    return {"NOUN": "noun", "ADVB": "adverb", "COMP": "comparative", "GRND": ""}.get(pos)


def is_citation(kind, tag):
    """Whether a form names its lemma, if that is only a part of the dictionary's entry."""
    if kind == "comparative":
        return "Cmp2" not in tag.grammemes and "V-ej" not in tag.grammemes
    is_part = kind.startswith("participle") or kind == "superlative"
    return is_part and {"masc", "sing", "nomn"} <= {str(grammeme) for grammeme in tag.grammemes}


def divided(forms_of, frequencies):
    """The frequency of every form as a form of each of its lemmas: {(form, lemma): frequency}."""
    weights = {lemma: 1.0 for lemma in forms_of}
    lemmas_of = {}
    for lemma, forms in forms_of.items():
        for form in forms:
            lemmas_of.setdefault(form, []).append(lemma)
    for _ in range(ROUNDS):
        shares = {}
        for form, lemmas in lemmas_of.items():
            total = sum(weights[lemma] for lemma in lemmas)
            for lemma in lemmas:
                shares[form, lemma] = frequencies[form] * weights[lemma] / total
        weights = {lemma: sum(shares[form, lemma] for form in forms) for lemma, forms in forms_of.items()}
    return shares


def plain(word):
    return word.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")


def main(language):
    frequencies = {}
    for word, frequency in wordfreq.get_frequency_dict(language, wordlist="large").items():
        frequencies[plain(word)] = frequencies.get(plain(word), 0) + frequency
    forms_of, function_words, citations = {}, set(), {}
    dictionary = pymorphy3.MorphAnalyzer(lang=language).dictionary
    for word, tag, normal_form, paradigm, _ in dictionary.iter_known_words():
        form = plain(word)
        kind = part_of_speech(tag)
        if kind and is_citation(kind, tag):
            citations[kind, normal_form, paradigm] = form
        if form not in frequencies or not WORD[language].fullmatch(form):
            continue
        if kind is None:
            function_words.add(form)
        elif kind and "Abbr" not in tag.grammemes:
            forms_of.setdefault((kind, normal_form, paradigm), set()).add(form)
    forms_of = {
        f"{kind}/{citations.get((kind, normal_form, paradigm), plain(normal_form))}/{paradigm}": sorted(forms - function_words)
        for (kind, normal_form, paradigm), forms in sorted(forms_of.items())
    }
    for (form, lemma), frequency in sorted(divided(forms_of, frequencies).items()):
        print(form, lemma, f"{frequency:.3g}", sep="\t")


if len(sys.argv) != 2 or sys.argv[1] not in WORD:
    sys.exit(__doc__)
main(sys.argv[1])
