import snowballstemmer

from lysning.matching.text import tables
from lysning.matching.text.lexicon import open_lexicon
from lysning.matching.text.stem import stem


def test_every_word_of_our_tables_and_its_beginnings_have_the_stem_snowball_gives():
    reference = snowballstemmer.stemmer("danish")
    lexicon = open_lexicon()
    written = [row.text for row in tables.vocabulary()] + [
        form for row in tables.overrides().values() for form in (row.lemma, *row.forms)
    ]
    words = {word for text in written for word in text.replace("'", "").split()}
    words |= {known for word in words for known in lexicon.beginnings(word)}
    words |= {
        word + ending
        for word in list(words)
        for ending in ("s", "en", "erne", "ernes", "ede", "else", "igst", "løst", "dt")
    }
    assert len(words) > 20_000
    assert {word: stem(word) for word in words} == {word: reference.stemWord(word) for word in words}
