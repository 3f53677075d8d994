import re
from decimal import Decimal
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lysning.catalogue.models import CHOICES, PRICE_MODELS, SHORT_CHOICES
from lysning.catalogue.rules import answers, markdown, slugs, versions
from lysning.catalogue.rules.price import SIZES, Price, PriceFacts, price_for, price_table

# --- completeness -------------------------------------------------------------------------------------------------------


def test_at_most_twelve_answers_are_required_whatever_one_answers():
    for model in ("", *PRICE_MODELS):
        assert sum(q.is_required for q in answers.missing({"price_model": model} if model else {})) <= 11
    asked = {q.answer for model in PRICE_MODELS for q in answers.missing({"price_model": model}) if q.is_required}
    assert len(asked | {"price_model"}) == 12


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("", set()),
        ("free", set()),
        ("fixed", {"price_amount"}),
        ("one_off", {"price_amount"}),
        ("per_inhabitant", {"price_amount"}),
        ("per_user", {"price_amount", "price_units"}),
        ("per_unit", {"price_amount", "price_units"}),
    ],
)
def test_a_sum_and_a_number_are_asked_for_by_the_price_model(model, asked):
    lacking = {q.answer for q in answers.missing({"price_model": model})}
    assert lacking & {"price_amount", "price_units"} == asked


@pytest.mark.parametrize(("value", "is_given"), [(Decimal(0), True), (None, False)])
def test_the_sum_nought_is_an_answer(value, is_given):
    lacking = {q.answer for q in answers.missing({"price_model": "fixed", "price_amount": value})}
    assert ("price_amount" not in lacking) is is_given


def test_every_question_belongs_to_a_step_and_in_its_order():
    assert [q.step for q in answers.QUESTIONS] == sorted(q.step for q in answers.QUESTIONS)
    assert {q.answer for q in answers.QUESTIONS} - {"images"} <= set(answers.ANSWERS)


@pytest.mark.parametrize(
    ("text", "is_address"),
    [
        ("https://firma.dk", True),
        ("http://firma.dk/a?b=c#d", True),
        ("firma.dk", False),
        ("ftp://firma.dk", False),
        ("javascript://firma.dk/%0aalert(1)", False),
        ("https://", False),
        ("https://localhost", False),
        ("https://bruger@firma.dk", False),
        ('https://firma.dk/"onload', False),
        ("https://firma.dk/ x", False),
    ],
)
def test_web_addresses(text, is_address):
    assert answers.is_web_address(text) is is_address


# --- price --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "population", "expected"),
    [
        (PriceFacts("free"), 40_000, Price(Decimal(0), Decimal(0))),
        (PriceFacts("free", start=Decimal(500)), 40_000, Price(Decimal(500), Decimal(0))),
        (PriceFacts("fixed", Decimal(90_000)), 5_000, Price(Decimal(90_000), Decimal(90_000))),
        (PriceFacts("per_inhabitant", Decimal("2.50")), 40_001, Price(Decimal(100_003), Decimal(100_003))),
        (
            PriceFacts("per_user", Decimal(1_200), Decimal(10_000), 150),
            40_000,
            Price(Decimal(190_000), Decimal(180_000)),
        ),
        (PriceFacts("per_unit", Decimal(100), None, 3), 5_000, Price(Decimal(100), Decimal(100))),
        (PriceFacts("one_off", Decimal(80_000), Decimal(5_000)), 700_000, Price(Decimal(85_000), Decimal(0))),
        (PriceFacts(""), 40_000, None),
        (PriceFacts("fixed"), 40_000, None),
        (PriceFacts("per_user", Decimal(1)), 40_000, None),
    ],
)
def test_prices(facts, population, expected):
    assert price_for(facts, population) == expected


def test_no_price_without_inhabitants_or_by_an_unknown_model():
    with pytest.raises(ValueError, match="population"):
        price_for(PriceFacts("free"), 0)
    with pytest.raises(ValueError, match="barter"):
        price_for(PriceFacts("barter", Decimal(1)), 1)


amounts = st.decimals(0, 100_000_000, places=2)
prices = st.builds(
    PriceFacts,
    st.sampled_from(PRICE_MODELS),
    amounts,
    st.none() | amounts,
    st.integers(1, answers.GREATEST_UNITS),
)


@given(prices, st.integers(1, 1_000_000), st.integers(1, 1_000_000))
def test_a_larger_municipality_never_pays_less(facts, one, other):
    less, more = price_for(facts, min(one, other)), price_for(facts, max(one, other))
    assert less.first_year <= more.first_year
    assert less.yearly <= more.yearly


@given(prices, st.integers(1, 1_000_000))
def test_the_first_year_is_the_years_price_and_the_start(facts, population):
    price = price_for(facts, population)
    once = (facts.start or 0) + (facts.amount if facts.model == "one_off" else 0)
    assert abs(price.first_year - price.yearly - once) <= 1
    assert price.first_year == int(price.first_year) >= 0
    assert price.yearly == int(price.yearly) >= 0


@given(prices)
def test_the_table_runs_from_the_smallest_to_the_largest_municipality(facts):
    assert [size for size, _price in price_table(facts)] == list(SIZES)
    assert price_table(PriceFacts("fixed")) == ()


# --- slugs --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Sål der måler faldrisiko!", "saal-der-maaler-faldrisiko"),
        ("Ærø & Øl – café", "aeroe-oel-cafe"),
        ("???", "loesning"),
        ("Ny", "ny-2"),
        ("ord " * 40, ("ord-" * 15).rstrip("-")),
        ("x" * 90, "x" * 60),
    ],
)
def test_slugs(title, slug):
    assert slugs.free_slug(title, frozenset()) == slug


@given(st.text(max_size=200), st.sets(st.integers(2, 6)))
def test_a_slug_is_always_free_and_fits(title, numbers):
    base = slugs.slug_of(title)
    taken = frozenset({base, *(f"{base}-{number}" for number in numbers)})
    slug = slugs.free_slug(title, taken)
    assert slug not in taken
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 80


# --- versions -----------------------------------------------------------------------------------------------------------

values = st.none() | st.text(max_size=8) | st.decimals(0, 99, places=2) | st.tuples(st.text(max_size=3))
sheets = st.dictionaries(st.sampled_from(["title", "problem", "price", "areas"]), values)


@given(sheets)
def test_a_hash_does_not_depend_on_order_or_on_how_a_sum_is_written(sheet):
    turned = {name: sheet[name] for name in reversed(list(sheet))}
    longer = {
        name: value * 1 + Decimal("0.000") if isinstance(value, Decimal) else value for name, value in turned.items()
    }
    assert versions.content_hash(sheet) == versions.content_hash(longer)


@given(sheets, sheets)
def test_versions_differ_exactly_when_an_answer_does(before, after):
    filled = {**dict.fromkeys(before), **after}
    is_same = not versions.changed_answers(before, filled)
    full_before = {name: before.get(name) for name in filled}
    assert is_same == (versions.content_hash(full_before) == versions.content_hash(filled))


@given(sheets, sheets, sheets)
def test_no_edit_is_lost_when_two_meet(opened, mine, saved):
    seen = {name: versions.fingerprint(opened.get(name)) for name in mine}
    meeting = versions.meet(seen, mine, saved)
    for name, value in mine.items():
        i_changed = versions.fingerprint(value) != seen[name]
        they_changed = versions.fingerprint(saved.get(name)) != seen[name]
        differs = versions.fingerprint(value) != versions.fingerprint(saved.get(name))
        assert (name in meeting.changes) == (i_changed and not they_changed and differs)
        assert (name in meeting.conflicts) == (i_changed and they_changed and differs)


@given(sheets, sheets)
def test_without_knowing_what_was_seen_every_difference_is_a_conflict(mine, saved):
    meeting = versions.meet({}, mine, saved)
    assert meeting.changes == {}
    assert set(meeting.conflicts) == {
        n for n in mine if versions.fingerprint(mine[n]) != versions.fingerprint(saved.get(n))
    }


sentences = st.lists(st.sampled_from(["en", "to", "tre", "fire", "\n", "fem."]), max_size=30).map(" ".join)


@given(sentences, sentences)
def test_passages_spell_both_texts(before, after):
    parts = versions.passages(before, after)
    assert "".join(p.text for p in parts if p.kind != "gone").split() == after.split()
    assert " ".join(p.text for p in parts if p.kind != "new").split() == before.split()


@given(sentences, sentences)
def test_both_texts_together_lose_no_word(saved, mine):
    words = versions.both(saved, mine).split()
    for text in (saved, mine):
        rest = iter(words)
        assert all(word in rest for word in text.split())


def test_both_keeps_what_is_shared_once():
    assert versions.both("Sålen måler gang.", "Sålen måler gang og fald.") == "Sålen måler gang. gang og fald."
    assert versions.both("", "mit") == versions.both("mit", "") == versions.both("mit", "mit") == "mit"


def test_both_keeps_sentences_whole():
    saved = "Nøglerne er væk. Vi venter, til vi har hørt om strømsvigt fra Aarhus."
    mine = "Nøglerne er væk. Vi begynder i to distrikter, fordi uheldene bliver ved."
    assert versions.both(saved, mine) == f"{saved} Vi begynder i to distrikter, fordi uheldene bliver ved."


def test_both_keeps_lines_apart():
    saved, mine = "Flere klarer nat og aften selv\nVi måler det", "Flere klarer dagen selv"
    assert versions.both(saved, mine) == "Flere klarer nat og aften dagen selv\nVi måler det"
    assert versions.both("Tryghed\nMad", "Tryghed\nFærre køreture\nSøvn") == "Tryghed\nMad\nFærre køreture\nSøvn"
    assert versions.both("Et mål\nMad til alle", "Et mål\nFærre køreture") == "Et mål\nMad til alle\nFærre køreture"
    assert [part.text for part in versions.passages("a\nb", "a b")] == ["a ", "\n", "b"]


def test_very_long_texts_are_compared_as_wholes():
    kinds = [part.kind for part in versions.passages("a " * 4_001, "a b")]
    assert kinds == ["gone", "new"]


# --- markdown -----------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**fed** og *kursiv*", "<p><strong>fed</strong> og <em>kursiv</em></p>\n"),
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n"),
        ("# A\n## B\n### C\n###### D", "<h3>A</h3>\n<h3>B</h3>\n<h4>C</h4>\n<h4>D</h4>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](//ond.dk)", "<p>[x](//ond.dk)</p>\n"),
        ("[x](/drift/)", "<p>[x](/drift/)</p>\n"),
        ("[x](data:text/html,a)", "<p>[x](data:text/html,a)</p>\n"),
        ("> a", "<p>&gt; a</p>\n"),
        ("`a`", "<p>`a`</p>\n"),
        ("", ""),
    ],
)
def test_markdown(text, html):
    assert markdown.html_of(text) == html


def test_links_are_marked_and_pictures_become_links():
    html = markdown.html_of("![p](https://a.dk/p.png) [m](mailto:a@b.dk) <https://c.dk>")
    marked = {"class": "external", "rel": "nofollow noopener noreferrer"}
    addresses = ["https://a.dk/p.png", "mailto:a@b.dk", "https://c.dk"]
    assert Tags(html).found == [("p", {}), *(("a", {"href": address, **marked}) for address in addresses)]


def test_a_text_line_by_line_without_marks():
    text = "# Hvorfor\nVi *prøver*\ndet.\n\n- et\n  - under\n- to [her](https://a.dk)\n\nSlut"
    found = [(line.text, line.is_item) for line in markdown.lines_of(text)]
    assert found == [
        ("Hvorfor", False),
        ("Vi prøver det.", False),
        ("et", True),
        ("under", True),
        ("to her", True),
        ("Slut", False),
    ]
    assert markdown.lines_of("") == []
    long = "ord " * markdown.LONGEST_PARSED + "\n\n\n- b"
    assert [line.text for line in markdown.lines_of(long)][1:] == ["- b"]


pieces = st.sampled_from(
    ["<", ">", "[", "](", ")", "*", "**", "_", "`", "#", "- ", "1. ", "\n", "\n\n", "    ", "\\", "&", "&#x6a;", "<svg onload=",
     "<img src=x onerror=", "javascript:", "http://a.dk", "mailto:", '"', "'", "onclick=", "tekst", "\u202e", "😀", "|", "!"]
)  # fmt: skip


@given(st.lists(pieces, max_size=60).map("".join))
@example("[]()")
@settings(max_examples=400, deadline=None)
def test_markdown_never_gives_more_than_its_short_list(text):
    for tag, attributes in Tags(markdown.html_of(text)).found:
        assert tag in {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "br"}
        assert set(attributes) <= ({"href", "class", "rel"} if tag == "a" else set())
        assert re.match(r"(?i)https?://|mailto:", attributes.get("href", "mailto:"))


ATTACKS = [
    "[",
    "[a](",
    "*a **a ",
    "**[*a ",
    "1. a\n",
    "- ",
    "<",
    "&",
    "\\",
    "_a__b",
    "# a\n",
    "\t- ",
    "[[",
    "`" * 3 + "\n",
    "|a" * 9,
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_makes_the_reader_go_back_and_forth(attack):
    """Own time of the process, far above what a linear reading takes and far below a quadratic one."""
    text = (attack * (markdown.LONGEST_PARSED // len(attack)))[: markdown.LONGEST_PARSED]
    markdown.html_of("warm")
    took = []
    for _ in range(3):
        started = process_time()
        markdown.html_of(text)
        took.append(process_time() - started)
    assert min(took) < 1


def test_five_megabytes_of_table_are_plain_paragraphs():
    started = process_time()
    html = markdown.html_of("| a | b |\n" * 500_000)
    assert process_time() - started < 1
    assert Tags(html).found == [("p", {})]


def test_deep_nesting_stops():
    deep = "".join("  " * depth + "- a\n" for depth in range(90))
    assert markdown.html_of(deep).count("<ul>") <= 12


def test_plain_words_and_short_words():
    assert markdown.plain_of("# Hej **du**\n- [en](http://a.dk)\n- to") == "Hej du\nen\nto"
    assert markdown.shortened("**Ældre** falder på gangen", 16) == "Ældre falder på…"
    assert markdown.shortened("kort", 16) == "kort"
    assert markdown.shortened("x" * 30, 16) == "x" * 15 + "…"


@given(st.text(max_size=300), st.integers(5, 60))
def test_a_short_text_is_never_longer(text, longest):
    assert len(markdown.shortened(text, longest)) <= longest


def test_short_words_are_for_the_same_answers_in_the_same_order():
    for name, short in SHORT_CHOICES.items():
        assert list(short) == list(CHOICES[name])
        assert all(len(str(short[key])) < len(str(CHOICES[name][key])) for key in short)


@given(st.text(st.sampled_from("ab.é -1)»\n "), max_size=40))
def test_a_text_without_marks_reads_as_the_parser_reads_it(text):
    """`&#8203;` is a mark that shows nothing: with it the text is parsed."""
    assert markdown.plain_of(text) == markdown.plain_of(f"{text}\n\n&#8203;").removesuffix("\n\u200b").removesuffix(
        "\u200b"
    )
