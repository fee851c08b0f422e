"""One walk through the listing of a search, or of a part of it."""

from dataclasses import dataclass, field

from lib.records import Card
from lib.scrape.searches import Search

LAST_START = 1000  # the board answers 400 from here on
DRY_PAGES = 2  # pages in a row without a new card that end a walk


@dataclass
class Walk:
    """How far a walk has come; `found` is shared by all walks of a search."""

    search: Search
    order: int
    parameters: dict[str, str]
    is_part: bool = False
    start: int = 0
    dry: int = 0
    is_repeated: bool = False  # whether this page is asked for a second time
    brought: int = 0  # postings that no walk of the search found before
    seen: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)

    @property
    def whole_name(self) -> str:
        """The search, and what makes this a part of it."""
        own = self.parameters.items() - self.search.parameters().items()
        part = ", ".join(value for _, value in sorted(own) if value)
        return f"{self.search.name} in {part}" if self.is_part else self.search.name

    @property
    def name(self) -> str:
        return f"search {self.whole_name} from {self.start}"

    def query(self) -> dict[str, str]:
        given = {name: value for name, value in self.parameters.items() if value}
        return {**given, "start": str(self.start)}

    def take(self, cards: list[Card]) -> list[Card]:
        """The cards that this walk has not seen, up to the number its search wants."""
        new = [card for card in cards if card.posting_id not in self.seen]
        if self.search.max_postings:
            new = new[: max(self.search.max_postings - len(self.found), 0)]
        ids = {card.posting_id for card in new}
        self.brought += len(ids - self.found)
        self.seen |= ids
        self.found |= ids
        return new

    def is_full(self) -> bool:
        """Whether the search has as many postings as it wants."""
        return 0 < self.search.max_postings <= len(self.found)

    def step(self, received: int, taken: int) -> bool:
        """Go on to the next page; returns whether there is one worth asking for.

        A page without a new card is asked for once more, as one may be served twice by
        mistake; then it is passed over. Two such pages are the end.
        """
        if self.is_full():
            return False
        if taken:
            self.dry, self.is_repeated = 0, False
        elif not self.is_repeated:
            self.is_repeated = True
            return True
        else:
            self.dry, self.is_repeated = self.dry + 1, False
        self.start += max(received, 1)
        return self.dry < DRY_PAGES

    def parts(self) -> tuple[list["Walk"], str]:
        """The walks that reach what lies behind the last page, and what they leave out.

        A part that found nothing new is not divided further.
        """
        if self.is_part and not self.brought:
            return [], ""
        narrower, left_out = self.search.narrower(self.parameters, self.is_part)
        walks = [
            Walk(self.search, self.order, parameters, True, found=self.found)
            for parameters in narrower
        ]
        return walks, left_out
