"""The Danish stem of a word.

Snowball's Danish algorithm (Porter & Boulton, https://snowballstem.org/algorithms/danish/stemmer.html), written for one
language so that a process need not load thirty-five; a test holds it to the reference package word by word.
"""

VOWELS = frozenset("aeiouyæåø")
DOUBLED = frozenset("bdfgklmnprst")
BEFORE_S = frozenset("abcdfghjklmnoprtvyzå")
INFLECTION = """
    hed ethed ered e erede ende erende ene erne ere en heden eren er heder erer heds es endes erendes enes ernes eres ens
    hedens erens ers ets erets et eret
"""
ENDINGS = frozenset(INFLECTION.split())
LONGEST_ENDING = max(map(len, ENDINGS))
PAIRS = ("gd", "dt", "gt", "kt")
DERIVED = ("elig", "lig", "els", "ig")


def stem(word: str) -> str:
    """The word without endings of inflection and a few of derivation; folded input gives folded output."""
    region = _region(word)
    if region >= len(word):
        return word
    word = _without_pair(_without_ending(word, region), region)
    if word.endswith("igst"):
        word = word[:-2]
    if word.endswith("løst") and len(word) - 4 >= region:
        word = word[:-1]
    else:
        for ending in DERIVED:
            if word.endswith(ending) and len(word) - len(ending) >= region:
                word = _without_pair(word[: -len(ending)], region)
                break
    if len(word) > max(region, 1) and word[-1] in DOUBLED and word[-2] == word[-1]:
        word = word[:-1]
    return word


def _region(word: str) -> int:
    """Where endings may begin: after the first consonant that follows a vowel, and after three letters at least."""
    for place in range(1, len(word)):
        if word[place] not in VOWELS and word[place - 1] in VOWELS:
            return max(place + 1, 3)
    return len(word)


def _without_ending(word: str, region: int) -> str:
    for size in range(min(LONGEST_ENDING, len(word) - region), 0, -1):
        if word[-size:] in ENDINGS:
            return word[:-size]
    return word[:-1] if word.endswith("s") and len(word) > region and word[-2] in BEFORE_S else word


def _without_pair(word: str, region: int) -> str:
    return word[:-1] if word.endswith(PAIRS) and len(word) - 2 >= region else word
