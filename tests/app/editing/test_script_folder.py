"""The scripts that can be opened, and those of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.app.editing.script_folder import DELETED, ScriptFolder
from coach.errors import ChangedMeanwhile, CoachError, OutputError, UnknownRoutine
from coach.settings import Settings

TEXT = "- Rest both palms. (20s)\n"
ODD = [
    "..", "../private", "../scripts/mine", "/etc/passwd", "parts/../../private", "~/x", "mine.md", "mine\0", "\0", "",
    ".", "con", "nul", "mine/", "./mine", "parts/", "x" * 5000, "\ud800", ".deleted/mine", "C:\\mine", "MINE", "mine ",
]  # fmt: skip


@pytest.fixture
def scripts(tmp_path: Path) -> ScriptFolder:
    """A folder with one script, beside a file that is private."""
    folder = tmp_path / "scripts"
    (folder / "parts").mkdir(parents=True)
    (folder / "mine.md").write_text(TEXT)
    (tmp_path / "private.md").write_text("- The secret. (5s)\n")
    return ScriptFolder(Settings(scripts_dir=folder))


def files(folder: Path) -> dict[str, bytes]:
    """All that is in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_open_and_save(scripts: ScriptFolder) -> None:
    """A script is saved as it was typed, and can be saved again."""
    opened = scripts.open("mine")
    assert (opened.text, opened.own) == (TEXT, True)
    saved = scripts.save("mine", TEXT + "- Breathe. (4 breaths)\n", opened.version)
    again = scripts.save("mine", TEXT, saved.version)
    assert scripts.open("mine").version == again.version == opened.version
    assert sorted(path.name for path in scripts.folder.iterdir()) == ["mine.md", "parts"]


def test_line_ends_stay(scripts: ScriptFolder) -> None:
    """A file with the line ends of Windows keeps them, and its text has line feeds."""
    (scripts.folder / "mine.md").write_bytes(b"- One. (5s)\r\n- Two. (5s)\r\n")
    opened = scripts.open("mine")
    assert opened.text == "- One. (5s)\n- Two. (5s)\n"
    scripts.save("mine", opened.text + "- Three. (5s)\n", opened.version)
    assert (scripts.folder / "mine.md").read_bytes() == b"- One. (5s)\r\n- Two. (5s)\r\n- Three. (5s)\r\n"


def test_old_encodings(scripts: ScriptFolder) -> None:
    """A file in an old encoding is read, and saved as UTF-8."""
    (scripts.folder / "mine.md").write_bytes("- Très doucement, à côté. (5s)\n".encode("cp1252"))
    opened = scripts.open("mine")
    assert opened.encoding is not None
    scripts.save("mine", opened.text, opened.version)
    assert (scripts.folder / "mine.md").read_text("utf-8") == "- Très doucement, à côté. (5s)\n"


def test_changed_meanwhile(scripts: ScriptFolder) -> None:
    """A file that was changed is not overwritten; the one who saves gets what is there, and both can be kept."""
    opened = scripts.open("mine")
    theirs = "- Theirs. (5s)\n"
    (scripts.folder / "mine.md").write_text(theirs)
    with pytest.raises(ChangedMeanwhile) as refused:
        scripts.save("mine", "- Mine. (5s)\n", opened.version)
    assert refused.value.theirs == theirs
    assert (scripts.folder / "mine.md").read_text() == theirs
    scripts.overwrite("mine", "- Mine. (5s)\n", refused.value.version)
    assert (scripts.folder / "mine.md").read_text() == "- Mine. (5s)\n"
    kept = scripts.deleted()[0]
    assert (scripts.folder / DELETED / f"{kept}.md").read_text() == theirs
    with pytest.raises(ChangedMeanwhile):
        scripts.overwrite("mine", "- Late. (5s)\n", opened.version)


def test_deleted_meanwhile(scripts: ScriptFolder) -> None:
    """A file that is gone is not made again unasked; it can be saved under another name."""
    opened = scripts.open("mine")
    (scripts.folder / "mine.md").unlink()
    with pytest.raises(UnknownRoutine, match="under another name"):
        scripts.save("mine", TEXT, opened.version)
    assert scripts.create("Mine again", opened.text).name == "mine-again"


def test_delete_and_restore(scripts: ScriptFolder) -> None:
    """What was deleted can be brought back, also a part, and never in place of another script."""
    (scripts.folder / "parts" / "calf.md").write_text(TEXT)
    for name in ("mine", "parts/calf"):
        version = scripts.open(name).version
        kept = scripts.delete(name, version)
        assert name not in scripts.own()
        assert scripts.restore(kept).version == version
        assert name in scripts.own()
    kept = scripts.delete("mine", version)
    scripts.create("Mine", "- Another. (5s)\n")
    with pytest.raises(OutputError, match="again"):
        scripts.restore(kept)
    assert kept in scripts.deleted()


def test_rename(scripts: ScriptFolder) -> None:
    """A script gets another name; never that of another script."""
    scripts.create("Other", TEXT)
    with pytest.raises(OutputError, match="already"):
        scripts.rename("mine", "Other")
    assert scripts.rename("mine", "Evening hips").name == "evening-hips"
    assert scripts.own() == ["evening-hips", "other"]


def test_copying_a_shipped_script(scripts: ScriptFolder) -> None:
    """A script that came with Coach can be read and copied, and not saved."""
    opened = scripts.open("deep-hip-release")
    assert not opened.own
    assert "deep-hip-release" in scripts.others()
    with pytest.raises(OutputError, match="make it yours"):
        scripts.save("deep-hip-release", TEXT, opened.version)
    saved, copied = scripts.copy("deep-hip-release")
    assert saved.name == "deep-hip-release"
    assert copied.parts
    assert scripts.open("deep-hip-release").own
    assert "deep-hip-release" not in scripts.others()


def test_what_is_analysed_is_ones_own_as_soon_as_it_is_there(scripts: ScriptFolder) -> None:
    """The file of a name is the one that is opened, also after it was copied, renamed, deleted or brought back."""
    name = "deep-hip-release"
    shipped = scripts.path(name)
    assert not shipped.is_relative_to(scripts.folder)
    part = next(iter(scripts.copy(name)[1].parts)).relative_to(scripts.folder).with_suffix("").as_posix()
    own = scripts.folder / f"{name}.md"
    assert scripts.path(name) == own
    assert scripts.path(part) == scripts.folder / f"{part}.md"
    kept = scripts.delete(name, scripts.open(name).version)
    assert scripts.path(name) == shipped
    scripts.restore(kept)
    assert scripts.path(name) == own
    scripts.rename(name, "Mine again")
    assert scripts.path(name) == shipped
    own.write_text(TEXT)  # as another program does
    assert scripts.path(name) == own
    assert scripts.path("mine") == scripts.folder / "mine.md"
    scripts.delete("mine", scripts.open("mine").version)
    assert scripts.path("mine") == scripts.folder / "draft.md"


@pytest.mark.parametrize("name", ODD)
def test_odd_names(scripts: ScriptFolder, tmp_path: Path, name: str) -> None:
    """A name that is not in the list reaches no file, and changes nothing."""
    before = files(tmp_path)
    for work in (
        lambda: scripts.open(name),
        lambda: scripts.save(name, "- Evil. (5s)\n", ""),
        lambda: scripts.overwrite(name, "- Evil. (5s)\n", ""),
        lambda: scripts.delete(name, ""),
        lambda: scripts.rename(name, "evil"),
        lambda: scripts.restore(name),
        lambda: scripts.copy(name),
    ):
        with pytest.raises(CoachError) as refused:
            work()
        assert "\0" not in str(refused.value)
        assert len(str(refused.value)) < 300
    assert scripts.path(name) == scripts.folder / "draft.md"
    assert files(tmp_path) == before


@pytest.mark.parametrize("title", ["..", "/", "\0", "   ", "-", "con", "NUL", "Com1", "lpt9", "😀"])
def test_titles_without_a_file_name(scripts: ScriptFolder, title: str) -> None:
    """A title that cannot be the name of a file, on any system, is refused."""
    with pytest.raises(OutputError):
        scripts.create(title, TEXT)
    assert scripts.own() == ["mine"]


@pytest.mark.parametrize(
    ("title", "name"),
    [("../../private", "private"), ("Hals & Nacken", "hals-nacken"), ("Schöne Füße", "schöne-füße"),
     ("a" * 5000, "a" * 60), ("x\0y", "x-y"), ("肩" * 300, "肩" * 60), ("𝔥" * 300, "𝔥" * 50)],
)  # fmt: skip
def test_titles_become_names(scripts: ScriptFolder, title: str, name: str) -> None:
    """A new script lies in the folder, whatever its title."""
    assert scripts.create(title, TEXT).name == name
    assert (scripts.folder / f"{name}.md").read_text() == TEXT


def test_links_out_of_the_folder(scripts: ScriptFolder, tmp_path: Path) -> None:
    """A symbolic link out of the folder of scripts is not opened, and nothing is written through it."""
    private = tmp_path / "private.md"
    (scripts.folder / "link.md").symlink_to(private)
    (scripts.folder / "parts").rmdir()
    (scripts.folder / "parts").symlink_to(tmp_path, target_is_directory=True)
    before = private.read_bytes()
    for name in ("link", "parts/private"):
        assert name not in scripts.own()
        with pytest.raises(CoachError):
            scripts.open(name)
        with pytest.raises(CoachError):
            scripts.save(name, TEXT, "")
    with pytest.raises(OutputError):
        scripts.create("Link", TEXT)
    assert private.read_bytes() == before


def test_text_that_reaches_out(scripts: ScriptFolder) -> None:
    """A text that includes a script from elsewhere is not saved: playing it would read it aloud."""
    with pytest.raises(OutputError, match="not in a folder of scripts"):
        scripts.create("Spy", "[x](../private.md)\n")
    with pytest.raises(OutputError, match="belong to no text"):
        scripts.create("Half", "- \ud800 (5s)\n")
    with pytest.raises(OutputError, match="1 MB"):
        scripts.create("Huge", "- Rest. (5s)\n" * 100_000)
    assert scripts.own() == ["mine"]
