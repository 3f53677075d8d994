"""Floors under what is measured on judged texts; the figures themselves stand in docs/benchmarks.md."""

import pytest
from benchmarks import concerned

FLOORS = {
    "dev": {"right area first": 0.95, "right leader first": 0.90, "concerns nobody and was silent": 0.92},
    "test": {"right area first": 0.87, "right leader first": 0.84, "concerns nobody and was silent": 0.90},
    "fifth": {"right area first": 0.72, "right leader first": 0.69, "concerns nobody and was silent": 0.87},
    "second": {"right area first": 0.82, "right leader first": 0.76, "concerns nobody and was silent": 0.88},
}


@pytest.mark.parametrize(("split", "figure"), [(split, figure) for split in FLOORS for figure in FLOORS[split]])
def test_descriptions_reach_the_right_area_and_leader_or_nobody(split, figure):
    holds, of = concerned.figures(concerned.descriptions(split))[figure]
    assert holds / of >= FLOORS[split][figure]


@pytest.mark.parametrize(("split", "first", "silent"), [("dev", 0.74, 0.82), ("test", 0.85, 0.74)])
def test_project_descriptions_written_by_others_stay_above_their_floors(split, first, silent):
    figures = concerned.figures(concerned.projects(split))
    assert figures["right area first"][0] / figures["right area first"][1] >= first
    assert figures["concerns nobody and was silent"][0] / figures["concerns nobody and was silent"][1] >= silent


def test_every_area_has_descriptions_in_every_split_and_nobody_has_many():
    for split in ("dev", "test"):
        judged = concerned.descriptions(split)
        counts = {key: sum(key in text.areas for text in judged) for key in concerned.IDS}
        assert min(counts.values()) >= 8, counts
        assert sum(not text.areas for text in judged) >= 50


def test_no_description_is_judged_twice_and_every_role_is_one_of_its_area():
    splits = ("dev", "test", "second", "third", "fourth", "fifth")
    judged = [text for split in splits for text in concerned.descriptions(split)]
    assert len({text.name for text in judged}) == len({tuple(text.fields.values()) for text in judged}) == len(judged)
    for text in judged:
        areas = {concerned.IDS[key] for key in text.areas}
        assert text.roles <= {title for area_id, title, _level in concerned.ROLES if area_id in areas}
