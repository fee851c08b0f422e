"""Take people out of a page before it is kept: recruiters' cards and faces."""

from lxml import etree

from lib.scrape import text

_PEOPLE = etree.XPath(
    "//*[contains(@class,'message-the-recruiter') or contains(@class,'face-pile')"
    " or contains(@class,'profile-card') or contains(@class,'hirer-card')]"
)
_MARKS = (b"message-the-recruiter", b"face-pile", b"profile-card", b"hirer-card")


def without_people(
    body: bytes, encoding: str | None = None
) -> tuple[bytes, str | None]:
    """The page without the elements that name or show a person, and its encoding.

    A page without such elements is returned byte for byte.
    """
    if not any(mark in body for mark in _MARKS):
        return body, encoding
    source = text.decode(body, encoding).encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(source.replace(b"\0", b""), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return b"", "utf-8"
    for element in _PEOPLE(root):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + element.tail
            else:
                parent.text = (parent.text or "") + element.tail
        parent.remove(element)
    return etree.tostring(root, method="html", encoding="utf-8"), "utf-8"
