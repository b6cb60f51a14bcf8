"""The screen: views as pages of text, and a terminal left as it was."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem

from coach.live.controls.keys import default_bindings
from coach.live.display.colours import TONES, style_of
from coach.live.display.picture import picture
from coach.live.display.screen import Screen
from coach.live.display.screen_page import as_text, page
from coach.live.display.wording import coming, sentence_of, words_of
from coach.live.view import BreathPhase, Notice, NoticeCode, Phase, ShownLine, ShownStep, StepKind, View
from coach.plan.cue import Side
from coach.sound import State

VIEW = View(
    title="Deep hip release", area="Piriformis", area_number=5, areas=18, side="left", segment=7,
    step=ShownStep(
        "step", (ShownLine("Rest your elbow on it.", "therapist"), ShownLine("Let the hip grow heavy.", "client"))
    ),
    turn=(1, 1), next_step=ShownStep("step", (ShownLine("Ease off slowly.", "therapist"),)), next_area=None,
    next_side=None,
    position=60_000, step_left=17_500, step_length=20_000, area_left=90_000, area_length=120_000,
    session_left=60_000, session_length=120_000, breath=None, marks=(0.0, 0.25, 0.75), state="playing",
)  # fmt: skip
BREATHING = replace(VIEW, side=None, breath=BreathPhase("inhale", 0.5, 4, 58_000, 62_000))


def shown(view: View, width: int, height: int, *, big: bool = False) -> str:
    """The page, framed by line breaks to stand in a test as it looks."""
    return f"\n{as_text(view, width, height, big=big)}\n"


PAGE = """

   Deep hip release                                    area 5 of 18

    LEFT SIDE  Piriformis
   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────────────────────────

          you  Rest your elbow on it.

       client  Let the hip grow heavy.




         next  Ease off slowly.

         step  0:18 to go       ━━━━───────────────────────────────
         area  1:30 to go       ━━━━━━━━━──────────────────────────
      session  1:00 to go       ━━━━━━━━━┿━━━━━━━━────────┼────────

               space pause   → next   ← back   ? more keys
"""
BREATH = """

   Deep hip release                                    area 5 of 18

               Piriformis
   ────────────────────────────────────────────────────────────────

          you  Rest your elbow on it.

       client  Let the hip grow heavy.


                              ▁▁▂▂▃▃▃▄▄▄▄▄▄▄▄▃▃▃▂▂▁▁
               ▁▁▁▁▂▂▃▃▄▅▅▆▇▇████████████████████████▇▇▆▅▅▄▃▃▂▂▁▁▁▁
       breath  Breathe in   4 breaths to go

         next  Ease off slowly.

         step  0:18 to go       ━━━━───────────────────────────────
         area  1:30 to go       ━━━━━━━━━──────────────────────────
      session  1:00 to go       ━━━━━━━━━┿━━━━━━━━────────┼────────

               space pause   → next   ← back   ? more keys
"""
PAUSED = """
   Deep hip release                      volume 80 % · area 5 of 18
               Piriformis                               RIGHT SIDE
   ────────────────────────────────━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

          you  Rest your elbow on it.

       client  Let the hip grow heavy.

               The speaker is gone.
               Paused. Space goes on.

         next  Ease off slowly.

         step  0:18 to go       ━━━━───────────────────────────────
         area  1:30 to go       ━━━━━━━━━──────────────────────────
      session  1:00 to go       ━━━━━━━━━┿━━━━━━━━────────┼────────

               space pause   → next   ← back   ? more keys
"""
SMALLEST = """
  LEFT  Piriformis
 you: Rest your
 elbow on it…
 step 0:18       ──
 ? keys
"""
BIG = """

  ██████  ██ ██████  ██ ███████  ██████  ██████  ███    ███ ██ ███████
  ██   ██ ██ ██   ██ ██ ██      ██    ██ ██   ██ ████  ████ ██ ██
  ██████  ██ ██████  ██ █████   ██    ██ ██████  ██ ████ ██ ██ ███████
  ██      ██ ██   ██ ██ ██      ██    ██ ██   ██ ██  ██  ██ ██      ██
  ██      ██ ██   ██ ██ ██       ██████  ██   ██ ██      ██ ██ ███████

  ██      ███████ ███████ ████████                          ██████      ██  █████
  ██      ██      ██         ██                            ██    ██ ██ ███ ██   ██
  ██      █████   █████      ██                            ██    ██     ██  █████
  ██      ██      ██         ██                            ██    ██ ██  ██ ██   ██
  ███████ ███████ ██         ██                             ██████      ██  █████



  Rest your elbow on it. client: Let the hip grow heavy.
  ━━━━━━━━━━━━━━━━━━━━┿━━━━━━━━━━━━━━━━━━━────────────────────┼───────────────────
  space pause · → next · ← back · ? more keys             1:30 area · 1:00 session
"""


def test_a_page() -> None:
    """Area, side, words and whom they are for, what comes next, the times with their bars, and three keys."""
    assert shown(VIEW, 70, 20) == PAGE


def test_a_breath_on_a_page() -> None:
    """The hill is as high as the lungs are full, beside how many breaths are to come."""
    assert shown(BREATHING, 70, 22) == BREATH


def test_no_phase_of_a_breath_moves_what_is_beside_it() -> None:
    """Whatever a breath asks for, the count of breaths stays at its place."""
    wanted: dict[Phase, str] = {
        "inhale": "Breathe in", "hold": "Hold", "top up": "A bit more", "exhale": "Breathe out", "rest": "Rest",
    }  # fmt: skip
    for phase, words in wanted.items():
        page = shown(replace(BREATHING, breath=BreathPhase(phase, 0.5, 4, 58_000, 62_000)), 70, 22)
        assert page == BREATH.replace("Breathe in ", words.ljust(11))


def test_a_pause_says_how_to_go_on() -> None:
    """A pause and a notice stand above what comes next, with the key that goes on."""
    view = replace(VIEW, side="right", state="paused", volume=80, notices=(Notice("trouble", "The speaker is gone."),))
    assert shown(view, 70, 18) == PAUSED


def test_the_smallest_page() -> None:
    """On 20 columns and 5 rows the side, the words and the time are left."""
    assert shown(VIEW, 20, 5) == SMALLEST


def test_a_page_for_a_dark_room() -> None:
    """Area, side and time stand in letters of blocks; a title the letters lack stands as it is."""
    assert shown(VIEW, 84, 18, big=True) == BIG
    assert "臀部" in as_text(replace(VIEW, area="臀部"), 84, 18, big=True)


def test_big_words_are_large_where_they_fit() -> None:
    """From across the room a caution is read in letters of blocks, in its own colour; else it stands small below."""
    said = "Tingling means the nerve is pressed: ease off."
    view = replace(VIEW, breath=None, step=ShownStep("caution", (ShownLine(said, "self"),)))
    for width, height in ((100, 30), (160, 45), (120, 26)):
        rows = page(view, width, height, big=True)
        assert said not in "\n".join("".join(piece.text for piece in row) for row in rows)
        assert sum(any(piece.tone == "big caution" and piece.text.strip() for piece in row) for row in rows) >= 6
    assert "nerve is pressed" in as_text(view, 84, 14, big=True)
    breath = BreathPhase("inhale", 0.5, 3, 0, 4000)  # its hill needs the room
    assert "nerve is pressed" in as_text(replace(view, breath=breath), 100, 30, big=True)


TITLE = """

   Deep hip release                                    area 5 of 18

    LEFT SIDE  Piriformis
   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────────────────────────

         next  Ease off slowly.




         step  0:18 to go       ━━━━───────────────────────────────
         area  1:30 to go       ━━━━━━━━━──────────────────────────
      session  1:00 to go       ━━━━━━━━━┿━━━━━━━━────────┼────────

               space pause   → next   ← back   ? more keys
"""


def test_while_a_title_is_said_the_next_words_are_there() -> None:
    """The middle of the page is not empty while an area is announced: what comes next can be read ahead, dimly."""
    view = replace(VIEW, step=ShownStep("opening"))
    assert shown(view, 70, 16) == TITLE
    rows = page(view, 120, 40, big=True)
    assert sum(any(piece.tone == "big dim" and piece.text.strip() for piece in row) for row in rows) >= 5


def test_a_big_page_has_no_empty_half() -> None:
    """Below large words there is what comes next, large too where it fits; the area gives way to words that do not."""
    step = ShownStep("step", (ShownLine("Stroke long and light, out over the hips.", "therapist"),))
    for width, height in ((80, 24), (100, 30), (120, 40), (200, 50)):
        rows = page(replace(VIEW, side=None, area="Warm-up", step=step), width, height, big=True)
        assert sum(any(piece.tone == "big" and piece.text.strip() for piece in row) for row in rows) >= 6
        blank = [not any(piece.text.strip() for piece in row) for row in rows]
        assert max(len(run) for run in "".join(" " if each else "x" for each in blank).split("x")) < height / 3


def test_every_state_has_its_sentence() -> None:
    """Somebody who has never seen the program is told what it waits for."""
    said: dict[State, str] = {
        "starting": "Begins in 3.",
        "paused": "Paused. Space goes on.",
        "waiting": "Ready? Space or → goes on.",
        "voicing": "One moment: finding the words.",
    }
    for state, sentence in said.items():
        view = replace(VIEW, state=state, starts_in=2500)
        for big in (False, True):
            assert sentence in as_text(view, 80, 24, big=big)


def test_every_code_has_its_words() -> None:
    """Every notice is a sentence with its number, every kind of step has words but the one that only names."""
    told: dict[NoticeCode, tuple[int | str | None, str]] = {
        "skip opening": (None, "These are the opening questions. To skip them, press it once more now."),
        "no brief opening": (None, "All questions can be asked for only while the brief ones are heard."),
        "time left": (750_000, "12 min 30 s left in all."),
        "held": (None, "Held for something else, such as a call. Your place is kept; it goes on after it."),
        "device lost": (None, "The loudspeaker is gone. Your place is kept; it goes on when there is one again."),
        "key held": (None, "A key held down counts once. Let it go, and press it again."),
        "more time": (30_000, "30 seconds more."),
        "volume": (80, "Volume 80 %."),
        "trouble": ("The bus has gone.", "The bus has gone."),
    }
    assert set(told) == set(get_args(NoticeCode))
    for code, (value, sentence) in told.items():
        assert sentence_of(Notice(code, value)) == sentence
    line = (ShownLine("Mind it.", "therapist"),)
    said = {kind: words_of(ShownStep(kind, line if kind in ("step", "caution") else ())) for kind in KINDS}
    assert said == {
        "opening": (), "step": (("you", "Mind it.", "words"),), "caution": (("caution", "Mind it.", "caution"),),
        "breathing": (("", "Breathe.", "words"),), "rest": (("", "Rest.", "words"),),
    }  # fmt: skip


def test_what_comes_next_is_told_with_its_area() -> None:
    """The next step is told with its area and side where those are others, and as a caution where it is one."""
    caution = ShownStep("caution", (ShownLine("Mind it.", "therapist"),))
    assert coming(VIEW) == "Ease off slowly."
    assert coming(replace(VIEW, next_step=caution)) == "caution: Mind it."
    assert coming(replace(VIEW, next_area="Hip", next_side="right")) == "Hip, right side: Ease off slowly."
    assert coming(replace(VIEW, next_step=ShownStep("rest"), next_area="Hip")) == "Hip: Rest."
    assert coming(replace(VIEW, next_step=None)) == "The end."


def test_all_keys_can_be_listed() -> None:
    """The list tells each command that has a key, also one set anew."""
    text = as_text(VIEW, 100, 30, keys={**default_bindings(), "f5": "more"})
    assert "+  =  F5" in text
    assert "30 seconds more on this step" in text


STATES: list[State] = ["playing", "paused", "waiting"]
KINDS: tuple[StepKind, ...] = get_args(StepKind)
SIDES: list[Side | None] = [None, "left", "right"]
ODD = st.text(st.sampled_from("ab gW 臀👩‍⚕️é\u0301\u200d\t\n\x1b[2J\u202eß…█ "), max_size=80)


@settings(max_examples=60)
@given(
    st.integers(20, 200), st.integers(5, 60), st.tuples(ODD, ODD, ODD, ODD), st.floats(0, 1), st.booleans(),
    st.sampled_from(STATES), st.sampled_from(SIDES), st.sampled_from(KINDS), st.booleans(),
)  # fmt: skip
def test_a_page_never_leaves_its_terminal(
    width: int, height: int, texts: tuple[str, str, str, str], full: float, big: bool, state: State,
    side: Side | None, kind: StepKind, help_shown: bool,
) -> None:  # fmt: skip
    """Whatever the words and the size, a page has the height asked for, is no wider, and moves no cursor."""
    title, area, words, notice = texts
    view = replace(
        VIEW, title=title, area=area, step=ShownStep(kind, (ShownLine(words, "client"), ShownLine(title, "self")) * 3),
        next_area=area, breath=BreathPhase("exhale", full, 3, 0, 4000), state=state, side=side,
        notices=(Notice("trouble", notice),), turn=(2, 3),
    )  # fmt: skip
    rows = page(view, width, height, keys=default_bindings() if help_shown else None, big=big)
    assert len(rows) == height
    for row in rows:
        text = "".join(piece.text for piece in row)
        assert cell_len(text) <= width
        assert not set(text) & set("\t\n\r\x1b\u202e")


def test_only_what_changed_is_written() -> None:
    """The same view writes nothing; another time left writes the rows that show it and no others."""
    stream = Terminal()
    with Screen(stream) as screen:
        screen.draw(VIEW)
        stream.written()
        screen.draw(replace(VIEW, step_left=17_400))
        assert stream.written() == ""
        screen.draw(replace(VIEW, step_left=16_400))
        assert stream.written().count("\x1b[?2026h") == 1
        screen.toggle_help()
        screen.draw(VIEW)
        assert "say this step again" in stream.written()


def test_colour_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR no colour is written, and what a colour says is there in words."""
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    with Screen(stream) as screen:
        screen.draw(VIEW)
        written = stream.written()
    assert "38;" not in written
    assert "48;" not in written
    assert "LEFT SIDE" in written


PALETTES = {
    "Linux console": ["000000", "aa5500", "00aaaa", "aaaaaa", "ffffff"],
    "xterm": ["000000", "cdcd00", "00cdcd", "e5e5e5", "ffffff"],
    "Windows": ["0c0c0c", "c19c00", "3a96dd", "cccccc", "f2f2f2"],
    "GNOME": ["2e3436", "c4a000", "06989a", "d3d7cf", "eeeeec"],
    "macOS": ["000000", "adad27", "33bbc8", "cbcccd", "e9ebeb"],
    "Solarized": ["073642", "b58900", "2aa198", "eee8d5", "fdf6e3"],
}
"""Black, yellow, cyan, white and bright white, as terminals come with them."""
NUMBERS = {0: 0, 3: 1, 6: 2, 7: 3, 15: 4}
DRAWN = {"rule", "breath", "done", "on left", "on right"} | {f"big{name}" for name in ("", " time", " side", " breath")}
"""Tones of lines and large letters, which need 3:1; "rule" is what is still empty of a bar."""


def luminance(colour: tuple[int, ...]) -> float:
    """The relative luminance of a colour, as the accessibility guidelines have it."""
    parts = (part / 255 for part in colour)
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How many times lighter the lighter colour is."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", [tone for tone in TONES if tone != "rule"])
def test_text_is_legible_in_every_terminal(tone: str) -> None:
    """Words and labels have 4.5:1, lines and large letters 3:1, in all colours, in 256, and in 16 as terminals vary."""
    least = 3 if tone in DRAWN else 4.5
    style = style_of(tone, tone.startswith("big"))
    assert style.color is not None
    assert style.bgcolor is not None
    for system in (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT):
        ink, paper = (each.downgrade(system).get_truecolor() for each in (style.color, style.bgcolor))
        assert contrast(ink, paper) >= least, system
    few = style_of(tone, tone.startswith("big"), sixteen=True)
    assert few.color is not None
    assert few.color.number is not None
    for name, palette in PALETTES.items():
        black, white = (tuple(bytes.fromhex(palette[number])) for number in (0, NUMBERS[few.color.number]))
        assert contrast(white, black) >= least, name


def test_sixteen_colours_are_sixteen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with sixteen colours gets only their numbers, and white for labels."""
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "linux")
    stream = Terminal()
    with Screen(stream) as screen:
        screen.draw(VIEW)
    written = stream.written()
    assert "38;" not in written
    assert re.search(r"\x1b\[37;40m *session  \x1b", written)


def test_the_list_of_keys_fits_a_narrow_terminal() -> None:
    """In 60 and in 40 columns no explanation of a key is cut."""
    for width, height in ((80, 24), (60, 20), (40, 30)):
        text = as_text(VIEW, width, height, keys=default_bindings())
        assert "…" not in text
        assert all(f" {end}\n" in text for end in ("before", "later", "list"))
        assert all(key in text for key in ("Page Down", "Enter", "Esc"))


def test_a_terminal_that_knows_only_ascii() -> None:
    """Where lines and blocks cannot be written, plain signs stand for them."""
    stream = Terminal(encoding="ascii")
    with Screen(stream) as screen:
        screen.draw(BREATHING)
    written = stream.written()
    assert written.isascii()
    assert "====" in written
    assert written.replace("\x1b[?", "").count("?") == 1  # the key


def test_a_page_as_a_picture() -> None:
    """The SVG for documents holds the words."""
    svg = picture(VIEW, 100, 30)
    assert svg.startswith("<svg")
    assert "Piriformis" in svg


STOP = """
import os, signal, sys
from coach.live.display.screen import Screen
from tests.live.display.test_screen import VIEW
def terminate(*_): raise KeyboardInterrupt
signal.signal(signal.SIGTERM, terminate)
signal.signal(signal.SIGINT, signal.default_int_handler)
with Screen(sys.stderr) as screen:
    screen.draw(VIEW)
    if sys.argv[1] == "error": raise ValueError
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
@pytest.mark.parametrize("end", ["error", "SIGINT", "SIGTERM"])
def test_the_terminal_is_left_as_it_was(end: str) -> None:
    """After an error, Ctrl-C or a kill, the other screen is left and the cursor is there again."""
    main, child = os.openpty()
    root = Path(__file__).parents[3]
    run = subprocess.Popen([sys.executable, "-c", STOP, end], stdin=child, stderr=child, cwd=root)
    os.close(child)
    seen = b""
    try:
        while chunk := os.read(main, 65536):
            seen += chunk
    except OSError:
        pass  # the child is gone
    run.wait(30)
    os.close(main)
    assert seen.startswith(b"\x1b[?1049h\x1b[?25l")
    assert b"\x1b[?25h\x1b[?1049l" in seen
    assert seen.count(b"\x1b[?1049h") == seen.count(b"\x1b[?1049l") == 1


class Terminal(io.StringIO):
    """A stream that takes what a terminal would."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """What it can show."""
        return self._encoding

    def written(self) -> str:
        """What came since last asked."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text
