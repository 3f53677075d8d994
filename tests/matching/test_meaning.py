"""Words and meaning in one ranking. A fake stands at the process border: an encoder that tells a meaning by one word."""

from datetime import UTC, datetime

import numpy as np
import pytest
from tests.factories.needs import make_need

from lysning.core.actors import VISITOR
from lysning.matching.actions import index_need, vectors
from lysning.matching.actions.dense import embed_missing
from lysning.matching.queries import dense
from lysning.matching.queries.search import answers, search_needs

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
ALIKE = {"dratter": 0, "fald": 0, "mørke": 1}


class Meanings:
    """A text means what the first word it has of ALIKE means."""

    dimensions = 384
    model_id = "meanings 1"

    def passages(self, passages):
        return [self.query(" ".join(passage)) for passage in passages]

    def query(self, text):
        vector = np.full(self.dimensions, 1e-3)
        vector[next((place for word, place in ALIKE.items() if word in text.lower()), 2)] = 1
        return (vector / np.linalg.norm(vector)).tolist()


@pytest.fixture
def keys(monkeypatch):
    """Needs in the index, each with a vector."""
    dense._exist = False
    assert vectors.prepare_vectors()
    monkeypatch.setattr(dense, "available_encoder", Meanings)
    made = {
        name: make_need(title=name, description=text)
        for name, text in {
            "dark": "Borgerne på gangen om natten i mørke.",
            "fall": "Borgerne på gangen om natten: fald.",
            "elsewhere": "Noget om et fald i trapperummet.",
            "other": "Skraldebiler.",
        }.items()
    }
    for need in made.values():
        index_need(need.pk, at=AT)
    embed_missing("need", at=AT, most=100, encoder=Meanings())
    yield {name: need.pk for name, need in made.items()}
    dense._exist = False


def test_meaning_sets_equal_words_in_order_and_adds_what_is_near(keys):
    found = answers("need", "dratter på gangen om natten")
    assert found.ids[0] == keys["fall"]
    assert {keys["dark"], keys["elsewhere"]} <= set(found.ids)
    assert keys["other"] not in found.ids
    assert found.total == len(found.ids) == 3


def test_the_shares_of_words_and_meaning_add_up(keys):
    found = search_needs("dratter på gangen om natten", actor=VISITOR)
    for why in found.reasons(found.ids).values():
        assert sum(share for _, share in why.words) + why.otherwise + why.meaning == pytest.approx(1)
    assert found.reasons([keys["elsewhere"]])[keys["elsewhere"]].meaning > 0.9


def test_a_phrase_must_be_met_and_an_exclusion_must_not_whatever_they_mean(keys):
    assert answers("need", '"gangen natten" dratter').ids == [keys["fall"], keys["dark"]]
    assert keys["elsewhere"] not in answers("need", "dratter gangen -trapperummet").ids


def test_where_the_words_find_nothing_meaning_adds_nothing(keys):
    assert answers("need", "zzz dratter zzz").total == 0


def test_a_limit_cuts_the_mixed_ranking(keys):
    found = answers("need", "dratter på gangen om natten", limit=1)
    assert (found.ids, found.total) == ([keys["fall"]], 3)


def test_without_an_encoder_the_words_stand_alone(keys, monkeypatch):
    monkeypatch.setattr(dense, "available_encoder", lambda: None)
    found = answers("need", "gangen om natten")
    assert (set(found.ids), dict(found.meaning)) == ({keys["dark"], keys["fall"]}, {})
