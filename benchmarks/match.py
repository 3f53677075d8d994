"""`lysning match` against all posts: in process and as a whole command.

.venv/bin/python benchmarks/match.py
"""

import subprocess
import tempfile
import time
import tomllib
from pathlib import Path

import scratch

RUNS, COMMANDS = 200, 7


def main() -> None:
    scratch.start()
    from lysning.directory.models import Post
    from lysning.matching.queries import MatchFacts, match_posts

    path = scratch.ROOT / "src/lysning/web/demo/data/solutions.toml"
    texts = tomllib.loads(path.read_text(encoding="utf-8"))["solution"]
    facts = [MatchFacts(t["title"], t["problem"], t["audience"], t["description"]) for t in texts]
    for each in facts:
        match_posts(each)
    times, found = [], 0
    for number in range(RUNS):
        started = time.perf_counter()
        found += len(match_posts(facts[number % len(facts)]))
        times.append((time.perf_counter() - started) * 1000)
    whole = []
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(texts[0]["title"] + "\n" + texts[0]["problem"])
        file.flush()
        command = [str(scratch.ROOT / ".venv/bin/lysning"), "match", file.name, "--json"]
        for _ in range(COMMANDS):
            started = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path("/"))
            whole.append(time.perf_counter() - started)
    rows = [
        ("what", "p50", "p95", "on"),
        (
            "match in process, ms",
            f"{scratch.quantile(times, 0.5):.1f}",
            f"{scratch.quantile(times, 0.95):.1f}",
            f"{Post.objects.count()} posts, {found // RUNS} found on average",
        ),
        (
            "whole command, s",
            f"{scratch.quantile(whole, 0.5):.2f}",
            f"{max(whole):.2f} (max)",
            "its own server running or not",
        ),
    ]
    scratch.table(rows)


if __name__ == "__main__":
    main()
