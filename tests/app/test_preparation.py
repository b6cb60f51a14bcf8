"""Preparing a session: choices, figures, and what is remembered of them."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.app.preparation import Preparations, page_request, page_values
from coach.errors import CoachError, PlanError
from coach.plan.selection import SIDES, Selection
from coach.plan.suiting import conditions_of
from coach.script import list_scripts, read_routine
from coach.session_request import SessionRequest
from coach.settings import Settings, builtin_scripts

NAMES = ["deep-hip-release", "breath-break", "side-lying-hip", "seated-feet"]
ROUTINES = {name: read_routine(builtin_scripts() / f"{name}.md") for name in NAMES}


@pytest.fixture(scope="module")
def preparations(tmp_path_factory: pytest.TempPathFactory) -> Preparations:
    """Preparations of the routines that come with Coach."""
    folder = tmp_path_factory.mktemp("studio")
    return Preparations(Settings(data_dir=folder / "data", cache_dir=folder / "cache"))


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A home with one script of one's own and some music."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "hips.md").write_text(
        "## Glutes (each side)\n- Press. (60s, 30-120s)\n## Belly (optional)\n- Rest your hands. (60s, 30-120s)\n"
    )
    (tmp_path / "music" / "calm").mkdir(parents=True)
    for name in ("music/rain.wav", "music/calm/1.mp3"):
        (tmp_path / name).write_bytes(b"RIFF")
    return Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", scripts_dir=tmp_path / "scripts")


def test_a_first_preparation_is_as_the_settings_say(own: Settings) -> None:
    """A routine that was never prepared begins with the kept guidance and length, if that length is possible."""
    for minutes, target in (("2", 120_000), ("2 h", None)):
        kept = replace(own, minutes=minutes, guidance="know")
        request = Preparations(kept).prepare("hips").request
        assert (request.selection.guidance, request.target) == ("know", target)


def choices(name: str) -> st.SearchStrategy[Selection]:
    """Selections that a page can make for a routine."""
    routine = ROUTINES[name]
    optional = [section.title for section in routine.sections if section.optional]
    known = conditions_of(routine)
    return st.builds(
        Selection,
        wanted=st.lists(st.sampled_from(optional), unique=True).map(tuple) if optional else st.just(()),
        sides=st.sampled_from([SIDES, SIDES[::-1], ("left",), ("right",)]),
        calls=st.sampled_from(["none", "few", "all"]),
        opening=st.sampled_from([None, "full", "brief", "none"]),
        guidance=st.sampled_from(["learn", "know"]),
        client=st.lists(st.sampled_from(known), unique=True, max_size=2).map(tuple) if known else st.just(()),
    )


@settings(max_examples=40)
@given(st.data())
def test_any_choice_has_a_plan_of_the_length_it_tells(preparations: Preparations, data: st.DataObject) -> None:
    """Whatever is chosen and whatever length is asked for, the plan is as long as told, within the limits told, and
    heard with its cautions; what was not possible is told."""
    name = data.draw(st.sampled_from(NAMES))
    selection = data.draw(choices(name))
    whole = preparations.prepare(name, SessionRequest(selection))
    assert whole.plan.length == whole.written
    target = data.draw(st.integers(1, 2 * whole.longest) | st.sampled_from([whole.shortest, whole.longest]))
    found = preparations.prepare(name, SessionRequest(selection, target))
    assert (found.written, found.shortest, found.longest) == (whole.written, whole.shortest, whole.longest)
    assert (found.request.target == target) == ("length" not in found.adjusted)
    if found.request.target is not None:
        assert abs(found.plan.length - found.request.target) < 50
    if whole.shortest <= target <= whole.longest:
        assert abs(found.plan.length - target) < 1500, "words that say a time may move a limit by a little"
    cautions = [cue.text for cue in whole.plan.cues if cue.caution]
    assert [cue.text for cue in found.plan.cues if cue.caution] == cautions


def test_it_is_remembered_without_the_client(own: Settings) -> None:
    """What was chosen for a routine is there the next time, for its owner alone, but not the client's conditions."""
    selection = Selection(wanted=("Belly",), client=("pregnancy",), sides=("right", "left"))
    request = SessionRequest(selection, target=200_000, music=own.own_scripts_path().parent / "music" / "rain.wav")
    preparations = Preparations(own)
    preparations.remember("hips", request)
    kept = Preparations(own).prepare("hips")
    assert kept.request == replace(request, selection=replace(selection, client=()))
    assert kept.adjusted == ()
    (file,) = (own.data_path() / "prepared").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "pregnancy" not in file.read_text()
    file.write_text("{")
    assert preparations.prepare("hips").request == SessionRequest()
    preparations.remember("hips", request)
    preparations.forget("hips")
    assert preparations.prepare("hips").request == SessionRequest()


def test_what_is_gone_is_left_out_and_told(own: Settings) -> None:
    """A part, a length or music that a remembered request names and is no longer there is told, and the rest stays."""
    preparations = Preparations(own)
    music = own.own_scripts_path().parent / "music" / "rain.wav"
    preparations.remember(
        "hips", SessionRequest(Selection(wanted=("Belly",), calls="few"), 500_000, music=music, voice="gone")
    )
    (own.own_scripts_path() / "hips.md").write_text("- Press. (60s, 30-120s)\n")
    music.unlink()
    found = preparations.prepare("hips")
    assert set(found.adjusted) == {"parts", "length", "music", "voice"}
    assert found.request.voice is None
    assert found.request.selection == Selection(calls="few")
    assert found.request.target == found.longest
    (own.own_scripts_path() / "hips.md").write_text("- Press. (60s)\n")
    assert preparations.prepare("hips").request.target is None, "nothing in it can be stretched"


def test_an_edited_script_is_read_again(own: Settings) -> None:
    """The figures are those of the script as it is now."""
    preparations = Preparations(own)
    before = preparations.prepare("hips").plan.length
    (own.own_scripts_path() / "hips.md").write_text("- Press. (600s)\n")
    assert preparations.prepare("hips").plan.length > before


def test_where_all_is_optional_the_first_is_done(own: Settings) -> None:
    """A routine of optional parts alone is prepared with its first."""
    (own.own_scripts_path() / "hips.md").write_text("## A (optional)\n- Press. (60s)\n## B (optional)\n- Rest. (60s)\n")
    found = Preparations(own).prepare("hips")
    assert found.request.selection.wanted == ("A",)


def test_a_page_names_music_and_never_a_path(own: Settings) -> None:
    """Music is one of the choices; any other name, such as that of another file, is refused in a sentence."""
    folder = own.own_scripts_path().parent / "music"
    for name, path in {"rain.wav": folder / "rain.wav", "calm": folder / "calm"}.items():
        request = page_request(own, "hips", {"music": name})
        assert request.music == path
        assert page_values(own, request)["music"] == name
    for name in (str(folder / "rain.wav"), "../scripts/hips.md", "/etc/passwd", "1.mp3", "calm/1.mp3"):
        with pytest.raises(PlanError, match="There is no music"):
            page_request(own, "hips", {"music": name})


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["left", "learn"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["choice", "target", "ears", "bed", "voice", "client_voice", "music"]
CHOICES = ["wanted", "only", "start", "sides", "rate", "calls", "opening", "guidance", "client", "other"]


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES | st.dictionaries(st.sampled_from(CHOICES), VALUES)))
def test_whatever_a_page_sends_is_a_request_or_a_sentence(preparations: Preparations, values: dict[str, Any]) -> None:
    """Values that are not understood are refused in a sentence, and those that are can be prepared or say why not."""
    try:
        request = page_request(Settings(), "seated-feet", values)
        preparations.prepare("seated-feet", request)
    except CoachError as error:
        assert str(error).strip().endswith((".", "?"))
    else:
        json.dumps(page_values(Settings(), request))


def test_shipped_routines_can_be_prepared(preparations: Preparations) -> None:
    """The routines that come with Coach open, as written and at both ends of their reach; every third is tried."""
    for script in list_scripts([builtin_scripts()])[::3]:
        found = preparations.prepare(script.stem)
        for target in (found.shortest, found.longest):
            assert preparations.prepare(script.stem, SessionRequest(target=target)).plan.length
