"""Who can speak here, and who is chosen."""

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
"""Instead of the name of a voice for the client: the guide's."""

_PREFERRED = {"en": "en-us", "pt": "pt-br", "zh": "cmn"}
"""Of several kinds of a language, the one taken where none was asked for; else `de-de` before `de-at`."""


class _Offers:
    """All that could speak here, the most natural first; slower lists are made when they are asked for."""

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
        """Those that can be used, best first: that speak the language, then English, then any."""
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
        """The voice somebody asked for: by its whole name, else its engine's, else a part of its name.

        Raises VoiceError where it is none, or several.
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
        """Other natural voices of the language than the first, best first: of the other sex, if there is one."""
        sexes = {offer.info.name: offer.info.sex for offer in self.natural}
        if first.name not in sexes:
            return  # who speaks with the computer's voice chose so, or has no other
        others = [offer for offer in _speaking(self.natural, language) if offer.info.name != first.name]
        yield from sorted(others, key=lambda offer: offer.info.sex in ("", sexes[first.name]))

    def close(self, *kept: Voice) -> None:
        """End the process that listed the computer's voices, unless one of those `kept` has taken it over."""
        if not any(isinstance(voice, System) for voice in kept):
            self._worker.close()


@dataclass(frozen=True)
class Voices:
    """Who speaks in a session."""

    guide: Voice
    client: Voice | None = None
    """Who speaks to the client; None: the guide does."""
    spares: Iterator[Voice] = field(default_factory=lambda: iter(()))
    """Further voices, best first, should one of these fail while it speaks."""
    notes: tuple[str, ...] = ()
    """Sentences on voices that were wanted and cannot be used."""

    def names(self) -> dict[VoicePart, str]:
        """The name of each speaker's voice."""
        return {"guide": self.guide.name, "client": (self.client or self.guide).name}


def list_voices(settings: Settings) -> list[VoiceInfo]:
    """Every voice there is, the most natural first, with those that cannot be used and why."""
    offers = _Offers(settings)
    try:
        return [offer.info for offer in offers.all()]
    finally:
        offers.close()


def choose_voice(settings: Settings, language: str = "en") -> Voice:
    """The voice that the settings name, or the most natural one for a language (BCP 47).

    A name is a voice's, with or without its engine; an engine's; or a part of one voice's name. Raises VoiceError.
    """
    return choose_voices(settings, language).guide


def choose_voices(settings: Settings, language: str = "en", written: str = "", client: str | None = None) -> Voices:
    """Who speaks: the guide, and where `client` is not None and a second natural voice is there, one for the client.

    `written` and `client` are the names in the script; what the settings name wins over them. Raises VoiceError
    where a voice that the settings name cannot be used, or none can.
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
    """The voice a script asks for, which may have been written on another machine; None where it is not here."""
    try:
        voice = offers.named(name, language).open()
        voice.fingerprint()
    except VoiceError as error:
        notes.append(f"The script asks for the voice '{name}', and another speaks instead: {error}")
        return None
    return voice


def _opened(offer: Offer, notes: list[str]) -> Voice | None:
    """The voice, or None where its files are not what they should be."""
    try:
        voice = offer.open()
        voice.fingerprint()
    except VoiceError as error:
        notes.append(str(error))
        return None
    return voice


def _speaking(offers: Iterable[Offer], language: str) -> list[Offer]:
    """Those that speak a language, best first: to the region, as the computer is set, as is usual, any."""
    asked = language.replace("_", "-").lower()
    primary = asked.split("-")[0]
    usual = _PREFERRED.get(primary, f"{primary}-{primary}")

    def rank(offer: Offer) -> tuple[bool, bool, bool]:
        spoken = offer.info.language
        return spoken != asked or "-" not in asked, not offer.default, spoken != usual

    found = (offer for offer in offers if offer.info.usable and offer.info.language.split("-")[0] in (primary, usual))
    return sorted(found, key=rank)
