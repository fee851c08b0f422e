"""Turn HTML into text: one line for a field, lines for a description."""

import html
import re

from lxml import etree

# in str patterns \s covers NBSP, U+202F and the other spaces of Unicode
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufeff]")
# what is left of a text that was escaped twice; a bare "&" or "&co" is none
_LEFTOVER = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|amp|lt|gt|quot|apos|nbsp);")
_SKIPPED = frozenset({"script", "style", "template", "noscript", "button", "icon"})
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "hr"}
)
_BLOCKS = frozenset(
    {"li", "ul", "ol", "div", "section", "article", "tr", "dl", "dt", "dd", "header"}
)
# marks for the kinds of break; Unicode keeps these characters out of all text
_BR, _BLOCK, _GAP = "\ufdd0", "\ufdd1", "\ufdd2"
_BREAKS = re.compile(r"[\ufdd0-\ufdd2 ]*[\ufdd0-\ufdd2][\ufdd0-\ufdd2 ]*")
_CONTENT = etree.XPath(".//text()")


def one_line(text: str | None) -> str | None:
    """A field's text with its white space collapsed; None when nothing is left.

    `"\\n  R&amp;D\\u00a0 lead "` → `R&D lead`.
    """
    if not text:
        return None
    return _SPACES.sub(" ", _clean(text)).strip() or None


def element_line(element: etree._Element | None) -> str | None:
    """The text of an element as one line, without its comments."""
    return None if element is None else one_line("".join(_CONTENT(element)))


def lines(element: etree._Element) -> str | None:
    """The text of a description, as lines.

    A `br` ends a line, so do list items and blocks; paragraphs stand apart by one blank
    line, and there are never two: `<p>We need:</p><ul><li>tact</li><li>luck</li></ul>`
    gives `We need:`, a blank line, `tact`, `luck`.
    """
    parts: list[str] = []
    add = parts.append
    lists = 0
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            tag = node.tag
            if tag in _SKIPPED:
                walk.skip_subtree()
            elif tag == "br":
                add(_BR)
            elif tag in _BLOCKS:
                lists += tag == "li"
                add(_BLOCK)
            elif tag in _PARAGRAPHS:
                add(_BLOCK if lists else _GAP)
            elif tag in {"td", "th"}:
                add(" ")
            if node.text and tag not in _SKIPPED:
                add(node.text)
        elif event == "end":
            if node.tag in _BLOCKS:
                lists -= node.tag == "li"
                add(_BLOCK)
            elif node.tag in _PARAGRAPHS:
                add(_BLOCK if lists else _GAP)
        if event != "start" and node is not element and node.tail:
            add(node.tail)
    text = _SPACES.sub(" ", _clean("".join(parts)))
    return _BREAKS.sub(_newlines, text).strip() or None


def fragment_lines(markup: str) -> str | None:
    """The lines of a piece of HTML that is no page, such as a JSON-LD description."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(
        b"<div>" + markup.encode("utf-8", "replace") + b"</div>", parser
    )
    return None if root is None else lines(root)


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of a page, whatever its server says of the encoding.

    UTF-8 is believed when the bytes are UTF-8, also when the last character is cut off
    or a few are damaged; only then counts what the server declared.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("utf-8-sig", "replace")
    damaged = text.count("�")
    whole = sum(1 for character in text if character > "\x7f") - damaged
    if whole > damaged or text.endswith("\ufffd"):
        return text
    # a page that is no UTF-8 was mostly written as cp1252, also when it says UTF-8
    is_wrong = (declared or "utf").lower().startswith("utf")
    try:
        return body.decode("cp1252" if is_wrong else declared, "replace")
    except LookupError:
        return body.decode("cp1252", "replace")


def _newlines(found: re.Match[str]) -> str:
    breaks = found.group()
    count = max(breaks.count(_BR), 2 if _GAP in breaks else 1)
    return "\n" * min(count, 2)


def _clean(text: str) -> str:
    """Take out control characters; decode once what had been escaped twice."""
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
    if "&" in text and _LEFTOVER.search(text):
        text = _LEFTOVER.sub(lambda found: html.unescape(found.group()), text)
    return text
