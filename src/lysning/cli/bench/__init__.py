"""`lysning bench`: the measurements that anybody may repeat."""

from lysning.cli.manual import Entry, Manual
from lysning.operations.text import _

SEARCH = _("How good and how fast the search is")

COMMANDS = [
    Entry("relevance", "lysning.cli.bench.relevance:relevance", SEARCH, _("Quality on a test collection")),
    Entry("compare", "lysning.cli.bench.compare:compare", SEARCH, _("Quality and speed beside other search engines")),
    Entry("reading", "lysning.cli.bench.reading:reading", SEARCH, _("Quality on needs in plain words")),
    Entry(
        "classify", "lysning.cli.bench.classify:classify", SEARCH, _("Whether KLE group and area are told from a title")
    ),
    Entry("search", "lysning.cli.bench.latency:search", SEARCH, _("Latency of a search as documents grow")),
    Entry("reverse", "lysning.cli.bench.latency:reverse", SEARCH, _("Latency of a solution against standing profiles")),
]

bench = Manual(
    name="bench",
    entries=COMMANDS,
    help=_(
        "Measure the search and the matching. Nothing of yours is read or changed. docs/benchmarks.md has our figures."
    ),
)
