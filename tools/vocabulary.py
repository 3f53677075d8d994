"""The vocabulary of the service areas: shows words that the analyser reads as others.

    .venv/bin/python tools/vocabulary.py    rows that share their key with a commoner word of another meaning

Worth a look after every change to vocabulary.tsv, overrides.tsv or the analyser.
"""

from collections import defaultdict
from collections.abc import Iterator

from wordfreq import top_n_list, zipf_frequency

from lysning.matching.text import tables
from lysning.matching.text.analyser import default_analyser

LANGUAGE, COMMON_WORDS = "da", 40_000
COMMON = 3.3
"""Zipf value from which another word is common enough to be mistaken for the row's."""


def mistaken() -> Iterator[str]:
    """Rows whose key a common word of another lemma has too: `ledige` and `ledelse` before they were told apart."""
    analyser = default_analyser()
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for form in top_n_list(LANGUAGE, COMMON_WORDS, wordlist="small"):
        for term in analyser.analyse(form):
            if term.kind == "word":
                words[term.key].setdefault(analyser.lemma(form), form)
    for row in tables.vocabulary():
        own = analyser.lemma(row.text)
        least = max(COMMON, zipf_frequency(row.text, LANGUAGE) - 1)
        for term in analyser.analyse(row.text) if row.kind == "word" else ():
            others = [form for lemma, form in words.get(term.key, {}).items() if lemma != own]
            common = [form for form in others if zipf_frequency(form, LANGUAGE) > least]
            if term.kind == "word" and common:
                yield f"{row.area_key}\t{row.role}\t{row.text}\t{row.weight:g}\tread as {term.key}, like {', '.join(common)}"


if __name__ == "__main__":
    print(*mistaken(), sep="\n")
