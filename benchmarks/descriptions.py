"""Which areas and leaders a description concerns, or nobody: our own descriptions and KL's activities.

    .venv/bin/python benchmarks/descriptions.py [--mistakes SPLIT] [--kle LIST]

They lie in src/lysning/matching/data. dev and test were written and judged before the rules were tuned, and parted at random
(seed 20261125, half of every area). second to fifth were written later, each while the vocabulary stood still; after its first
figures each but the last was used for improving. So nobody has looked at the mistakes of test and fifth, and nobody should.

With a KLE list (CSV: number, title) also how well areas are told by the KLE groups that `suggest_kle` would name.
"""

import argparse
from pathlib import Path

import concerned


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--mistakes", metavar="SPLIT", default="")
    arguments.add_argument("--kle", metavar="LIST", type=Path)
    asked = arguments.parse_args()
    for split in ("dev", "test", "second", "third", "fourth", "fifth"):
        concerned.report(split, concerned.descriptions(split), with_mistakes=asked.mistakes == split)
        if asked.kle:
            concerned.report_kle(asked.kle, concerned.descriptions(split))
    for split in ("dev", "test"):
        concerned.report(f"KL's activities, {split}", concerned.activities(split))


if __name__ == "__main__":
    main()
