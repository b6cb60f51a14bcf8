"""The available voices, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.errors import VoiceError, nearest
from coach.speech import hibari
from coach.speech.offers import VoiceInfo, hibari_offers, piper_offers, system_offers
from coach.speech.plugins import plugin_offers
from coach.speech.system import System, Worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.plan.cue import VoicePart
    from coach.settings import Settings
    from coach.speech.offers import Offer
    from coach.speech.voice import Voice

__all__ = ["VoiceInfo", "Voices", "choose_voice", "choose_voices", "list_voices"]

SAME = "same"
"""The name for the client's voice that means the guide's voice."""

_PREFERRED = {"en": "en-us", "pt": "pt-br", "zh": "cmn"}
"""The preferred region of a language if none is given; for others, `de-de` comes before `de-at`."""


class _Offers:
    """All available voices, the most natural first; slow lists are made only when needed."""

    def __init__(self, settings: Settings) -> None:
        folder = settings.voices_path()
        self.natural = [*hibari_offers(folder), *piper_offers(folder)]
        self._worker = Worker()
        self._plugins: list[Offer] | None = None
        self._system: list[Offer] | None = None

    @property
    def plugins(self) -> list[Offer]:
        """Voices of other packages."""
        if self._plugins is None:
            self._plugins = plugin_offers()
        return self._plugins

    @property
    def system(self) -> list[Offer]:
        """The computer's voices."""
        if self._system is None:
            self._system = system_offers(self._worker)
        return self._system

    def all(self) -> list[Offer]:
        """Every voice."""
        return [*self.natural, *self.plugins, *self.system]

    def best(self, language: str) -> Iterator[Offer]:
        """The usable voices, best first: those that speak the language, then English, then any."""
        seen: set[str] = set()
        for found in self._ranked(language):
            for offer in found:
                if offer.info.name not in seen:
                    seen.add(offer.info.name)
                    yield offer

    def _ranked(self, language: str) -> Iterator[list[Offer]]:
        for asked in (language, "en"):
            yield _speaking(self.natural, asked)
            yield _speaking(self.plugins, asked)
            yield _speaking(self.system, asked)
        yield [offer for offer in self.all() if offer.info.usable]

    def named(self, wanted: str, language: str) -> Offer:
        """The voice that `wanted` names: its full name, its engine's name, or a part of its name.

        Raises VoiceError if there is none, or several.
        """
        asked = wanted.strip().lower()
        if found := [offer for offer in self.natural if offer.answers_to(asked)]:
            return found[0]
        if found := [offer for offer in self.natural if offer.info.engine == asked]:
            return (_speaking(found, language) or found)[0]
        if (
            len(found := [offer for offer in self.natural if offer.info.usable and asked in offer.info.name.lower()])
            == 1
        ):
            return found[0]
        others = [*self.plugins, *self.system]
        if found := [offer for offer in others if offer.answers_to(asked)]:
            return found[0]
        system = self.system
        if asked.startswith("system:") and not system[0].info.usable:
            return system[0]
        if found := [offer for offer in others if offer.info.engine == asked]:
            return (_speaking(found, language) or _speaking(found, "en") or found)[0]
        matching = [offer for offer in self.all() if offer.info.usable and asked in offer.info.name.lower()]
        if len(matching) == 1:
            return matching[0]
        if matching:
            some = ", ".join(offer.info.name for offer in matching[:5]) + ", …" * (len(matching) > 5)
            raise VoiceError(f"'{wanted}' could be several voices ({some}): say which.")
        names = [offer.info.name for offer in self.all()]
        raise VoiceError(f"There is no voice '{wanted}'.{nearest(wanted, names)} `coach voices` lists them all.")

    def second(self, first: Voice, language: str) -> Iterator[Offer]:
        """Other natural voices of the language, best first; those of the other sex come first."""
        sexes = {offer.info.name: offer.info.sex for offer in self.natural}
        if first.name not in sexes:
            return  # a person with a system voice chose it, or has no other
        others = [offer for offer in _speaking(self.natural, language) if offer.info.name != first.name]
        yield from sorted(others, key=lambda offer: offer.info.sex in ("", sexes[first.name]))

    def close(self, *kept: Voice) -> None:
        """End the process that listed the computer's voices, unless one of `kept` has taken it over."""
        if not any(isinstance(voice, System) for voice in kept):
            self._worker.close()


@dataclass(frozen=True)
class Voices:
    """The voices of a session."""

    guide: Voice
    client: Voice | None = None
    """The voice for the client's lines; None: the guide's."""
    spares: Iterator[Voice] = field(default_factory=lambda: iter(()))
    """Other voices, best first, in case one of these fails."""
    notes: tuple[str, ...] = ()
    """Sentences about wanted voices that cannot be used."""

    def names(self) -> dict[VoicePart, str]:
        """The name of each speaker's voice."""
        return {"guide": self.guide.name, "client": (self.client or self.guide).name}

    def fingerprint(self) -> str:
        """A text that changes whenever the same utterances would sound different. Raises VoiceError."""
        voices = (self.guide, self.client or self.guide)
        return " | ".join(dict.fromkeys(voice.fingerprint() for voice in voices))


def list_voices(settings: Settings) -> list[VoiceInfo]:
    """All voices, the most natural first, including those that cannot be used and why."""
    offers = _Offers(settings)
    try:
        return [offer.info for offer in offers.all()]
    finally:
        offers.close()


def check_voice_name(name: str, settings: Settings) -> None:
    """Check that a name means one voice that is on this machine. Raises VoiceError."""
    offers = _Offers(settings)
    try:
        if not (info := offers.named(name, "en").info).usable:
            raise VoiceError(info.why)
    finally:
        offers.close()


def choose_voice(settings: Settings, language: str = "en") -> Voice:
    """The voice that the settings name, or the most natural one for a language (BCP 47).

    The name may be a voice's, with or without its engine, an engine's, or a part of one voice's name. Raises
    VoiceError.
    """
    return choose_voices(settings, language).guide


def choose_voices(settings: Settings, language: str = "en", written: str = "", client: str | None = None) -> Voices:
    """The guide's voice, and one for the client if `client` is not None and there is a second natural voice.

    `written` and `client` are the names in the script; the settings win over them. Raises VoiceError if a voice named
    in the settings cannot be used, or no voice can.
    """
    offers = _Offers(settings)
    notes: list[str] = []
    kept: list[Voice] = []
    try:
        guide = _guide(offers, settings.voice, written, language, notes)
        kept.append(guide)
        second = None if client is None else _client(offers, guide, settings.client_voice, client, language, notes)
        kept += [second] if second is not None else []
        names = {voice.name for voice in kept}
        spares = (voice for offer in offers.best(language) if offer.info.name not in names
                  if (voice := _opened(offer, [])) is not None)  # fmt: skip
        return Voices(guide, second, spares, tuple(notes))
    finally:
        offers.close(*kept)


def _guide(offers: _Offers, wanted: str | None, written: str, language: str, notes: list[str]) -> Voice:
    if wanted and wanted.strip():
        voice = offers.named(wanted, language).open()
        voice.fingerprint()
        return voice
    asked = _written(offers, written, language, notes) if written else None
    if asked is not None:
        return asked
    for offer in offers.best(language):
        if (found := _opened(offer, notes)) is not None:
            return found
    raise VoiceError(" ".join([*notes, f"There is no voice on this computer. Install a natural one: {hibari.INSTALL}"]))


def _client(
    offers: _Offers, guide: Voice, wanted: str | None, written: str, language: str, notes: list[str]
) -> Voice | None:
    wanted = (wanted or "").strip()
    if SAME in (wanted.lower(), "" if wanted else written.lower()):
        return None
    voice: Voice | None = None
    if wanted:
        voice = offers.named(wanted, language).open()
        voice.fingerprint()
    elif written:
        voice = _written(offers, written, language, notes)
    if voice is None:
        found = (_opened(offer, []) for offer in offers.second(guide, language))
        voice = next((second for second in found if second is not None), None)
    return None if voice is None or voice.name == guide.name else voice


def _written(offers: _Offers, name: str, language: str, notes: list[str]) -> Voice | None:
    """The voice that a script asks for; None if it is not on this machine."""
    try:
        voice = offers.named(name, language).open()
        voice.fingerprint()
    except VoiceError as error:
        notes.append(f"The script asks for the voice '{name}', and another speaks instead: {error}")
        return None
    return voice


def _opened(offer: Offer, notes: list[str]) -> Voice | None:
    """The voice, or None if its files are damaged."""
    try:
        voice = offer.open()
        voice.fingerprint()
    except VoiceError as error:
        notes.append(str(error))
        return None
    return voice


def _speaking(offers: Iterable[Offer], language: str) -> list[Offer]:
    """Voices of a language, best first: the exact region, the computer's default, the preferred region, any."""
    asked = language.replace("_", "-").lower()
    primary = asked.split("-")[0]
    usual = _PREFERRED.get(primary, f"{primary}-{primary}")

    def rank(offer: Offer) -> tuple[bool, bool, bool]:
        spoken = offer.info.language
        return spoken != asked or "-" not in asked, not offer.default, spoken != usual

    found = (offer for offer in offers if offer.info.usable and offer.info.language.split("-")[0] in (primary, usual))
    return sorted(found, key=rank)
