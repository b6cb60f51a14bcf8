"""Web pages, and what other readers turn into HTML: elements become blocks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.intake.block import TextBlock
from coach.intake.readers.tables import table_blocks
from coach.intake.readers.titles import looks_like_title
from coach.intake.tidy import squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

_UNSEEN = frozenset(
    "script style noscript template svg math iframe object canvas video audio head link meta -comment".split()  # noqa: SIM905
)
_FURNITURE_TAGS = {
    "nav": "navigation", "menu": "navigation", "footer": "the foot of the page", "button": "a button", "form": "a form",
    "select": "a form", "textarea": "a form", "label": "a form", "option": "a form", "figcaption": "a caption",
}  # fmt: skip
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|twitter\w*|tweets?|instagram\w*|embed\w*|consent|gdpr|cc-\w+|share\w*"
    r"|sharing|social\w*|newsletter|subscribe|signup"
    r"|sign-up|comments?|respond|disqus|ads?(?:by\w+|ense|-?box|-?unit|-?slot)?|advert\w*|sponsor\w*"
    r"|promo\w*|sidebar|breadcrumbs?"
    r"|menu|nav|navbar|navigation|related|recommended|popup|modal|overlay|footer|colophon|byline|author"
    r"|post-meta|entry-meta|meta|tags|tag-list|pagination|pager|login|search|skip-link|toc|rating|likes"
    r"|views|print-only|banner|masthead|site-header|copyright|credits?|caption|wp-caption-text"
    r"|jp-relatedposts|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WARNING_NAMES = re.compile(
    r"(?:^|[\s_-])(?:warning|caution|danger|alert-danger|alert-warning|contra-?indications?|precautions?"
    r"|safety|admonition-warning)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    (  # noqa: SIM905
        "address article aside blockquote body button caption center dd details div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html label li main menu nav ol option p "
        "pre section select summary table tbody td textarea tfoot th thead tr ul"
    ).split()
)
_SPANS = frozenset(("span", "a", "b", "strong", "em", "i", "font", "u"))
"""Elements within a line; some pages have blocks in them nevertheless."""
_DEEP_TABLE = " ".join(["table"] * 20)
"""A selector for tables within each other that no page has; each would be read again for every one around it."""
_DEEPEST = 200
"""Elements within each other whose kind is heeded; of what is deeper only the words are read."""


def read_html(text: str) -> list[TextBlock]:
    """The blocks of an HTML page; scripts and styles are skipped."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(tidy(text))
    title = tree.css_first("head > title")
    blocks = list(_Walk().children(tree.body)) if tree.body is not None else []
    has_title = any(block.kind == "title" or (block.kind == "heading" and block.level == 1) for block in blocks)
    named = squeeze(title.text()) if title is not None else ""
    if named:
        first = (
            TextBlock("paragraph", named, furniture="the title of the page")
            if has_title
            else TextBlock("title", re.split(r"\s+[|–—-]\s+", named)[0])
        )
        blocks.insert(0, first)
    return [block for block in blocks if block.text]


class _Walk:
    """Walks down the elements, knowing what they stand in."""

    def __init__(self) -> None:
        self.furniture = ""
        self.warning = False
        self.lists = 0
        self.depth = 0

    def children(self, node: LexborNode) -> Iterator[TextBlock]:
        """The blocks of what is inside an element; text beside blocks is a paragraph of its own."""
        loose: list[LexborNode] = []
        for child in node.iter(include_text=True):
            if _is_block(child):
                yield from self._loose(loose)
                loose = []
                yield from self.element(child)
            else:
                loose.append(child)
        yield from self._loose(loose)

    def element(self, node: LexborNode) -> Iterator[TextBlock]:
        tag = node.tag or ""
        if tag in _UNSEEN:
            return
        if self.depth > _DEEPEST:
            yield from self._loose([node])
            return
        before = (self.furniture, self.warning)
        self.furniture = self.furniture or _furniture(node)
        self.warning = self.warning or bool(_WARNING_NAMES.search(_names(node)))
        self.depth += 1
        if re.fullmatch(r"h[1-6]", tag):
            kind = "title" if "title" in _names(node).split() and tag == "h1" else "heading"
            yield self._marked(replace(_inline([node], "paragraph"), kind=kind, level=int(tag[1])))  # type: ignore[arg-type]
        elif tag in ("ul", "ol"):
            yield from self._list(node, tag == "ol")
        elif tag == "table":
            yield from self._table(node)
        elif tag == "dt":
            block = _inline([node], "paragraph")
            yield self._marked(replace(block, text=block.text.rstrip(":") + ":", lead=block.text))
        elif tag in ("p", "dd", "summary", "caption", "figcaption", "button", "label") and not _holds_blocks(node):
            yield from self._loose(list(node.iter(include_text=True)), sole=True)
        else:
            yield from self.children(node)
        self.depth -= 1
        self.furniture, self.warning = before

    def _list(self, node: LexborNode, ordered: bool) -> Iterator[TextBlock]:
        self.lists += 1
        number = 0
        for child in node.iter():
            if child.tag != "li":
                yield from self.element(child)
                continue
            number += 1
            yield from self._item(child, str(number) if ordered else "")
        self.lists -= 1

    def _item(self, node: LexborNode, number: str) -> Iterator[TextBlock]:
        inline: list[LexborNode] = []
        inner: list[LexborNode] = []
        for child in node.iter(include_text=True):
            (inner if _is_block(child) else inline).append(child)
        block = _inline(inline, "item")
        if not block.text and inner and inner[0].tag in ("p", "div", "span") and not _holds_blocks(inner[0]):
            block = _inline([inner.pop(0)], "item")
        if block.text:
            yield self._marked(replace(block, level=self.lists - 1, number=number))
        for child in inner:
            yield from self.element(child)

    def _table(self, node: LexborNode) -> Iterator[TextBlock]:
        if node.css_first(_DEEP_TABLE) is not None:
            yield from self._loose([node])
            return
        rows: list[tuple[int, list[str]]] = []
        header = False
        for row in node.css("tr"):
            nodes = [cell for cell in row.iter() if cell.tag in ("td", "th")]
            header = header or (not rows and bool(nodes) and all(cell.tag == "th" for cell in nodes))
            rows.append((0, [squeeze(_inline(list(cell.iter(include_text=True)), "paragraph").text) for cell in nodes]))
        if max((len(cells) for _, cells in rows), default=0) <= 1:  # a table for the layout only
            for text in (cell for _, cells in rows for cell in cells if cell):
                yield self._marked(TextBlock("paragraph", text))
            return
        header = header or _like_header(rows)
        for block in table_blocks(rows, header):
            yield self._marked(block)

    def _loose(self, nodes: list[LexborNode], sole: bool = False) -> Iterator[TextBlock]:
        block = _inline(nodes, "paragraph")
        lines = [squeeze(line) for line in block.text.split("\n") if line.strip()]
        for index, line in enumerate(lines):
            lead = block.lead if index == 0 and line.startswith(block.lead) else ""
            each = self._marked(replace(block, text=line, lead=lead))
            bold = sole and lead == line and looks_like_title(line, lead) and not block.furniture
            yield replace(each, kind="heading", level=3, sure=False) if bold and not self.furniture else each

    def _marked(self, block: TextBlock) -> TextBlock:
        return replace(
            block, text=squeeze(block.text), furniture=block.furniture or self.furniture, warning=self.warning
        )


def _like_header(rows: list[tuple[int, list[str]]]) -> bool:
    return len(rows) > 1 and all(cell and len(cell.split()) <= 4 and not re.search(r"\d", cell) for cell in rows[0][1])


def _is_block(node: LexborNode) -> bool:
    tag = node.tag or ""
    return tag in _BLOCKS or tag in _UNSEEN or (tag not in ("-text", "br") and _holds_blocks(node))


def _holds_blocks(node: LexborNode) -> bool:
    waiting = [node]
    while waiting:
        children = list(waiting.pop().iter())
        if any(child.tag in _BLOCKS for child in children):
            return True
        waiting += [child for child in children if child.tag in _SPANS]
    return False


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return " ".join(str(attributes.get(name) or "") for name in ("class", "id", "role"))


def _furniture(node: LexborNode) -> str:
    tag, names = node.tag or "", _names(node)
    style = str(node.attributes.get("style") or "").replace(" ", "")
    if "display:none" in style or "visibility:hidden" in style or "hidden" in node.attributes:
        return "hidden on the page"
    if tag in _FURNITURE_TAGS:
        return _FURNITURE_TAGS[tag]
    if tag == "header" and node.css_first("h1") is None:
        return "the head of the page"
    if tag in ("body", "html", "main", "article") or _WARNING_NAMES.search(names):
        return ""
    match = _FURNITURE_NAMES.search(names)
    return f"a part of the page named '{match[0].strip(' _-')}'" if match else ""


def _inline(nodes: list[LexborNode], kind: str) -> TextBlock:
    """The words of inline nodes as one block; line breaks are kept, a bold beginning and italics noted."""
    pieces: list[str] = []
    lead, italic = "", True
    buttons = False
    for node in nodes:
        text = _text(node)
        if not text.strip():
            pieces.append(text)
            continue
        if not "".join(pieces).strip() and (node.tag in ("strong", "b") or _is_wholly(node, ("strong", "b"))):
            lead = squeeze(text)
        italic = italic and (node.tag in ("em", "i") or _is_wholly(node, ("em", "i")))
        buttons = buttons or node.tag == "button"
        pieces.append(text)
    text = "\n".join(squeeze(line) for line in "".join(pieces).split("\n"))
    return TextBlock(kind, text.strip("\n"), lead=lead, italic=italic and bool(text.strip()))  # type: ignore[arg-type]


def _is_wholly(node: LexborNode, tags: tuple[str, ...]) -> bool:
    inside = [child for child in node.iter(include_text=True) if child.tag != "-text" or _text(child).strip()]
    return len(inside) == 1 and inside[0].tag in tags


def _text(node: LexborNode) -> str:
    pieces: list[str] = []
    waiting: list[LexborNode | str] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            pieces.append(each)
        elif each.tag == "-text":
            pieces.append((each.text_content or "").replace("\n", " "))
        elif each.tag == "br":
            pieces.append("\n")
        elif each.tag not in _UNSEEN:
            before, after = "()" if each.tag == "q" else ("", "")
            waiting += [after, *reversed(list(each.iter(include_text=True))), before]
    return "".join(pieces)
