"""What a web worker takes up when everyone in the example has read everything they may.

.venv/bin/python benchmarks/memory.py [--address http://localhost:8000] [--pages N] [--searches N]

Start the product first (`./run`), with as many workers as are to be measured. A visitor and then each role of the example read
up to so many pages, at most three of each kind of address; then come the searches. After each, a line per worker: what is
resident, its share where pages are shared with other processes, and what is its own, in MB. PDF and PNG, which load the
typesetter, come last and on a line of their own.
"""

import argparse
import random
import re
from collections import Counter, deque
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

NOT_READ = re.compile(r"^/(static|eksempel|sprog)|log-ud|(pdf|png)$")
WORDS = "fald plejehjem sensor skole læsning varme ventilation borger pas chatbot hul affald demens nat vagtplan"


class Reader:
    """Somebody with a browser: keeps cookies, follows redirections."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, fields: dict[str, str] | None = None) -> str:
        """The page as text; empty where there is none for this reader."""
        data = urlencode(fields).encode() if fields else None
        try:
            asked = Request(self.address + path, data=data, headers={"Referer": self.address + path})
            return self.opener.open(asked, timeout=60).read().decode("utf-8", "replace")
        except URLError:
            return ""

    def enter(self, role: int) -> str | None:
        """Enters the role of that number on the page of roles; its words, or None when there are not so many."""
        forms = re.findall(r'<form[^>]*action="(/eksempel/ind[^"]+)"(.*?)</form>', self.get("/eksempel/"), re.DOTALL)
        if role >= len(forms):
            return None
        path, inside = forms[role]
        self.get(path, dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', inside)))
        return " ".join(re.sub("<[^>]*>", " ", inside).split())

    def read(self, pages: int) -> set[str]:
        """Follows links from the front page; the papers met on the way."""
        seen, waiting, kinds, papers = {"/"}, deque(["/"]), Counter[str](), set()
        while waiting and pages:
            pages -= 1
            for link in re.findall(r'href="(/[^"#]*)"', self.get(waiting.popleft())):
                path = link.replace("&amp;", "&")
                kind = re.sub(r"\d+|(?<=/)[a-z0-9-]{12,}(?=/)", "#", path.split("?")[0])
                if path.endswith((".pdf", ".png")):
                    papers.add(path)
                if path in seen or NOT_READ.search(path) or kinds[kind] > 2:
                    continue
                kinds[kind] += 1
                seen.add(path)
                waiting.append(path)
        return papers


def workers(port: int) -> list[Path]:
    """The folders of the web server's processes in /proc, without the one that started them."""
    servers = {
        folder
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit()
        and b"granian" in (told := (folder / "cmdline").read_bytes())
        and str(port).encode() in told
    }
    parents = {folder: re.search(r"PPid:\s+(\d+)", (folder / "status").read_text())[1] for folder in servers}
    return sorted(folder for folder in servers if Path("/proc") / parents[folder] in servers)


def tell(what: str, port: int) -> None:
    for folder in workers(port):
        sizes = dict(re.findall(r"(\w+):\s+(\d+) kB", (folder / "smaps_rollup").read_text()))
        rss, share, own = (int(sizes[each]) / 1024 for each in ("Rss", "Pss", "Anonymous"))
        print(f"{what:45} {folder.name:>8} {rss:7.1f} {share:7.1f} {own:7.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--pages", type=int, default=250)
    parser.add_argument("--searches", type=int, default=400)
    chosen = parser.parse_args()
    port = urlsplit(chosen.address).port or 80
    print(f"{'after':45} {'process':>8} {'RSS':>7} {'PSS':>7} {'own':>7}")
    tell("the start", port)
    visitor, dice = Reader(chosen.address), random.Random(3)
    papers = visitor.read(chosen.pages)
    tell("a visitor", port)
    role = 0
    while (reader := Reader(chosen.address)) and (name := reader.enter(role)) is not None:
        reader.read(chosen.pages)
        tell(name, port)
        role += 1
    for _ in range(chosen.searches):
        visitor.get("/loesninger/?q=" + quote(" ".join(dice.sample(WORDS.split(), dice.randint(1, 4)))))
    tell("searches", port)
    for paper in sorted(papers)[:20]:
        visitor.get(paper)
    tell(f"{min(len(papers), 20)} papers", port)


if __name__ == "__main__":
    main()
