from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.template import Context, Template
from django.test import RequestFactory
from django.test.html import parse_html
from django.utils import translation


def render(source, request=None, **facts):
    with translation.override("en"):
        own = {"request": request, "csrf_token": get_token(request)} if request else {"request": None}
        return Template(source).render(Context(own | facts)).strip()


def same(left, right):
    return parse_html(left) == parse_html(right)


def test_words_for_days_and_sums_follow_the_language():
    source = "{{ sum|kroner }} {{ share|percent }} {{ none|danish_date }}{{ none|kroner }}|{{ 1250.5|number:1 }}"
    facts = {"sum": 1250, "share": 0.5, "none": None}
    assert render(source, **facts) == "DKK 1,250 50% |1,250.5"
    with translation.override("da"):
        assert Template(source).render(Context(facts)) == "1.250 kr. 50\u00a0% |1.250,5"


def test_an_icon_is_silent_unless_it_has_a_name():
    assert same(
        render('{% icon "search" %}'),
        '<svg class="icon-svg" aria-hidden="true" focusable="false"><use href="/static/img/icons.svg#search">'
        "</use></svg>",
    )
    assert same(
        render("{% icon 'lock' label=words size='small' %}", words='"><b>'),
        '<svg class="icon-svg icon-svg--small" role="img" aria-label="&quot;&gt;&lt;b&gt;">'
        '<use href="/static/img/icons.svg#lock"></use></svg>',
    )


def said(words, tags=""):
    return type("Message", (SimpleNamespace,), {"__str__": lambda _: words})(level_tag="success", extra_tags=tags)


HOSTILE = "<script>alert('x')</script>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"


@pytest.mark.parametrize(
    "source",
    [
        "{% badge bad %}",
        "{% chips one %}",
        "{% reasons one heading=bad %}",
        "{% breadcrumb bad '/a/' bad %}",
        "{% steps 1 bad %}",
        "{% alert 'info' heading=bad %}{{ bad }}{% endalert %}",
        "{% empty_state bad text=bad %}{{ bad }}{% endempty_state %}",
        "{% card bad href=bad eyebrow=bad picture=bad picture_text=bad %}{{ bad }}{% endcard %}",
        "{% door bad bad %}{{ bad }}{% enddoor %}",
        "{% expander bad %}{{ bad }}{% endexpander %}",
        "{% table bad %}{{ bad }}{% endtable %}",
        "{% facts %}{% fact bad %}{{ bad }}{% endfact %}{% endfacts %}",
        "{% progress 1 2 bad %}",
        "{% stat bad bad note=bad unit=bad href=bad %}",
        "{% confirm bad bad cancel=bad %}{{ bad }}{% endconfirm %}",
        "{% keys_help bad %}",
        "{% flashes %}",
    ],
)
def test_text_is_escaped_once_in_every_component(source):
    shown = said(HOSTILE)
    html = render(source, bad=HOSTILE, one=[HOSTILE], messages=[shown])
    assert html.count(ESCAPED) >= 1
    assert html.count("<script") + html.count("&amp;lt;") == 0


def test_slots_keep_their_markup():
    assert same(
        render("{% expander 'How' is_open=True %}<p>So</p>{% endexpander %}"),
        '<details class="details" open><summary class="details-summary">How</summary><div class="details-text">'
        "<p>So</p></div></details>",
    )


def test_the_way_here():
    assert same(
        render("{% breadcrumb 'Solutions' '/s/' 'Insole' %}"),
        '<nav class="breadcrumbs" aria-label="Where you are"><ol class="breadcrumbs__list">'
        '<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="/">Front page</a></li>'
        '<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="/s/">Solutions</a></li>'
        '<li class="breadcrumbs__list-item" aria-current="page">Insole</li></ol></nav>',
    )


def test_steps_say_which_are_done_and_lead_back_to_them():
    assert same(
        render("{% steps 2 'One' 'Two' 'Three' links=links %}", links=["/1/", "/2/", "/3/"]),
        '<ol class="steps" aria-label="Step 2 of 3">'
        '<li class="done"><span class="steps__title"><a href="/1/">One</a></span>'
        '<span class="sr-only"> (done)</span></li>'
        '<li class="current" aria-current="step"><span class="steps__title">Two</span></li>'
        '<li><span class="steps__title">Three</span></li></ol>',
    )


def addresses(html):
    return [part.split('"')[0] for part in html.split('href="')[1:] if part.startswith("?")]


def test_pages_keep_the_rest_of_the_address():
    request = RequestFactory().get("/", QueryDict("q=fald&page=2&area=a&area=b").dict() | {"area": ["a", "b"]})
    html = render("{% pagination page %}", request, page=Paginator(range(30), 10).page(2))
    wanted = [f"?q=fald&amp;page={number}&amp;area=a&amp;area=b" for number in (1, 1, 3, 3)]
    assert addresses(html) == wanted


@pytest.mark.parametrize(("number", "wanted"), [(1, ["?page=2", "?page=2"]), (2, ["?page=1", "?page=1"])])
def test_the_first_and_the_last_page_lead_one_way(number, wanted):
    html = render("{% pagination page %}", RequestFactory().get("/"), page=Paginator(range(20), 10).page(number))
    assert addresses(html) == wanted


def test_one_page_has_no_links_to_pages():
    assert render("{% pagination page %}", RequestFactory().get("/"), page=Paginator(range(10), 10).page(1)) == ""


@pytest.mark.parametrize("tags", ["undo:/undo/7/", "warm undo:/undo/7/"])
def test_a_message_can_offer_to_undo(tags):
    html = render("{% flashes %}", RequestFactory().get("/"), messages=[said("Hidden", tags)])
    assert html.split('<form method="post" action="')[1].split('"')[0] == "/undo/7/"
    assert html.count('name="csrfmiddlewaretoken"') == 1


def test_no_messages_draw_nothing():
    assert render("{% flashes %}", messages=[]) == render("{% flashes %}") == ""


def test_a_confirmation_is_a_post_with_its_token():
    html = render("{% confirm '/do/' 'Yes' cancel='/back/' %}<p>Sure?</p>{% endconfirm %}", RequestFactory().get("/"))
    assert html.count('name="csrfmiddlewaretoken"') == 1
    assert same(
        html.replace(html[html.index("<input") : html.index(">", html.index("<input")) + 1], ""),
        '<form method="post" action="/do/" class="confirm"><p>Sure?</p><div class="button-group">'
        '<button class="button button-primary">Yes</button><a class="button button-tertiary"'
        ' href="/back/">Cancel</a></div></form>',
    )


@pytest.mark.parametrize(
    ("done", "total", "words", "length"),
    [
        (0, 0, "Waiting to begin", "0.0%"),
        (0, 8, "0 of 8 (0%)", "0.0%"),
        (423, 1200, "423 of 1,200 (35%)", "35.2%"),
        (9, 8, "9 of 8 (100%)", "100.0%"),
    ],
)
def test_progress_in_words_and_picture(done, total, words, length):
    html = render("{% progress done total 'Reading' %}", done=done, total=total)
    assert html.split('class="progress-count">')[1].split("<")[0] == words
    assert html.split('<rect width="')[2].split('"')[0] == length


def test_the_shell_stands_without_any_facts():
    with translation.override("en"):
        html = Template("{% extends 'base.html' %}{% block h1 %}Here{% endblock %}").render(Context())
    assert html.count("<h1>Here</h1>") == 1
    assert html.count("<nav") + html.count("<form") == 0


def test_the_shell_shows_menus_language_and_what_waits():
    request = RequestFactory().get("/solutions/?q=1")
    facts = {
        "nav": [{"label": "Solutions", "url": "/s/", "current": True}],
        "user_nav": [{"label": "Today", "url": "/t/"}],
        "languages": [("da", "Danish"), ("en", "English")],
        "unread": 3,
    }
    html = render("{% include 'core/shell/header.html' %}", request, LANGUAGE_CODE="en", **facts)
    assert html.split('<nav class="site-menu__nav"')[1].split("<li>")[1].split("</li>")[0] == (
        '<a href="/s/" aria-current="page">Solutions</a>'
    )
    assert html.split('name="next" value="')[1].split('"')[0] == "/solutions/?q=1"
    assert [part.split('"')[0] for part in html.split('name="language" value="')[1:]] == ["da"]
    assert html.count('class="count-dot">3') == 2
