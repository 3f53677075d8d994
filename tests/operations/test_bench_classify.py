"""`lysning bench classify` on a KLE of our own that fits on a screen."""

import json

import pytest
from click.testing import CliRunner

from lysning.cli import manual
from lysning.cli.bench.classifiers import ARMS
from lysning.cli.bench.titles import HELD_OUT, Subject, parted
from lysning.matching.models import Document
from lysning.taxonomy.actions import seed_reference
from lysning.taxonomy.models import KleGroup
from lysning.taxonomy.queries import areas

GROUPS = {
    "05.13": ("Trafiksikkerhed", ["på skoleveje", "ved kryds", "i byen", "om vinteren", "for cyklister", "på stier"]),
    "27.42": ("Plejehjem", ["til ægtepar", "med demens", "om natten", "for yngre", "i landdistrikter", "og frit valg"]),
    "23.05": (
        "Folkeregistrering",
        ["af udlændinge", "ved flytning", "af børn", "i udlandet", "af studerende", "uden bopæl"],
    ),
}
MAINS = {"05": "Veje og trafik", "27": "Social service", "23": "Borgerlige forhold"}
ACTIVITIES = [
    {"name": "01. Behandling af personoplysninger i forbindelse med plejehjem", "kleGroups": ["27.42"]},
    {"name": "02. Behandling af personoplysninger i forbindelse med trafiksikkerhed", "kleGroups": ["05.13"]},
    {"name": "03. Uden gruppe", "kleGroups": None},
]
NEEDS = [
    "id\tkle\ttext\ttrade\tsplit",
    "n1\t27\tGamle bor her\tplejehjem\theld",
    "n2\t23.05\tNye naboer\tfolkeregistrering\t",
]
pytestmark = pytest.mark.django_db


def listed():
    rows = list(MAINS.items()) + [(number, title) for number, (title, _) in GROUPS.items()]
    for number, (title, topics) in GROUPS.items():
        rows += [(f"{number}.{place:02}", f"{title} {topic}") for place, topic in enumerate(topics)]
    return rows


@pytest.fixture
def files(tmp_path):
    """The command's options with a list, activities and needs."""
    areas.forget()
    seed_reference()
    kle, acts, needs = tmp_path / "kle.csv", tmp_path / "acts.json", tmp_path / "needs.tsv"
    kle.write_text("\n".join(["number;title", *(";".join(row) for row in listed())]), encoding="utf-8")
    acts.write_text(json.dumps(ACTIVITIES), encoding="utf-8")
    needs.write_text("\n".join(NEEDS), encoding="utf-8")
    yield [f"--kle={kle}", f"--activities={acts}", f"--needs={needs}"]
    areas.forget()


def measured(*arguments):
    done = CliRunner().invoke(manual, ["bench", "classify", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def test_the_figures_tell_every_way_apart_and_change_nothing(files):
    before = KleGroup.objects.count(), Document.objects.count()
    result = json.loads(measured(*files, "--json").stdout)
    topics = result["topics"]
    assert list(topics["arms"]) == list(ARMS)
    assert 0 < topics["asked"] == len(listed()) - topics["titles"]
    assert topics["with_area"] == topics["asked"]
    assert topics["arms"]["ours"]["group@1"]["mean"] == 1.0
    assert topics["arms"]["vocabulary"].keys() == {"area@1", "area@3"}
    assert topics["gain"]["nearest"].keys() == {"group@1", "group@3", "area@1", "area@3"}
    assert (KleGroup.objects.count(), Document.objects.count()) == before


def test_activities_and_needs_are_asked_of_the_whole_list(files):
    result = json.loads(measured(*files, "--json").stdout)
    assert [(task, result[task]["asked"], result[task]["titles"]) for task in ("activities", "needs", "trade")] == [
        ("activities", 2, 24),
        ("needs", 2, 24),
        ("trade", 2, 24),
    ]
    assert result["activities"]["arms"]["ours"]["group@1"]["mean"] == 1.0
    assert result["trade"]["arms"]["ours"]["group@1"]["mean"] == 1.0
    assert result["needs"]["arms"]["nearest"]["group@1"]["mean"] == 0.0


def test_a_person_reads_a_table(files):
    shown = measured(files[0], "--split=dev").stdout
    assert "lært af" in shown.splitlines()[0]
    assert all(str(title) in shown for title in ARMS.values())


def test_topics_are_held_out_by_their_number_alone_and_dev_takes_none_of_held():
    rows = [Subject(f"01.{group:02}.{topic:02}", "Emne") for group in range(20) for topic in range(50)]
    held, dev = parted(rows, "held"), parted(rows, "dev")
    assert abs(len(held.held) / len(rows) - HELD_OUT) < 0.05
    assert len(held.held) + len(held.learnt) == len(rows)
    assert set(dev.learnt) < set(held.learnt)
    assert len(dev.held) == len(held.learnt) - len(dev.learnt)
    assert set(parted(rows[::-1], "held").learnt) == set(held.learnt)


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("kle", "number;title\n27.1;Skæv\n"),
        ("kle", "number;title\n"),
        ("kle", "number;title\n27;Social service\n"),
        ("kle", "navn\nSocial service\n"),
        ("activities", "[1]"),
        ("activities", '[{"name": "Uden"}]'),
        ("activities", "nej"),
        ("needs", "id\ttext\nn1\tfald\n"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(files, tmp_path, option, content):
    bad = tmp_path / "bad"
    bad.write_text(content, encoding="utf-8")
    done = measured(*(file for file in files if not file.startswith(f"--{option}=")), f"--{option}={bad}")
    assert (done.exit_code, done.stdout) == (2, "")
