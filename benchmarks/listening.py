"""What an independent listener hears of the catalogue: `python -m benchmarks.listening [--voice NAME]…`.

Every distinct line of every routine, cautions first, at the pace at which it guides, is spoken and heard alone. Says
how many of the words were heard by each listener, how many cautions were understood, and which lines to look at. With
one voice and two listeners it takes some twenty minutes; interrupted, it goes on where it was.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
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


Key = tuple[str, str, str, int]
"""A voice, a listener, the words said, and how many a minute."""


@dataclass(frozen=True, slots=True)
class LineHeard:
    """A line, and what a listener made of it."""

    voice: str
    listener: str
    said: str
    pace: int
    heard: str
    caution: bool
    hits: int
    words: int

    @property
    def key(self) -> Key:
        """What was asked."""
        return self.voice, self.listener, self.said, self.pace

    @property
    def share(self) -> float:
        """How much of it was heard, of 1."""
        return self.hits / self.words


def main() -> None:
    """Speak, listen, and print a table and the lines that were misheard."""
    options = _options()
    lines = sorted(distinct_lines(), key=lambda line: not line[1])[options.first :: options.every]
    kept = Path(options.lines)
    before = _kept(kept)
    heard = []
    with kept.open("a", encoding="utf-8") as file:
        for voice in options.voice:
            for each in listening(voice, lines, options.listener, options.cache, before):
                heard.append(each)
                if each.key not in before:
                    print(json.dumps(asdict(each)), file=file, flush=True)
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


def listening(
    name: str, lines: list[tuple[Utterance, bool]], listeners: list[str], cache: str, kept: Mapping[Key, LineHeard]
) -> Iterator[LineHeard]:
    """What each listener hears of each line by one voice, but for what is `kept` from a run before."""
    with Voicer(choose_voice(Settings(voice=name)), ClipCache(Path(cache))) as voicer:
        for utterance, caution in lines:
            for listener in listeners:
                key = (name, listener, utterance.words, utterance.pace)
                if key not in kept:
                    voicer.make(utterance)
                    clip = voicer.get(utterance)
                    assert clip is not None
                    heard = hear(clip, SAMPLE_RATE, listener)
                    yield LineHeard(*key, heard, caution, *recalled(utterance.words, heard))
                else:
                    yield kept[key]


def _kept(path: Path) -> dict[Key, LineHeard]:
    """What a run that wrote to `path` has heard already."""
    if not path.exists():
        return {}
    lines = [LineHeard(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    return {line.key: line for line in lines}


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
    parser.add_argument(
        "--lines", default="listening.jsonl", help="where every line and what was heard of it is kept, and gone on from"
    )
    parser.add_argument("--cache", default="audio_cache", help="where clips are kept")
    parser.add_argument("--every", type=int, default=1, help="only every so many lines")
    parser.add_argument("--first", type=int, default=0, help="beginning with this one")
    options = parser.parse_args()
    options.voice = options.voice or ["hibari:heart"]
    options.listener = options.listener or [size for size in LISTENERS if installed(size)]
    return options


if __name__ == "__main__":
    main()
