"""The page that a phone opens, to save or play the files."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from coach.units import spoken_length

if TYPE_CHECKING:
    from coach.send.share import Item, Share

_STYLE = """
:root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 34rem; padding: 1.5rem }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem }
section { border-top: 1px solid #8888; padding: 1rem 0 }
h2 { font-size: 1.1rem; margin: 0; overflow-wrap: anywhere }
p { margin: .3rem 0 }
a { background: #1d6b57; border-radius: .8rem; color: #fff; display: block; font-size: 1.3rem; font-weight: 600;
  margin: 1rem 0; padding: 1rem; text-align: center; text-decoration: none }
audio { display: block; height: 3.5rem; width: 100% }
small { display: block; font-size: .9rem; margin-top: 1rem; opacity: .8 }
"""

POLICY = (
    "default-src 'none'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
    f"'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The Content-Security-Policy: only this style and these sounds; no scripts, no pictures, nothing external."""


def page(share: Share, until: str, keep: bool = False) -> bytes:
    """The page in HTML. `until`: the time of day at which it expires; with `keep` not before."""
    end = f"at {until}" if keep else f"after the download, at the latest at {until}"
    parts = "".join(_section(share, number, item) for number, item in enumerate(share.items))
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(share.title)}</title>
<style>{_STYLE}</style>
<h1><bdi>{escape(share.title)}</bdi></h1>
{parts}<p><b>iPhone:</b> tap Save, then Download. It is in the app Files, under Downloads; share it to your player from
there.</p>
<p><b>Android:</b> tap Save. It is in Downloads; open it there with your player.</p>
<small>Save it before you begin: this page goes away {escape(end)}.
The file comes straight from the computer that showed you this link.</small>
</html>
""".encode(errors="replace")


def _section(share: Share, number: int, item: Item) -> str:
    facts = [size(item.size), *([spoken_length(item.length)] if item.length else [])]
    name = escape(item.name)
    player = ""
    if item.plays:
        # No preloading: it would look like a download.
        source = escape(share.path_of(number, saving=False))
        player = f'<audio controls preload="none" src="{source}" title="{name}"></audio>\n'
    return f"""<section>
<h2><bdi>{name}</bdi></h2>
<p>{", ".join(facts)}</p>
<a href="{escape(share.path_of(number, saving=True))}" download>Save</a>
{player}</section>
"""


def size(count: int) -> str:
    """A number of bytes as text: `812 kB`, `29.3 MB`."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"
