"""Prints anew what the documents show: terminal output, tables and pictures.

Run ``python docs/refresh.py`` after anything that moves results. It replaces the text between
``<!-- shown: NAME -->`` and ``<!-- end -->`` in the documents by what the commands print, and the
pictures in docs/images.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PICTURES = (
    "map",
    "timeline",
    "evacuation",
    "supply",
    "disruption",
    "hydrographs",
    "inundation",
    "hazard_points",
    "stages",
    "gantt",
)
FIRE_PICTURES = ("fire_map", "fire_course")
DOCUMENTS = (
    "README.md",
    "docs/README.zh.md",
    "docs/traffic.md",
    "docs/flood.md",
    "docs/fire.md",
    "docs/linkage.md",
    "benchmarks/README.md",
)


def printed(*arguments: str) -> str:
    """Return what a command of this Python prints, 100 columns wide."""
    done = subprocess.run(  # noqa: S603  # our own interpreter, our own modules
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
    )
    return done.stdout.rstrip()


def replay(lang: str, *choices: str, pictures: tuple[str, ...] = PICTURES) -> str:
    """Return the terminal output of a run and take over its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        output = printed("-m", "sim", "run", *choices, f"lang={lang}", f"out={folder}")
        for picture in sorted(Path(folder).rglob("*.png")):
            if picture.stem.removesuffix(f"_{lang}") in pictures:
                shutil.copy(picture, IMAGES / picture.name)
        return "```text\n" + output.replace(folder, "results") + "\n```"


def why() -> str:
    """Return the causes of the last delivery of the replay."""
    with tempfile.TemporaryDirectory() as folder:
        output = printed("-m", "sim", "run", "figures=false", f"out={folder}")
        question = output.splitlines()[-1].partition("liandong why ")[2].split()
        return "```text\n" + printed("-m", "sim", "why", *question) + "\n```"


def linkage() -> str:
    """Return what the rule of 2019 says; its diagram in both languages."""
    command = ("-m", "sim", "linkage", "explain", "integrated_2019")
    for lang in ("zh", "en"):
        output = printed(*command, f"--lang={lang}", "--diagram", f"docs/images/linkage_{lang}.png")
    return "```text\n" + output.rpartition("\n")[0] + "\n```"


def fire_replay() -> str:
    """Return the terminal output of the border fire; its pictures in both languages."""
    choices = ("scenario=hunchun_border_fire_2019", "staging=key_forests")
    replay("zh", *choices, pictures=FIRE_PICTURES)
    return replay("en", *choices, pictures=FIRE_PICTURES)


def spring() -> str:
    """Return the terminal output of a spring of fires; who saw them first, in both languages."""
    choices = ("scenario=spring_campaign", "staging=forest_outposts")
    replay("zh", *choices, pictures=("fire_detection",))
    return replay("en", *choices, pictures=("fire_detection",))


SHOWN: dict[str, Callable[[], str]] = {
    "replay en": lambda: replay("en"),
    "replay zh": lambda: replay("zh"),
    "why": why,
    "explain": lambda: "```text\n" + printed("-m", "sim", "explain") + "\n```",
    "linkage by layout": lambda: printed("benchmarks/linkage_by_layout.py"),
    "linkage by layout, 20 replications": lambda: printed("benchmarks/linkage_by_layout.py", "20"),
    "benchmark replay": lambda: printed("benchmarks/replay.py"),
    "benchmark traffic": lambda: printed("benchmarks/traffic.py", str(IMAGES)),
    "benchmark flood": lambda: printed("benchmarks/flood.py"),
    "flood events": lambda: printed("benchmarks/flood_events.py", "events"),
    "flood season": lambda: printed("benchmarks/flood_events.py", "season", "5"),
    "flood works": lambda: printed("benchmarks/flood_events.py", "works", "5"),
    "linkage": linkage,
    "fire replay": fire_replay,
    "spring": spring,
    "fire spread": lambda: printed("benchmarks/fire_spread.py"),
    "border fire": lambda: printed("benchmarks/border_fire.py", "50"),
    "sensitivity": lambda: printed("benchmarks/sensitivity.py", "3", str(IMAGES)),
    "jilin city night": lambda: printed("benchmarks/jilin_city_night.py", str(IMAGES)),
}


def main() -> None:
    """Refresh every document; with names as arguments, only those blocks."""
    wanted = set(sys.argv[1:]) or set(SHOWN)
    cache: dict[str, str] = {}
    for name in DOCUMENTS:
        path = ROOT / name
        head, *blocks = path.read_text(encoding="utf-8").split("<!-- shown: ")
        text = head
        for block in blocks:
            key, _, rest = block.partition(" -->\n")
            old, _, tail = rest.partition("<!-- end -->")
            if key in wanted and key not in cache:
                print(f"{name}: {key}", flush=True)  # noqa: T201  # a script's progress
                cache[key] = SHOWN[key]() + "\n"
            text += f"<!-- shown: {key} -->\n{cache.get(key, old)}<!-- end -->{tail}"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
