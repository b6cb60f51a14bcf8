"""What an independent listener hears of the catalogue: `python -m benchmarks.listening [--voice NAME]…`.

Every distinct line of every routine, at the pace at which it guides, is spoken and heard alone. Says how many of the
words were heard by each listener, how many cautions were understood, and which lines to look at. With one voice and two
listeners it takes some twenty minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measure import machine
from coach.plan import Selection, Utterance, lay_out, outline
from coach.script import read_routine
from coach.settings import Settings
from coach.speech.cache import ClipCache
from coach.speech.voices import choose_voice
from coach.speech.voicing import Voicer
from coach.units import SAMPLE_RATE
from tests.recogniser import LISTENERS, hear, installed, recalled

SCRIPTS = Path(__file__).parent.parent / "scripts"
UNDERSTOOD = 0.9
"""The share of its words by which a caution counts as understood."""


@dataclass(frozen=True, slots=True)
class LineHeard:
    """A line, and what a listener made of it."""

    voice: str
    listener: str
    said: str
    heard: str
    caution: bool
    hits: int
    words: int

    @property
    def share(self) -> float:
        """How much of it was heard, of 1."""
        return self.hits / self.words


def main() -> None:
    """Speak, listen, and print a table and the lines that were misheard."""
    options = _options()
    lines = list(distinct_lines())[options.first :: options.every]
    heard = [each for voice in options.voice for each in listening(voice, lines, options.listener, options.cache)]
    if options.lines:
        Path(options.lines).write_text(json.dumps([asdict(each) for each in heard], indent=1), "utf-8")
    print(f"\nMeasured on {machine()}: {len(lines)} distinct lines.\n")
    print("| Voice | Listener | Words heard | Lines heard whole | Cautions understood |\n|---|---|---|---|---|")
    for voice in options.voice:
        for listener in options.listener:
            print(_row([each for each in heard if (each.voice, each.listener) == (voice, listener)]))
    print("\nMisheard, worst first:\n")
    for each in sorted(heard, key=lambda line: line.share):
        if each.share < 1:
            mark = "caution, " * each.caution
            print(f"{each.share:4.0%}  {mark}{each.voice}, {each.listener}: {each.said!r}\n      heard {each.heard!r}")


def distinct_lines() -> Iterator[tuple[Utterance, bool]]:
    """What the catalogue speaks, optional parts too, each line once; and whether it is a caution."""
    lines: dict[Utterance, bool] = {}
    for path in sorted(SCRIPTS.glob("*.md")):
        routine = read_routine(path)
        optional = tuple(section.title for section in routine.sections if section.optional)
        for cue in lay_out(outline(routine, Selection(optional))).cues:
            if cue.utterance is not None:
                alike = Utterance(cue.utterance.words, cue.utterance.pace)
                lines[alike] = lines.get(alike, False) or cue.caution
    yield from lines.items()


def listening(name: str, lines: list[tuple[Utterance, bool]], listeners: list[str], cache: str) -> Iterator[LineHeard]:
    """What each listener hears of each line by one voice."""
    with Voicer(choose_voice(Settings(voice=name)), ClipCache(Path(cache))) as voicer:
        for number, (utterance, caution) in enumerate(lines):
            voicer.make(utterance)
            clip = voicer.get(utterance)
            assert clip is not None
            for listener in listeners:
                heard = hear(clip, SAMPLE_RATE, listener)
                hits, words = recalled(utterance.words, heard)
                yield LineHeard(name, listener, utterance.words, heard, caution, hits, words)
            if number % 50 == 49:
                print(f"{name}: {number + 1} of {len(lines)}", flush=True)


def _row(lines: list[LineHeard]) -> str:
    words = sum(each.hits for each in lines) / sum(each.words for each in lines)
    whole = sum(each.hits == each.words for each in lines)
    cautions = [each for each in lines if each.caution]
    understood = sum(each.share >= UNDERSTOOD for each in cautions)
    cells = (lines[0].voice, lines[0].listener, f"{words:.1%}", f"{whole} of {len(lines)}")
    return f"| {' | '.join(cells)} | {understood} of {len(cautions)} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", action="append", help="a voice's name; several may be given")
    parser.add_argument("--listener", action="append", choices=LISTENERS, help="else all that are installed")
    parser.add_argument("--lines", help="a file for every line and what was heard of it, as JSON")
    parser.add_argument("--cache", default="audio_cache", help="where clips are kept")
    parser.add_argument("--every", type=int, default=1, help="only every so many lines")
    parser.add_argument("--first", type=int, default=0, help="beginning with this one")
    options = parser.parse_args()
    options.voice = options.voice or ["hibari:heart"]
    options.listener = options.listener or [size for size in LISTENERS if installed(size)]
    return options


if __name__ == "__main__":
    main()
