"""Lucene's Danish analyser with BM25, through the small Java program beside this file."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeAlias

from lysning.cli.bench.collections import Document
from lysning.cli.bench.engines import (
    Found,
    Search,
    Unavailable,
    size_of_files,
    temporary_folder,
    title_ways,
)
from lysning.operations.text import _

Process: TypeAlias = "subprocess.Popen[str]"
PROGRAM = Path(__file__).with_name("Lucene.java")
ANALYSERS = ("lucene-analysis-common", "lucene-analyzers-common")
"""The jar's name since Lucene 9, and before."""
LONGEST_PART = 15
SHORTEST_PART = 4
INDEX, ERRORS = "index", "errors.txt"


class Lucene:
    """A Java process that indexes a file and answers a line with a line; the time is what Java itself measures."""

    def __init__(self, folder: Path, process: Process, words: int) -> None:
        plain = _("DanishAnalyzer, any word, BM25")
        split = _("DanishAnalyzer and DictionaryCompoundWordTokenFilter with {count} words, any word, BM25")
        self.settings = split.format(count=words) if words else plain
        self._folder = folder
        self._process = process
        self._splits = words > 0
        self._documents: Sequence[Document] = ()
        self.version = self._read().partition("\t")[2]

    def index(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        file = self._folder / "documents.tsv"
        lines = (f"{_one_line(document.title)}\t{_one_line(document.text)}\n" for document in documents)
        file.write_text("".join(lines), encoding="utf-8")
        self._ask(f"index\t{file}")

    def ways(self) -> Mapping[str, Search]:
        found = title_ways(partial(self._search, how="together"), self._documents)
        if self._splits:
            apart = title_ways(partial(self._search, how="apart"), self._documents)
            found |= {_("{way}, parts as words of their own").format(way=way): apart[way] for way in apart}
        return found

    def size(self) -> int:
        return size_of_files(self._folder / INDEX)

    def _search(self, text: str, most: int, *, title: float, how: str) -> Found:
        took, _tab, numbers = self._ask(f"search\t{most}\t{title}\t{how}\t{_one_line(text)}").partition("\t")
        return Found([self._documents[int(number)].name for number in numbers.split()], int(took) / 1e9)

    def _ask(self, line: str) -> str:
        assert self._process.stdin
        with suppress(BrokenPipeError):  # the answer that does not come then says why
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        return self._read()

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            said = (self._folder / ERRORS).read_text(encoding="utf-8", errors="replace").strip()
            raise Unavailable(_("Java ended: {said}").format(said=said.partition("\n")[0]))
        return line.rstrip("\n")


def danish(place: Path) -> AbstractContextManager[Lucene]:
    return _opened(place, list)


def compounds(place: Path) -> AbstractContextManager[Lucene]:
    return _opened(place, compound_words)


@contextmanager
def _opened(place: Path, words: Callable[[], list[str]]) -> Iterator[Lucene]:
    jars = found_jars(place)
    java = shutil.which("java")
    if java is None:
        raise Unavailable(_("Java is missing; Debian's default-jdk-headless brings it"))
    with temporary_folder() as folder:
        known, arguments = words(), [str(folder / INDEX)]
        if known:
            (folder / "words.txt").write_text("\n".join(known), encoding="utf-8")
            arguments.append(str(folder / "words.txt"))
        command = [java, "-cp", os.pathsep.join(map(str, jars)), str(PROGRAM), *arguments]
        with _running(command, folder / ERRORS) as process:
            yield Lucene(folder, process, len(known))


@contextmanager
def _running(command: Sequence[str], errors: Path) -> Iterator[Process]:
    with errors.open("w") as said:
        process = subprocess.Popen(  # noqa: S603 -- our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, encoding="utf-8"
        )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def found_jars(place: Path) -> list[Path]:
    """Lucene's core and analysers of the newest version in the folder that has both.

    Raises Unavailable when there are none.
    """
    for core in sorted(place.glob("lucene-core-*.jar"), key=_number, reverse=True):
        for name in ANALYSERS:
            analysers = core.with_name(core.name.replace("lucene-core", name))
            if analysers.exists():
                return [core, analysers]
    raise Unavailable(
        _(
            "no lucene-core-*.jar with its analysers in {place}; Debian's liblucene8-java brings them,"
            " or name a folder with --lucene"
        ).format(place=place)
    )


def compound_words() -> list[str]:
    """The words that compounds are cut into: counted dictionary forms of the lexicon that are no compounds and no names."""
    from lysning.matching.text import tables
    from lysning.matching.text.compounds import Splitter
    from lysning.matching.text.lexicon import open_lexicon

    lexicon = open_lexicon()
    splitter = Splitter(lexicon, tables.overrides())
    return [
        form
        for form, entry in lexicon.entries()
        if SHORTEST_PART <= len(form) <= LONGEST_PART
        and entry.lemma == form
        and entry.zipf > 0
        and not entry.is_name
        and not splitter.parts(form)
    ]


def _number(core: Path) -> list[int]:
    return [int(part) for part in core.stem.removeprefix("lucene-core-").split(".") if part.isdigit()]


def _one_line(text: str) -> str:
    return " ".join(text.split())
