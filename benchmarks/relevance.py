"""Relevance of the lexical engine on two Danish test collections written by others.

    python benchmarks/relevance.py [FOLDER] [--queries test|dev|all] [--no-synonyms]

FOLDER holds <collection>/corpus.jsonl, queries.jsonl and qrels.tsv; default ../shared/data/retrieval beside the checkout.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from lysning.matching.text.analyser import ANALYSER_VERSION, default_analyser
from lysning.matching.text.reference import ReferenceIndex

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "retrieval"
COLLECTIONS = ("squad-da", "libreoffice-help-da")
SLICES = {"test": slice(0, 1500), "dev": slice(2000, 3000), "all": slice(None)}


def lines(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8") as rows:
        yield from (json.loads(row) for row in rows)


def collection(folder: Path) -> tuple[ReferenceIndex, list[tuple[str, str]], dict[str, set[str]]]:
    """The indexed documents, the queries in order, and the documents that answer each."""
    documents = [(row["_id"], {"title": row["title"], "body": row["text"]}) for row in lines(folder / "corpus.jsonl")]
    queries = [(row["_id"], row["text"]) for row in lines(folder / "queries.jsonl")]
    relevant: dict[str, set[str]] = {}
    for row in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, _ = row.split("\t")
        relevant.setdefault(query, set()).add(document)
    return ReferenceIndex(default_analyser(), documents), queries, relevant


def figures(found: Mapping[str, list[str]], relevant: Mapping[str, set[str]]) -> dict[str, float]:
    """nDCG@10, MRR@10, recall@10 and recall@100, averaged over the queries of `found`."""
    total = dict.fromkeys(("nDCG@10", "MRR@10", "recall@10", "recall@100"), 0.0)
    for query, names in found.items():
        wanted = relevant[query]
        hits = [place for place, name in enumerate(names[:100]) if name in wanted]
        ideal = sum(1 / math.log2(place + 2) for place in range(min(10, len(wanted))))
        total["nDCG@10"] += sum(1 / math.log2(place + 2) for place in hits if place < 10) / ideal
        total["MRR@10"] += next((1 / (place + 1) for place in hits if place < 10), 0.0)
        total["recall@10"] += sum(place < 10 for place in hits) / len(wanted)
        total["recall@100"] += len(hits) / len(wanted)
    return {name: value / max(1, len(found)) for name, value in total.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--queries", choices=SLICES, default="test")
    parser.add_argument("--no-synonyms", action="store_true")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(f"No test collections in {options.folder}", file=sys.stderr)
        return 2
    print(f"analyser {ANALYSER_VERSION}, queries: {options.queries}, synonyms: {not options.no_synonyms}")
    for name in COLLECTIONS:
        began = time.perf_counter()
        index, queries, relevant = collection(options.folder / name)
        built = time.perf_counter() - began
        asked = [query for query in queries if query[0] in relevant][SLICES[options.queries]]
        began = time.perf_counter()
        found = {
            query: [document for document, _ in index.search(text, 100, synonyms=not options.no_synonyms)]
            for query, text in asked
        }
        each = (time.perf_counter() - began) / max(1, len(asked)) * 1000
        numbers = "  ".join(f"{key} {value:.4f}" for key, value in figures(found, relevant).items())
        print(
            f"{name:20} {index.documents} documents in {built:.1f} s, {len(asked)} queries at {each:.1f} ms: {numbers}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
