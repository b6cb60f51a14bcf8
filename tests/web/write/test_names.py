"""Names and markup that a browser sends reach nothing that is not a script, and are shown as text."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.conftest import OpenPage
from tests.web.write.conftest import begin, mirrors

ASK = """async ([method, path, body]) => {
  const answer = await fetch(path, {method, body: body === null ? undefined : JSON.stringify(body)});
  return [answer.status, await answer.text()];
}"""
"""Asks the server, as a script of the page could."""


def test_names_from_a_browser(room: Page, sounding: OpenPage) -> None:
    """A name that a browser sends reaches no file outside of the folder of scripts, however it is written."""
    private = sounding.home / "private.md"
    private.write_text("- The secret. (5s)\n")
    version = room.evaluate(ASK, ["GET", "api/scripts/..%2Fprivate", None])
    assert version[0] == 404
    for name in (
        "../private",
        "..%2fprivate",
        "parts%2F..%2F..%2Fprivate",
        "%2e%2e/private",
        "private.md%00",
        "%00",
        "~",
    ):
        for method, body in (("GET", None), ("PUT", {"text": "x", "version": ""}), ("DELETE", {"version": ""})):
            status, said = room.evaluate(ASK, [method, f"api/scripts/{name}", body])
            assert status in (404, 405), (method, name, said)
            assert "error" in said
            assert "secret" not in said
    for path in ("rename", "copy"):
        asked = {"name": "../private", "title": "x"}
        assert room.evaluate(ASK, ["POST", f"api/write/{path}", asked])[0] == 404
    link = {"name": "", "text": "[x](../private.md)\n\n- Rest. (5s)\n"}
    status, said = room.evaluate(ASK, ["POST", "api/write/analysis", link])
    assert (status, "secret" in said, "not in a folder of scripts" in said) == (200, False, True)
    status, said = room.evaluate(ASK, ["POST", "api/scripts", {"title": "Spy", "text": link["text"]}])
    assert (status, "not in a folder of scripts" in said) == (507, True)
    assert private.read_text() == "- The secret. (5s)\n"
    wrongs: list[object] = [{}, {"text": 5}, [], "x", {"text": "x", "name": None}]
    for wrong in wrongs:
        assert room.evaluate(ASK, ["POST", "api/write/analysis", wrong])[0] == 400


def test_html_is_text(room: Page, sounding: OpenPage) -> None:
    """Markup in a script is text, wherever it is shown."""
    begin(
        room,
        sounding,
        "html",
        "# <img src=x onerror=alert(1)>Hips\n\n- Rest <b>both</b> <script>x</script>. (5 secnds)\n",
    )
    expect(room.locator(".text-line.wrong")).to_have_count(1)
    assert room.locator("coach-write img, coach-write b, coach-write script").count() == 0
    assert mirrors(room)
