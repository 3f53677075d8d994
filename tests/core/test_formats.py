from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.directory import make_supplier

from lysning.core import formats
from lysning.core.lookups import Alphabetical
from lysning.directory.models import Supplier

NOW = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "danish", "english"),
    [
        (date(2027, 3, 3), "3. marts 2027", "3 March 2027"),
        (date(2026, 12, 31), "31. december 2026", "31 December 2026"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31. december 2026", "31 December 2026"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "1. januar 2027", "1 January 2027"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), "1. juli 2026", "1 July 2026"),
    ],
)
def test_a_day_is_written_in_words_and_a_moment_as_its_danish_day(moment, danish, english):
    assert (formats.long_date(moment, "da"), formats.long_date(moment, "en-gb")) == (danish, english)


@pytest.mark.parametrize(
    ("due", "danish", "english"),
    [
        (date(2026, 12, 3), "torsdag d. 3. december (8 dage tilbage)", "Thursday 3 December (8 days left)"),
        (date(2026, 11, 27), "fredag d. 27. november (2 dage tilbage)", "Friday 27 November (2 days left)"),
        (date(2026, 11, 26), "torsdag d. 26. november (i morgen)", "Thursday 26 November (tomorrow)"),
        (date(2026, 11, 25), "onsdag d. 25. november (i dag)", "Wednesday 25 November (today)"),
        (date(2026, 11, 24), "tirsdag d. 24. november (i går)", "Tuesday 24 November (yesterday)"),
        (date(2026, 11, 23), "mandag d. 23. november (2 dage siden)", "Monday 23 November (2 days ago)"),
        (date(2027, 1, 2), "lørdag d. 2. januar 2027 (38 dage tilbage)", "Saturday 2 January 2027 (38 days left)"),
    ],
)
def test_a_deadline_has_its_weekday_and_the_days_left(due, danish, english):
    today = date(2026, 11, 25)
    assert (formats.deadline(due, today, "da"), formats.deadline(due, today, "en")) == (danish, english)


@pytest.mark.parametrize(
    ("ago", "danish", "english"),
    [
        (timedelta(0), "lige nu", "just now"),
        (timedelta(seconds=59), "lige nu", "just now"),
        (timedelta(minutes=1), "for 1 minut siden", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "for 59 minutter siden", "59 minutes ago"),
        (timedelta(hours=1), "for 1 time siden", "1 hour ago"),
        (timedelta(hours=12, minutes=30), "for 12 timer siden", "12 hours ago"),
        (timedelta(hours=12, minutes=31), "i går", "yesterday"),
        (timedelta(days=2), "for 2 dage siden", "2 days ago"),
        (timedelta(days=6), "for 6 dage siden", "6 days ago"),
        (timedelta(days=7), "18. november 2026", "18 November 2026"),
        (timedelta(days=-1), "26. november 2026", "26 November 2026"),
    ],
)
def test_the_past_is_told_by_distance_for_a_week(ago, danish, english):
    assert (formats.time_ago(NOW - ago, NOW, "da"), formats.time_ago(NOW - ago, NOW, "en")) == (danish, english)


def test_ninety_minutes_across_midnight_are_an_hour_and_not_yesterday():
    now = datetime(2026, 11, 25, 0, 30, tzinfo=formats.COPENHAGEN)
    assert formats.time_ago(now - timedelta(minutes=90), now, "da") == "for 1 time siden"
    assert formats.time_ago(now - timedelta(minutes=120), now, "da") == "i går"


@pytest.mark.parametrize(
    ("amount", "danish", "english"),
    [
        (1250000, "1.250.000 kr.", "DKK 1,250,000"),
        (0, "0 kr.", "DKK 0"),
        (999, "999 kr.", "DKK 999"),
        (1000, "1.000 kr.", "DKK 1,000"),
        (-1250, "-1.250 kr.", "DKK -1,250"),
        (Decimal("1250.50"), "1.250,50 kr.", "DKK 1,250.50"),
        (Decimal("1250.00"), "1.250 kr.", "DKK 1,250"),
        (Decimal("0.005"), "0,01 kr.", "DKK 0.01"),
    ],
)
def test_a_sum_in_kroner(amount, danish, english):
    assert (formats.kroner(amount, "da"), formats.kroner(amount, "en")) == (danish, english)


@pytest.mark.parametrize(
    ("value", "decimals", "danish", "english"),
    [
        (5500, 0, "5.500", "5,500"),
        (3.5, 1, "3,5", "3.5"),
        (3.0, 1, "3", "3"),
        (2.5, 0, "3", "3"),
        (-0.2, 0, "0", "0"),
        (1250.55, 2, "1.250,55", "1,250.55"),
        (100, 1, "100", "100"),
    ],
)
def test_a_number(value, decimals, danish, english):
    assert (formats.number(value, "da", decimals), formats.number(value, "en", decimals)) == (danish, english)


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0"), (0.0001, "1"), (0.005, "1"), (0.874, "87"), (0.875, "88"), (0.999, "99"), (1, "100"), (1.2, "120")],
)
def test_a_share_is_never_nothing_or_everything_unless_it_is(share, written):
    assert (formats.percent(share, "da"), formats.percent(share, "en")) == (f"{written}\u00a0%", f"{written}%")


def test_the_danish_alphabet():
    names = ["Aabenraa", "Ærø", "Zoo", "Østerbro", "Åbybro", "abild", "Aarhus", "Odense"]
    assert sorted(names, key=formats.alphabetical) == [
        "abild",
        "Odense",
        "Zoo",
        "Ærø",
        "Østerbro",
        "Aabenraa",
        "Åbybro",
        "Aarhus",
    ]


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_whole_sum_can_be_read_back(amount):
    assert int(formats.kroner(amount, "da").removesuffix(" kr.").replace(".", "")) == amount


@pytest.mark.django_db
def test_the_database_orders_names_as_we_do():
    names = [
        *(
            "Aabenraa",
            "Ærø",
            "Zealand",
            "Østerbro",
            "Åbybro",
            "abild",
            "Aarhus",
            "Lyngby-Taarbæk",
            "Lyngby Tå",
            "Århus",
        ),
        *(
            "Universität Köln",
            "Müller",
            "Éva",
            "Æblø",
            "ÆBELØ",
            "Aalborg",
            "AABYBRO",
            "Tårnby",
            "Tønder",
            "'; --",
            "50 %",
        ),
    ]
    for name in names:
        make_supplier(name)
    rows = Supplier.objects.annotate(key=Alphabetical("name")).order_by(Alphabetical("name"), "pk")
    found = list(rows.values_list("name", "key"))
    assert found == [(name, formats.alphabetical(name)) for name in sorted(names, key=formats.alphabetical)]


@pytest.mark.parametrize(
    ("start", "end", "danish", "english"),
    [
        (date(2027, 2, 1), date(2027, 2, 28), "februar 2027", "February 2027"),
        (date(2027, 3, 3), date(2027, 3, 16), "3.–16. marts 2027", "3–16 March 2027"),
        (date(2027, 3, 3), date(2027, 3, 3), "3. marts 2027", "3 March 2027"),
        (date(2027, 2, 28), date(2027, 6, 6), "28. feb. – 6. juni 2027", "28 Feb – 6 Jun 2027"),
        (date(2026, 12, 1), date(2027, 1, 31), "1. dec. 2026 – 31. jan. 2027", "1 Dec 2026 – 31 Jan 2027"),
    ],
)
def test_some_days_are_told_in_few_words(start, end, danish, english):
    assert (formats.span(start, end, "da"), formats.span(start, end, "en")) == (danish, english)
