"""What somebody asks of the list of solutions, as an address carries it: words, choices, order, look, and what is put aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lysning.catalogue.models import Solution
from lysning.catalogue.queries import ORDERS, choices_of

MOST_COMPARED = 4
LONGEST_NUMBER = 7
TABLE = "tabel"
ORDER_WORDS: dict[str, tuple[Promise, Promise]] = {
    "best": (
        pgettext_lazy("order", "Best fit"),
        _("The solutions that share the most telling words with your question stand first."),
    ),
    "new": (pgettext_lazy("order", "Newest"), _("The newest stand first.")),
    "price": (
        pgettext_lazy("order", "Price"),
        _(
            "What costs a municipality of 40,000 inhabitants least over four years stands first. Those that state no "
            "price stand last."
        ),
    ),
    "maturity": (
        pgettext_lazy("order", "Maturity"),
        _("Those in widest use stand first and ideas last. Among equals the newest stand first."),
    ),
    "name": (pgettext_lazy("order", "Name"), _("The solutions stand in the order of the alphabet.")),
}
"""What each order is called, and what stands first in it."""


@dataclass(frozen=True)
class Asked:
    """One request of the list; every part may be empty. `compared` are slugs, at most four."""

    query: str
    choices: Mapping[str, Sequence[str]]
    sort: str
    is_table: bool
    compared: tuple[str, ...]
    page: int
    place: str = ""
    """The slug of the municipality for which a comparison reckons, where the address names one."""

    @property
    def is_narrowed(self) -> bool:
        """True when something is chosen in a facet."""
        return any(self.choices.values())

    @property
    def may_add(self) -> bool:
        """True while there is room beside what is compared already."""
        return len(self.compared) < MOST_COMPARED

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Name and value of all that an address must carry, without the page."""
        chosen = [(facet, value) for facet, values in self.choices.items() for value in values]
        words = [("q", self.query)] if self.query else []
        return [*words, *chosen, *self.manner, *self.aside]

    @property
    def manner(self) -> list[tuple[str, str]]:
        """How the list is shown: its order and its look, where they are not the usual ones."""
        sort = [] if self.sort == usual_order(self.query) else [("sort", self.sort)]
        return [*sort, ("vis", TABLE)] if self.is_table else sort

    @property
    def aside(self) -> list[tuple[str, str]]:
        """What is put aside to be compared."""
        return [("l", slug) for slug in self.compared]

    @cached_property
    def address(self) -> str:
        """The first page of this list."""
        return _address("web:explore", self.parts)

    @property
    def as_usual(self) -> "Asked":
        """The same words and choices in the usual order and look, with nothing put aside: what can be followed."""
        return replace(self, sort=usual_order(self.query), is_table=False, compared=(), page=1)

    @property
    def ends(self) -> str:
        """Words and choices as the end of an address; empty when nothing is asked."""
        return _ending(self.as_usual.parts)

    @property
    def feed(self) -> str:
        """This list as Atom."""
        return reverse("web:solutions_feed") + self.ends

    @property
    def follow(self) -> str:
        """Where this list is followed."""
        return _address("notifications:follow", [("slags", "search"), *self.as_usual.parts])

    @property
    def unnarrowed(self) -> str:
        """The same list without what is chosen in the facets."""
        return replace(self, choices={}).address

    @property
    def comparison(self) -> str:
        """The page that shows what is compared side by side."""
        place = [("kommune", self.place)] if self.place else []
        return _address("web:compare", [*self.aside, *place])

    @property
    def looks(self) -> list[tuple[str, str, bool]]:
        """The two looks of the list: name, address, and whether it is this one."""
        names = ((False, pgettext_lazy("look", "List")), (True, pgettext_lazy("look", "Table")))
        return [(str(name), replace(self, is_table=look).address, look == self.is_table) for look, name in names]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """The orders one may choose: name, address, and whether it is this one."""
        known = [sort for sort in ORDER_WORDS if self.query or sort != "best"]
        return [(str(ORDER_WORDS[sort][0]), replace(self, sort=sort).address, sort == self.sort) for sort in known]

    @property
    def order_words(self) -> Promise:
        """What stands first, and why."""
        return ORDER_WORDS[self.sort][1]

    def address_with_aside(self, slug: str) -> str:
        """The same list with one more put aside, which is what an address ends with; a page has twenty of them."""
        return f"{self.address}{'&' if '?' in self.address else '?'}{urlencode([('l', slug)])}"

    def without_aside(self, slug: str) -> "Asked":
        """The same list with one put back."""
        return replace(self, compared=tuple(each for each in self.compared if each != slug))


def comparing(slugs: Iterable[str], place: str) -> Asked:
    """The whole list with these put aside, reckoned for the municipality with this slug."""
    return Asked(query="", choices={}, sort=usual_order(""), is_table=False, compared=tuple(slugs), page=1, place=place)


def usual_order(query: str) -> str:
    """The order of a list when none is chosen: the best for a question, otherwise the newest."""
    return "best" if query else "new"


def asked_of(request: HttpRequest, query: str) -> Asked:
    """What the request asks for, given its words once they are cleaned; what is unknown is left out and not refused."""
    sort = request.GET.get("sort", "")
    is_known = sort in {"new", *ORDERS} or (sort == "best" and bool(query))
    return Asked(
        query=query,
        choices=choices_of(request.GET),
        sort=sort if is_known else usual_order(query),
        is_table=request.GET.get("vis") == TABLE,
        compared=slugs_of(request)[:MOST_COMPARED],
        page=page_number(request.GET.get("page", "")),
    )


def slugs_of(request: HttpRequest) -> tuple[str, ...]:
    """The solutions that the address puts side by side, each once."""
    return tuple(dict.fromkeys(slug for slug in request.GET.getlist("l") if slug.isascii() and slug))


def page_number(written: str) -> int:
    """The number of a page as an address says it; 1 for anything else."""
    return int(written) if written.isascii() and written.isdigit() and 0 < len(written) < LONGEST_NUMBER else 1


def names_of(slugs: Sequence[str]) -> list[tuple[str, str]]:
    """Slug and title of the public ones among these, in their order. One query, none for none."""
    if not slugs:
        return []
    public = Solution.objects.public().filter(slug__in=slugs)
    titles = dict(public.values_list("slug", "current_version__title"))
    return [(slug, titles[slug]) for slug in slugs if slug in titles]


def _address(name: str, parts: Sequence[tuple[str, str]]) -> str:
    return reverse(name) + _ending(parts)


def _ending(parts: Sequence[tuple[str, str]]) -> str:
    sent = QueryDict(mutable=True)
    for key, value in parts:
        sent.appendlist(key, value)
    return f"?{sent.urlencode()}" if parts else ""
