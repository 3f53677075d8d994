import pytest
from benchmarks import relevance

FLOORS = {"squad-da": (0.785, 0.96), "libreoffice-help-da": (0.592, 0.86)}


@pytest.mark.parametrize("name", FLOORS)
def test_relevance_on_a_collection_written_by_others_stays_above_its_floor(name):
    folder = relevance.FOLDER / name
    assert folder.is_dir(), f"{folder} is needed: the Danish test collections"
    index, queries, relevant = relevance.collection(folder)
    asked = [query for query in queries if query[0] in relevant][:300]
    found = {query: [document for document, _ in index.search(text, 100)] for query, text in asked}
    figures = relevance.figures(found, relevant)
    assert figures["nDCG@10"] > FLOORS[name][0]
    assert figures["recall@100"] > FLOORS[name][1]
