"""Files derived from the repository at set-up: translations, the analyser's lexicon, the collected static files.

`python -m lysning.operations.build words|run|test`; a step whose sources have not changed is skipped. `words` needs nothing
of the front end, so it can run beside its making.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from lysning.operations import text
from lysning.operations.failures import SetupFailed
from lysning.operations.places import CHECKOUT
from lysning.operations.text import PACKAGE, _


def build_folder() -> Path:
    """Returns the folder of derived files: `LYSNING_BUILD`, else `build` in the checkout."""
    return Path(os.environ.get("LYSNING_BUILD", CHECKOUT / "build"))


def compile_translations(package: Path = PACKAGE) -> list[Path]:
    """Compiles every room's django.po that is newer than its django.mo; returns those it compiled.

    Raises:
        SetupFailed: a .po is not well-formed.
    """
    stale = [source for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")) if not _is_fresh(source)]
    if not stale:
        return []
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    for source in stale:
        try:
            with source.open("rb") as file:
                catalog = read_po(file, charset="utf-8", abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise SetupFailed(f"{source}: {error}") from error
        unfinished = source.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as file:
            write_mo(file, catalog)
        unfinished.replace(source.with_suffix(".mo"))
    text.forget()  # what is said from here on may be among them
    return stale


def _say(line: str) -> None:
    sys.stderr.write(f"· {line}\n")


def _is_fresh(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def freeze_lexicon() -> None:
    """Writes the analyser's lexicon below the build folder, unless the one of these package versions is there."""
    from django.utils.module_loading import import_string

    folder = build_folder() / "analyser"
    if not (folder / import_string("lysning.matching.text.build.stamp")() / "manifest.json").exists():
        _say(_("Building the Danish dictionary"))
        import_string("lysning.matching.text.build.build")(folder)


def freeze(path: str) -> None:
    """Has a module write what it freezes beside the lexicon, where what that is made from has changed; `path`: its `freeze`."""
    from django.utils.module_loading import import_string

    import_string(path)(build_folder() / "analyser")


def collect_static() -> None:
    """Gathers, names by content and compresses what the browser fetches, where any of it has changed."""
    record = build_folder() / "collected.stamp"
    stamp = _stamp(_static_sources())
    if record.exists() and record.read_text() == stamp:
        return
    _say(_("Collecting pictures, fonts and styles"))
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lysning.settings.production")
    os.environ.setdefault("LYSNING_SECRET_KEY", "not used: this step signs nothing")
    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    record.write_text(stamp)


def _static_sources() -> Iterable[Path]:
    yield CHECKOUT / "requirements.lock"
    yield from sorted((build_folder() / "static").rglob("*"))
    yield from sorted(PACKAGE.glob("*/static/**/*"))


def _stamp(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(str(CHECKOUT).encode())
    for path in paths:
        if path.is_file():
            digest.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def make_collected_folder() -> None:
    """Makes the folder of the collected files, empty: WhiteNoise complains where there is none, tests need no file."""
    (build_folder() / "collected").mkdir(parents=True, exist_ok=True)


WORDS: list[tuple[str, Callable[[], object]]] = [
    ("translations", compile_translations),
    ("lexicon", freeze_lexicon),
    ("vocabulary", partial(freeze, "lysning.matching.rules.vocabulary.freeze")),
    ("field words", partial(freeze, "lysning.matching.rules.telling.freeze")),
    ("word pairs", partial(freeze, "lysning.matching.text.pairs.freeze")),
]
STEPS: dict[str, list[tuple[str, Callable[[], object]]]] = {
    "words": WORDS,
    "test": [*WORDS, ("static files", make_collected_folder)],
    "run": [*WORDS, ("static files", collect_static)],
}


def main(goal: str) -> int:
    """Runs the steps of `words`, `run` or `test`; returns the exit code."""
    try:
        for name, step in STEPS[goal]:
            try:
                step()
            except Exception as error:
                raise SetupFailed(_("the step {name} stopped: {error}").format(name=name, error=error)) from error
    except SetupFailed as failure:
        sys.stderr.write(f"✗ {failure}\n")
        return failure.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
