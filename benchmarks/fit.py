"""The weights of lysning.matching.rules.decision, fitted on judged texts that may be looked at: prints them.

    .venv/bin/python benchmarks/fit.py

Logistic regression by Newton's method with a small ridge; the texts are our own descriptions of dev and second and the ERDF
projects of dev. One row per text: the sides as the best area has them.
"""

import numpy as np
from numpy.typing import NDArray

import concerned
from lysning.matching.rules.decision import FITTED, Weights
from lysning.matching.rules.scoring import sides_of

LOOKED_AT = ("dev", "second", "third", "fourth")
RIDGE = 1.0
ROUNDS = 50


def logistic(rows: NDArray[np.float64], holds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights that make `holds` most likely; the first column, the constant, is not held back."""
    ridge = np.diag([1e-3] + [RIDGE] * (rows.shape[1] - 1))
    weights = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (holds - likely) - ridge @ weights
        weights += np.linalg.solve((rows.T * (likely * (1 - likely))) @ rows + ridge, slope)
    return weights


def main() -> None:
    looked_at = [text for split in LOOKED_AT for text in concerned.descriptions(split)]
    judged = [*looked_at, *concerned.projects("dev")]
    best = [max(sides_of(concerned.evidence(text.fields), concerned.IDS).values(), default=None) for text in judged]
    rows = np.array([[1.0, *np.log1p(sides or (0, 0, 0, 0))] for sides in best])
    found = logistic(rows, np.array([float(bool(text.areas)) for text in judged]))
    print("fitted  ", Weights(*(round(float(weight), 2) for weight in found)))
    print("in use  ", FITTED)
    print(f"right about {np.mean((rows @ found > 0) == [bool(text.areas) for text in judged]):.1%} of {len(judged)}")


if __name__ == "__main__":
    main()
