"""Where on the review of a draft a path of the document stands: lines of the source and findings lead there."""

from collections.abc import Iterable, Sequence
from typing import Any

from releases.intake import Leaf, within

_CONTACT = "contact"


class Targets:
    """The fields of the screen and the groups they stand in, by path; a photo stands where it is shown."""

    def __init__(self, leaves: Iterable[Leaf], owners: Iterable[str], photos: Sequence[dict[str, Any]]):
        self.labels = {leaf.path: leaf.label for leaf in leaves}
        self.owners = [owner for owner in owners if owner]
        self.photos = photos

    def of(self, path: str) -> str:
        """The field or group for ``path``, "" where the screen has nothing of it (the series is the house's own)."""
        if path.startswith("photos["):
            number = int(path.removeprefix("photos[").partition("]")[0])
            path = self.photos[number]["place"] or "lead" if number < len(self.photos) else ""
        while path:
            if path == _CONTACT or path in self.labels or path in self.owners:
                return path
            below = next((known for known in (*self.owners, *self.labels) if within(known, path)), "")
            if below:
                return below
            # An entry of a list that one field holds (comments), then what stands around it.
            path = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
        return ""
