from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import VoiceError
from coach.speech.system import System, SystemVoice, Worker, list_system_voices

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
_LONG = "Hold the stretch and let your breath go on. " * 400


def seconds(voice: System, words: str, speed: float) -> float:
    """The length of what is said."""
    speech = voice.speak(words, speed)
    return len(speech.samples) / speech.sample_rate


def test_two_hundred_calls(system: System) -> None:
    """Call after call, each text is said whole and at the speed asked for."""
    speeds = (0.5, 0.7, 1.0)
    expected = {speed: seconds(system, "Rest your elbow on it.", speed) for speed in speeds}
    assert expected[0.5] > expected[0.7] > expected[1.0]
    for count in range(100):
        speed = speeds[count % 3]
        assert seconds(system, f"Breath number {count}, out.", speed) > 1.2 / speed * 0.7
        assert seconds(system, "Rest your elbow on it.", speed) == pytest.approx(expected[speed], rel=0.02)


def test_longer_words_take_longer(system: System) -> None:
    """Nothing of a long text is lost, and nothing of it sounds in the one after."""
    short = seconds(system, "Ease off slowly.", 1.0)
    assert seconds(system, "Ease off slowly. " * 20, 1.0) > 15 * short
    assert seconds(system, "Ease off slowly.", 1.0) == pytest.approx(short, rel=0.02)


@settings(max_examples=40)
@given(words=st.text(min_size=1, max_size=60))
def test_any_text(system: System, words: str) -> None:
    """Any text is either said or refused with a VoiceError; the voice goes on speaking after it."""
    try:
        assert len(system.speak(words, 1.0).samples)
    except VoiceError:
        pass
    assert seconds(system, "Hold.", 1.0) > 0.2


@pytest.mark.parametrize("words", ["", "  ", "...", "?!", "—"])
def test_nothing_to_say(system: System, words: str) -> None:
    """Words without a letter or a digit are an error, and cost no process."""
    with pytest.raises(VoiceError, match="nothing to say"):
        system.speak(words, 1.0)


@POSIX
def test_killed_between_words(system: System) -> None:
    """A process that dies between two cues is replaced without a word."""
    system.speak("Hold.", 1.0)
    before = process(system)
    os.kill(before.pid, signal.SIGKILL)
    before.wait()
    assert seconds(system, "Hold.", 1.0) > 0.2
    assert process(system).pid != before.pid


@POSIX
def test_killed_in_the_middle(system: System) -> None:
    """A process that dies in the middle of a cue is replaced, and the cue said whole."""
    whole = seconds(system, _LONG, 1.0)
    victim = process(system)
    killer = threading.Timer(0.05, os.kill, (victim.pid, signal.SIGKILL))
    killer.start()
    assert seconds(system, _LONG, 1.0) == pytest.approx(whole, rel=0.02)
    killer.join()
    assert process(system).pid != victim.pid


@POSIX
def test_interrupted(system: System) -> None:
    """After Ctrl-C in the middle of a cue, the next words are not answered with those."""
    short = seconds(system, "Hold.", 1.0)
    killer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))

    def speak() -> None:
        killer.start()
        system.speak(_LONG, 1.0)
        killer.join()  # where a busy machine was late with it
        time.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        speak()
    assert seconds(system, "Hold.", 1.0) == pytest.approx(short, rel=0.02)


@POSIX
def test_a_stuck_process(system_voice: SystemVoice) -> None:
    """A process that no longer answers is given up after the time limit, and can be replaced."""
    worker = Worker()
    list_system_voices(worker)
    assert worker.process is not None
    os.kill(worker.process.pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(VoiceError, match="no answer"):
        list_system_voices(worker, 0.5)
    assert time.monotonic() - begun < 15  # the limit of others is 20
    assert list_system_voices(worker)
    worker.close()


@POSIX
def test_the_process_dies_with_its_parent(tmp_path: Path) -> None:
    """When the program is killed, the process and its files are gone a moment later."""
    program = (
        "from coach.speech.system import *; import time; w = Worker(); list_system_voices(w); "
        "print(w.process.pid, w.process.args[-1], flush=True); time.sleep(60)"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=root) as parent:
        assert parent.stdout is not None
        pid, folder = parent.stdout.readline().split()
        assert Path(folder).is_dir()
        parent.kill()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not Path(folder).exists() and not running(int(pid)):
            return
        time.sleep(0.05)
    pytest.fail("the process outlived its parent")


def test_files_are_cleaned_up(system_voice: SystemVoice) -> None:
    """A closed voice leaves no process and no file, and speaks again when asked."""
    with System(system_voice) as voice:
        voice.speak("Hold.", 1.0)
        folder = Path(str(process(voice).args[-1]))  # type: ignore[index]
        assert list(folder.iterdir()) == []
        closed = process(voice)
    assert not folder.exists()
    assert closed.poll() is not None
    voice.speak("Hold.", 1.0)
    voice.close()


def test_an_unknown_voice() -> None:
    """A voice the computer does not have is an error, never another voice."""
    with System(SystemVoice("no/such", "system:no-such", "", "", default=False)) as voice:
        with pytest.raises(VoiceError, match="no voice no/such"):
            voice.speak("Hold.", 1.0)


def test_fingerprint(system: System, system_voice: SystemVoice) -> None:
    """The fingerprint names driver, versions and voice, and is the same each time."""
    assert system.fingerprint() == System(system_voice).fingerprint()
    assert system.fingerprint().startswith("pyttsx3 2.")
    assert system_voice.id in system.fingerprint()


@pytest.mark.skipif(sys.platform != "linux", reason="the library comes as a wheel on Linux")
def test_without_a_system_library(system: System) -> None:
    """On Linux the library that speaks is the wheel's, so that nothing needs installing by hand."""
    system.speak("Hold.", 1.0)
    maps = Path(f"/proc/{process(system).pid}/maps").read_text("utf-8")
    libraries = {line.split()[-1] for line in maps.splitlines() if "libespeak" in line}
    assert len(libraries) == 1
    assert "espeakng_loader" in libraries.pop()


def process(voice: System) -> subprocess.Popen[str]:
    """The process in which a voice speaks."""
    found = voice._worker.process
    assert found is not None
    return found


def running(pid: int) -> bool:
    """Whether a process is alive; one that nobody has waited for is not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        pass
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return sys.platform != "linux"
