"""Find postings that are copies of one another: near-same texts, by MinHash.

A text is the set of its runs of three words. MinHash keeps 64 numbers of that set, from
which the share of runs that two texts have in common (their Jaccard similarity) is
estimated to within about 0.06.
Source: Broder 1997, "On the resemblance and containment of documents";
https://ekzhu.com/datasketch/minhash.html
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy
from datasketch.minhash import MinHash

NUMBERS = 64
RUN = 3  # words
# two texts that differ in a date, a salary or a contact lie above; two ads of one
# employer that share its standard paragraphs lie below
NEAR_SAME = 0.8
WORD = re.compile(r"\w+")

_EMPTY = MinHash(num_perm=NUMBERS, seed=1)


def signature(text: str | None) -> str | None:
    """The 64 numbers of a text as 512 hexadecimal digits, None for no words."""
    words = WORD.findall(text.lower()) if text else []
    if not words:
        return None
    runs = {
        " ".join(words[start : start + RUN]).encode("utf-8", "replace")
        for start in range(max(1, len(words) - RUN + 1))
    }
    made = _EMPTY.copy()
    made.update_batch(runs)
    return made.hashvalues.astype(">u4").tobytes().hex()


def group(postings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which postings are copies: each with the first posting it hangs together with.

    `postings` have `posting_key` and `signature` and come in the order of their first
    sight. Two hang together when their texts are near-same, or when a chain of
    near-same texts leads from one to the other; so the order does not matter.

    Returns: `posting_key`, `canonical` and the `similarity` to it, 0–1.
    """
    signed = [
        place for place, posting in enumerate(postings) if posting.get("signature")
    ]
    numbers = numpy.array(
        [
            numpy.frombuffer(bytes.fromhex(postings[place]["signature"]), dtype=">u4")
            for place in signed
        ]
    )
    canonical = list(range(len(postings)))
    shares = [1.0] * len(postings)
    free = list(range(len(signed)))
    while free:
        first = free.pop(0)
        reached, front = [first], [first]
        while front and free:
            near = _shares(numbers[free], numbers[front.pop()]) >= NEAR_SAME
            found = [row for row, is_near in zip(free, near, strict=True) if is_near]
            free = [row for row, is_near in zip(free, near, strict=True) if not is_near]
            reached += found
            front += found
        to_first = _shares(numbers[reached], numbers[first])
        for row, share in zip(reached, to_first, strict=True):
            canonical[signed[row]] = signed[first]
            shares[signed[row]] = float(share)
    return [
        {
            "posting_key": posting["posting_key"],
            "canonical": postings[canonical[place]]["posting_key"],
            "similarity": shares[place],
        }
        for place, posting in enumerate(postings)
    ]


def _shares(several: Any, one: Any) -> Any:
    """The share of equal numbers of each signature with one: the estimate."""
    return (several == one).mean(axis=1)
