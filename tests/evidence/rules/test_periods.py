from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lysning.core.formats import long_date
from lysning.evidence.rules.periods import Dated, Period, Precision, read_date, read_period
from lysning.evidence.rules.unclear import Unclear

YEAR, MONTH, DAY = Precision


def dated(text):
    parts = [*map(int, text.split("-"))]
    return Dated(date(*parts, *[1] * (3 - len(parts))), Precision(len(parts)))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2015", "2015"),
        ("2015-03", "2015-03"),
        ("03/2015", "2015-03"),
        ("3-2015", "2015-03"),
        ("marts 2015", "2015-03"),
        ("Marts  2015", "2015-03"),
        ("mar. 2015", "2015-03"),
        ("March 2015", "2015-03"),
        ("okt 2015", "2015-10"),
        ("01.07.2019", "2019-07-01"),
        ("1/7-2019", "2019-07-01"),
        ("1/7 2019", "2019-07-01"),
        ("01-07-2019", "2019-07-01"),
        ("2019-07-01", "2019-07-01"),
        ("2019-07-01T00:00:00", "2019-07-01"),
        ("1. juli 2019", "2019-07-01"),
        ("1 July 2019", "2019-07-01"),
        ("July 1, 2019", "2019-07-01"),
        ("29.02.2012", "2012-02-29"),
    ],
)
def test_dates_are_read_as_people_write_them(written, day):
    assert read_date(written) == dated(day)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "foråret 2015",
        "29.02.2013",
        "31.06.2019",
        "2015-13",
        "0000",
        "1066",
        "01.07.19",
        "Q3 2019",
        "2015 2016",
        "2015-03-2016",
        "20150701",
    ],
)
def test_what_is_no_date_is_said_so(written):
    with pytest.raises(Unclear, match="date"):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("01.07.2019-30.06.2021", "2019-07-01", "2021-06-30"),
        ("01.07.2019 - 30.06.2021", "2019-07-01", "2021-06-30"),
        ("2019-07-01-2021-06-30", "2019-07-01", "2021-06-30"),
        ("2019-07-01/2021-06-30", "2019-07-01", "2021-06-30"),
        ("2015-2017", "2015", "2017"),
        ("2015–2017", "2015", "2017"),
        ("fra 2015 til 2017", "2015", "2017"),
        ("marts 2015 - juni 2016", "2015-03", "2016-06"),
        ("2014-03 – 2015-04", "2014-03", "2015-04"),
        ("2015 - marts 2016", "2015", "2016-03"),
        ("2015-03", "2015-03", "2015-03"),
        ("marts 2015", "2015-03", "2015-03"),
        ("2015", "2015", "2015"),
        ("March 2015 to June 2016", "2015-03", "2016-06"),
        ("2019 - maj 2019", "2019", "2019-05"),
    ],
)
def test_periods_are_read_as_people_write_them(written, start, end):
    assert read_period(written) == Period(dated(start), dated(end))


@pytest.mark.parametrize("written", ["2019-", "2019 –", "2019 til"])
def test_a_period_may_be_open(written):
    assert read_period(written) == Period(dated("2019"), None)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2015-03-2016", "period_ambiguous"),
        ("2017-2015", "period_reversed"),
        ("30.06.2021-01.07.2019", "period_reversed"),
        ("2 år", "period"),
        ("2015-2016-2017", "period"),
        ("", "period"),
        ("fra", "period"),
    ],
)
def test_what_is_no_period_is_said_so(written, code):
    with pytest.raises(Unclear) as fault:
        read_period(written)
    assert fault.value.code == code


days = st.dates(date(1960, 1, 1), date(2090, 12, 31))
SHAPES = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day}/{day.month}-{day.year}",
    lambda day: long_date(day, "da"),
)


@given(days, days, st.sampled_from(SHAPES), st.sampled_from([" - ", " til ", "–", " – "]))
def test_two_days_come_back(one, other, shape, between):
    first, last = sorted((one, other))
    written = f"{shape(first)}{between}{shape(last)}"
    assert read_period(written) == Period(Dated(first, DAY), Dated(last, DAY))


@given(st.text(max_size=30) | st.text("0123456789-./ ", max_size=24))
def test_any_text_is_a_period_or_unclear(text):
    try:
        found = read_period(text)
    except Unclear as fault:
        code = fault.code
    else:
        assert found.start is not None
        return
    assert code in {"period", "period_ambiguous", "period_reversed"}


@given(days, st.sampled_from(Precision))
def test_a_day_is_written_as_exactly_as_it_is_known(day, precision):
    known = read_date(str(Dated(day, precision)))
    assert (known.precision, str(known)) == (precision, str(Dated(day, precision)))
    assert day.isoformat().startswith(str(known))
