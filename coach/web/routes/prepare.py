"""Prepare: what can be chosen for a session, its figures, and taking it along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, Response

from coach.app.music_choices import music_choices, music_folder
from coach.app.preparation import page_request, page_values
from coach.app.shown_pictures import picture_address
from coach.app.timeline import timeline
from coach.errors import UnknownFile
from coach.output.formats.cover import cover
from coach.output.formats.formats import FORMATS, is_installed
from coach.plan.selection import opening_form
from coach.plan.suiting import conditions_of
from coach.script.routine import steps_of
from coach.send import qr
from coach.session import session_bed
from coach.sound.beds.bed_name import BED_NAMES
from coach.speech.voices import list_voices
from coach.web.endpoint import Refused, delete, get, post, put

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from coach.app.preparation import Preparation
    from coach.app.take_along import Taken
    from coach.plan import Plan
    from coach.session_request import SessionRequest
    from coach.web.endpoint import Call

_COVER = 480
"""The width of a cover in pixels."""


@dataclass
class _Asked:
    request: dict[str, Any]


@dataclass
class _Take:
    request: dict[str, Any]
    suffix: str


def opened(call: Call) -> dict[str, Any]:
    """A routine as it was prepared last, and all that can be chosen."""
    found = call.studio.preparations.prepare(call.path("name"))
    return _figures(call, found) | _choices(call, found)


def planned(call: Call) -> dict[str, Any]:
    """The figures for what was chosen."""
    return _figures(call, call.studio.preparations.prepare(call.path("name"), _request(call, call.body(_Asked))))


def remembered(call: Call) -> dict[str, Any]:
    """Remember what was chosen."""
    call.studio.preparations.remember(call.path("name"), _request(call, call.body(_Asked)))
    return {}


def forgotten(call: Call) -> dict[str, Any]:
    """Back to what is written."""
    call.studio.preparations.forget(call.path("name"))
    return opened(call)


def voices(call: Call) -> dict[str, Any]:
    """The voices that can be used."""
    found = [voice for voice in list_voices(call.studio.settings) if voice.usable]
    return {
        "voices": [{"name": v.name, "language": v.language, "sex": v.sex, "engine": v.engine} for v in found],
        "guide": call.studio.settings.voice,
        "client": call.studio.settings.client_voice,
    }


def take(call: Call) -> dict[str, Any]:
    """Begin to write a session to a file."""
    asked = call.body(_Take)
    found = call.studio.preparations.prepare(call.path("name"), _request(call, asked))
    return _taken(call.studio.take_along.take(found.routine, found.request, asked.suffix))


def taken(call: Call) -> dict[str, Any]:
    """How far a file is."""
    return _taken(_found(call))


def fetched(call: Call) -> FileResponse:
    """The finished file."""
    found = _found(call)
    if found.path is None or not found.path.is_file():
        raise Refused("This file is not there any more. Take the session along again.", 404)
    return FileResponse(found.path, filename=found.file)


def heard(call: Call) -> dict[str, Any]:
    """The timeline of the finished file, for a device that is to sound itself."""
    found = _found(call)
    return timeline(_ready(found), found.speaker, lambda each: picture_address(found.name, each))


def pictured(call: Call) -> Response:
    """The cover of the finished file."""
    return Response(cover(_ready(_found(call)), _COVER), media_type="image/jpeg")


def stopped(call: Call) -> dict[str, Any]:
    """Stop making or offering a file."""
    _found(call)
    call.studio.take_along.stop(call.path("id"))
    return {}


def offered(call: Call) -> dict[str, Any]:
    """Offer a finished file to a phone."""
    _found(call)
    return _taken(call.studio.take_along.offer(call.path("id")))


def _request(call: Call, asked: _Asked | _Take) -> SessionRequest:
    return page_request(call.studio.settings, call.path("name"), asked.request)


def _found(call: Call) -> Taken:
    try:
        return call.studio.take_along.find(call.path("id"))
    except UnknownFile as error:
        raise Refused(str(error), 404) from error


def _ready(found: Taken) -> Plan:
    if found.plan is None:
        raise Refused("This session is not ready yet.", 409)
    return found.plan


def _figures(call: Call, found: Preparation) -> dict[str, Any]:
    plan = found.plan
    cautions = [cue for cue in plan.cues if cue.caution]
    return {
        "request": page_values(call.studio.settings, found.request),
        "plan": {
            "length": plan.length,
            "written": found.written,
            "shortest": found.shortest,
            "longest": found.longest,
            "exact": plan.exact,
            "areas": [
                {
                    "title": area.title, "side": area.side, "start": area.start, "end": area.end,
                    "opening": area.opening,
                    "cautions": [{"at": cue.start, "text": cue.text} for cue in cautions if cue.section == number],
                }
                for number, area in enumerate(plan.sections)
            ],
            "waits": sum(segment.wait for segment in plan.segments),
            "opening": opening_form(found.routine, found.request.selection),
            "left_out": list(found.left_out),
            "taught": found.taught,
        },
        "adjusted": list(found.adjusted),
    }  # fmt: skip


def _choices(call: Call, found: Preparation) -> dict[str, Any]:
    routine, header = found.routine, found.routine.header
    steps = steps_of(routine.sections)
    sided = any(a.each_side or any(s.each_side for s in a.steps) for part in routine.sections for a in part.walk())
    return {
        "name": routine.name,
        "title": routine.title,
        "summary": header.summary,
        "for": header.speaker,
        "position": header.position,
        "tags": list(header.tags),
        "optional": [{"title": title, "adds": adds} for title, adds in found.adds.items()],
        "conditions": list(conditions_of(routine)),
        "openings": sorted({section.opening for section in routine.sections if section.opening}),
        "sided": sided,
        "teaching": any(step.learn for step in steps),
        "client": any(line.to == "client" for step in steps for line in step.lines),
        "language": header.language,
        "beds": list(BED_NAMES),
        "bed": session_bed(routine, call.studio.settings),
        "music": list(music_choices(call.studio.settings)),
        "music_folder": str(music_folder(call.studio.settings)),
        "formats": [{"suffix": form.facts.suffix, "name": form.facts.name} for form in FORMATS if is_installed(form)],
    }


def _taken(found: Taken) -> dict[str, Any]:
    phone = found.phone
    return {
        "id": found.id,
        "title": found.title,
        "file": found.file,
        "state": found.state,
        "stage": found.stage,
        "done": found.done,
        "of": found.of,
        "size": found.size,
        "sentence": found.sentence,
        "phone": phone
        and {
            "link": phone.link,
            "code": qr.modules(phone.link) if phone.link else [],
            "sentence": phone.sentence,
            "open": phone.open,
        },
    }


routes: list[BaseRoute] = [
    get("/api/prepare/{name}", opened),
    post("/api/prepare/{name}", planned),
    put("/api/prepare/{name}", remembered),
    delete("/api/prepare/{name}", forgotten),
    post("/api/prepare/{name}/take", take),
    get("/api/voices", voices),
    get("/api/taken/{id}", taken),
    get("/api/taken/{id}/file", fetched),
    get("/api/taken/{id}/timeline", heard),
    get("/api/taken/{id}/cover", pictured),
    post("/api/taken/{id}/link", offered),
    delete("/api/taken/{id}", stopped),
]
