"""Relevance of words and meaning together on two Danish test collections written by others. Needs the extra `dense`.

    python benchmarks/hybrid.py [FOLDER] [--queries dev|test]

FOLDER as for relevance.py. Vectors are kept in build/vectors, named by model, so that only the first run takes half an hour.
The weight was chosen on `dev`; `test` is for reporting.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lysning.matching.dense import Encoder, Passage, Vector, available_encoder, why_no_encoder
from lysning.matching.rules.mixing import mix, weight_of_meaning, worth_showing
from relevance import COLLECTIONS, FOLDER, ROOT, collection, figures, lines

SLICES = {"dev": slice(1500, 2000), "test": slice(0, 1500)}
LEXICAL, DENSE = 200, 100
AT_ONCE = 64


def kept(name: str, texts: Sequence[object], make: Callable[[Sequence[object]], list[Vector]]) -> NDArray[np.float32]:
    """The vectors of the texts, from the cache where they were made before."""
    path = ROOT / "build" / "vectors" / f"{sha256(name.encode()).hexdigest()[:24]}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made: list[Vector] = []
        for start in range(0, len(texts), AT_ONCE):
            made += make(texts[start : start + AT_ONCE])
            print(f"\r{name}: {len(made)} of {len(texts)}", end="", file=sys.stderr)
        print(file=sys.stderr)
        np.save(path, np.asarray(made, np.float32))
    return np.load(path)


def measure(folder: Path, encoder: Encoder, wanted: str) -> dict[str, dict[str, float]]:
    """The figures of words, meaning and both, by name."""
    index, queries, relevant = collection(folder)
    rows = list(lines(folder / "corpus.jsonl"))
    names = [row["_id"] for row in rows]
    keys = {name: key for key, name in enumerate(names)}
    asked = [query for query in queries if query[0] in relevant][SLICES[wanted]]
    mark = f"{encoder.model_id} {folder.name}"
    documents = kept(f"{mark} documents", [Passage(row["title"], row["text"]) for row in rows], encoder.passages)
    questions = kept(f"{mark} {wanted}", [text for _, text in asked], lambda texts: [encoder.query(t) for t in texts])
    found: dict[str, dict[str, list[str]]] = {name: {} for name in ("words", "meaning", "both", "both, re-ranked only")}
    for (query, text), near in zip(asked, questions @ documents.T, strict=True):
        lexical = {keys[name]: score for name, score in index.search(text, LEXICAL)}
        nearest = np.argsort(-near, kind="stable")[:DENSE].tolist()
        cosine = {key: float(near[key]) for key in {*lexical, *nearest}}
        weight = weight_of_meaning(len(names))
        found["words"][query] = [names[key] for key in lexical]
        found["meaning"][query] = [names[key] for key in nearest]
        both = mix(lexical, worth_showing(lexical, cosine), weight)
        found["both"][query] = [names[row.subject_id] for row in both]
        again = mix(lexical, {key: cosine[key] for key in lexical}, weight)
        found["both, re-ranked only"][query] = [names[row.subject_id] for row in again]
    return {name: figures(results, relevant) for name, results in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--queries", choices=SLICES, default="dev")
    options = parser.parse_args()
    encoder = available_encoder()
    if encoder is None or not options.folder.is_dir():
        print(f"Encoder: {why_no_encoder() or 'there'}; test collections: {options.folder}", file=sys.stderr)
        return 2
    for name in COLLECTIONS:
        for ranking, values in measure(options.folder / name, encoder, options.queries).items():
            print(
                f"{name:20} {ranking:22} " + "  ".join(f"{key} {value:.4f}" for key, value in values.items()),
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
