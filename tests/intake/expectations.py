"""What must come of a document, as its `.expect.json` says, and whether it did.

Keys: `spoken`, `silent`: a regex that is found, or is not, in what is spoken. `cautions`: found in a caution.
`not_step`: in no step, unless that forbids it. `not_caution`: in a step. `slots`: the first step that matches lasts so
many seconds, more or less. `sides`: said on the left and on the right. `repeats`: an item has that count in its closing
bracket. `breath`: a pattern, and how many breaths at least. `kept`: found in the script. `sections`: in a title.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from coach.app import as_json
from coach.intake.wording_rule import plain
from coach.plan.planner import Planner
from coach.script.reader import parse_routine

_FORBIDS = re.compile(
    r"\b(no|not|never|without|skip|stop)\b|n't\b|avoid|mistake|instead of|forbid|contra-?indicat|red flag", re.I
)


def has(regex: str, text: str) -> bool:
    """Whether a regex is found in a text, capitals and typographic signs aside."""
    return re.search(regex, " ".join(plain(text).split()), re.I) is not None


class Script:
    """A script that was imported, on the clock."""

    def __init__(self, text: str) -> None:
        routine = parse_routine(text, Path("imported.md"))
        self.text, self.breath = text, routine.header.breath
        plan = Planner.of_routine(routine).plan()
        self.overruns = plan.overruns
        self._data: Any = as_json.plan(plan)
        self._lines = text.split("\n")
        self.said = [cue for cue in self._data["cues"] if cue["text"]]
        self.steps = [cue for cue in self.said if not cue["caution"]]
        self.cautions = [cue["text"] for cue in self.said if cue["caution"]]
        self.titles = [section["title"] for section in self._data["sections"]]

    def fails(self, asked: dict[str, Any]) -> list[str]:
        """The expectations that do not hold, each as `key: what`."""
        failed = []
        for key, every in asked.items():
            for each in every:
                arguments = each if isinstance(each, list) else [each]
                if not getattr(self, f"_{key}")(*arguments):
                    failed.append(f"{key}: {each}")
        return failed

    def _spoken(self, regex: str) -> bool:
        return has(regex, " ".join(cue["text"] for cue in self.said))

    def _silent(self, regex: str) -> bool:
        return not any(has(regex, cue["text"]) for cue in self.said)

    def _cautions(self, regex: str) -> bool:
        return any(has(regex, text) for text in self.cautions)

    def _not_step(self, regex: str) -> bool:
        return not any(has(regex, cue["text"]) and not _FORBIDS.search(plain(cue["text"])) for cue in self.steps)

    def _not_caution(self, regex: str) -> bool:
        return any(has(regex, cue["text"]) for cue in self.steps)

    def _slots(self, regexes: str | list[str], seconds: float, tolerance: float) -> bool:
        for regex in regexes if isinstance(regexes, list) else [regexes]:
            cues = (
                cue
                for cue in self.steps
                if cue["kind"] == "say" and not self._is_title(cue) and has(regex, cue["text"])
            )
            cue = next(cues, None)
            if cue is not None and abs(self._lasts(cue) - seconds) <= tolerance:
                return True
        return False

    def _sides(self, regex: str) -> bool:
        return all(
            any(cue["side"] == side and has(regex, cue["text"]) for cue in self.said) for side in ("left", "right")
        )

    def _repeats(self, regex: str, times: int | list[int]) -> bool:
        least, most = times if isinstance(times, list) else (times, times)
        counts = [
            re.search(r"\(x(\d+)[^()]*\)(?: <!--.*-->)?$", line)
            for line in self._lines
            if line.startswith("- ") and has(regex, line)
        ]
        return any(match is not None and least <= int(match[1]) <= most for match in counts)

    def _breath(self, pattern: str | None, cycles: int) -> bool:
        mine = [part / 1000 for part in self.breath.phases if part]
        asked = [float(part) for part in re.findall(r"\d+", pattern)] if pattern else mine
        phases = [cue["end"] - cue["start"] for cue in self._data["cues"] if cue["kind"] == "breath"]
        return mine == asked and len(phases) >= cycles * len(asked)

    def _kept(self, regex: str) -> bool:
        return has(regex, re.sub(r"[*_`\\]|^>", "", self.text, flags=re.MULTILINE))

    def _sections(self, regex: str) -> bool:
        return any(has(regex, title) for title in self.titles)

    def _is_title(self, cue: dict[str, Any]) -> bool:
        return self._lines[cue["line"] - 1].startswith("#") or cue is self.said[0]

    def _lasts(self, cue: dict[str, Any]) -> float:
        later = [each["start"] for each in self.said if each["kind"] == "say" and each["start"] > cue["start"] + 0.001]
        return float(min(later, default=self._data["seconds"]) - cue["start"])
