"""What an archive has learned of a site from its own pages."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from itertools import islice

from archive.clean.decode import decoded
from archive.clean.markup import parsed
from archive.clean.site.knowledge import Knowledge
from archive.clean.site.layouts import Layout, Layouts
from archive.clean.site.packing import packed, unpacked
from archive.clean.site.places import Plan
from archive.clean.site.samples import Sample, sampled
from archive.clean.site.selection import Slots, chosen, merged
from archive.clean.site.verdict import TRUSTED, Judge, Verdict
from archive.clean.sketch import Sketch, sketched

_REVISION = 1
_MOST = 256
_MOST_LAYOUTS = 32


class SiteModel:
    """What repeats on the pages of a site, and the layouts that they have.

    A model is a sample of the site's pages and what follows from it, so the same pages in any
    order and in any batches make the same model. Of more than 256 it keeps as many of each quarter
    of a year, chosen by chance; and beyond these the first page of each layout (at most 32), the
    only thing in which order may then matter. It never changes: ``taught`` makes another one.

    What follows from the sample is worked out when it is first asked for, in up to 50 ms; teaching
    alone does not ask for it.
    """

    __slots__ = ("_known", "_slots")

    def __init__(self, samples: Iterable[Sample] = ()) -> None:
        self._slots: Slots = _with(samples, {})
        self._known: Knowledge | None = None

    @classmethod
    def learn(cls, pages: Iterable[tuple[bytes, str] | Sample]) -> SiteModel:
        """The model of a site.

        Args:
            pages: of the site, as HTML and URL or as samples; what has no text is passed over.
        """
        samples = (page if isinstance(page, Sample) else _read(*page) for page in pages)
        return cls(sample for sample in samples if sample is not None)

    def taught(self, *pages: Sample) -> SiteModel:
        """The model that knows some pages more; this one stays as it is."""
        model = SiteModel()
        model._slots = _with(pages, self._slots)
        return model

    def chrome(self, sketch: Sketch, plan: Plan | None = None) -> Verdict:
        """Which leaves of a page are chrome, by what other articles of the site repeat.

        Whether the page is among those that were learned makes no difference. Nothing is named
        where fewer than eight other articles are known, where nothing would be left of the page,
        and where it may be the same article as another: ``doubt`` then says so.

        Args:
            sketch: of the page.
            plan: of the sketch, where it has been made.
        """
        return Judge(self._knowledge, sketch, plan or Plan(sketch)).verdict()

    def content(self, sketch: Sketch) -> frozenset[int]:
        """Leaves that stand where articles of the site have words of their own.

        Evidence, not a text: what stands at places that are not known yet is not among them.
        """
        return Judge(self._knowledge, sketch, Plan(sketch)).content()

    def layout_of(self, sketch: Sketch, plan: Plan | None = None) -> Layout | None:
        """The layout that a page has; ``None`` if it is a new one, or the page is odd.

        Args:
            sketch: of the page.
            plan: of the sketch, where it has been made.
        """
        group = self._knowledge.layouts.like((plan or Plan(sketch)).skeleton)
        if group is None:
            return None
        return next(layout for layout in self.layouts if layout.id == group.id)

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """The layouts of the site, in the order in which they came."""
        return self._knowledge.layouts.established

    @property
    def pages(self) -> int:
        """Different articles that the model holds: up to 256 or little more."""
        return self._knowledge.articles

    @property
    def generation(self) -> int:
        """How far the model has come; where it is higher, texts are worth deriving again.

        It rises at 8, 16, 32, 64 and 128 different articles, and then with each new layout when
        it is established and when eight pages of it are known.
        """
        if self.pages < TRUSTED:
            return 0
        size = min(self.pages, _MOST // 2).bit_length() - TRUSTED.bit_length() + 1
        return size + sum(1 + (layout.pages >= TRUSTED) for layout in self.layouts)

    def improved_since(self, other: SiteModel) -> bool:
        """Whether texts that were derived by the other model are worth deriving again."""
        return self.generation > other.generation

    @property
    def stamp(self) -> str:
        """Stands for all that the model decides by: the pages it holds and the rules."""
        digest = blake2b(digest_size=6)
        for (period, number), sample in sorted(self._slots.items()):
            for part in (period, number, sample.digest):
                digest.update(part.to_bytes(8, "little", signed=False))
        return f"site-model/{_REVISION} {digest.hexdigest()}"

    def to_bytes(self) -> bytes:
        """The model, for ``from_bytes``: below 2 MB, mostly a tenth of that."""
        return packed(sample for _, sample in sorted(self._slots.items()))

    @classmethod
    def from_bytes(cls, packet: bytes) -> SiteModel:
        """The model that ``to_bytes`` made the bytes of.

        Raises:
            NotAModel: the bytes are of something else, of another version, cut or damaged.
        """
        return cls(unpacked(packet))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SiteModel) and self._slots == other._slots

    def __hash__(self) -> int:
        return hash(self.stamp)

    def __repr__(self) -> str:
        return f"<SiteModel of {len(self._slots)} samples, {self.stamp}>"

    @property
    def _knowledge(self) -> Knowledge:
        if self._known is None:
            self._known = Knowledge(self._slots.values())
        return self._known


def _with(samples: Iterable[Sample], slots: Slots) -> Slots:
    stream = iter(samples)
    while some := list(islice(stream, _MOST)):
        slots = _kept(slots, merged(some, slots))
    return slots


def _kept(before: Slots, slots: Slots) -> Slots:
    """What is kept of more samples, of which some were kept before."""
    if len(slots) <= _MOST:
        return slots
    kept = chosen(slots, _MOST)
    if kept <= before.keys():
        return {slot: slots[slot] for slot in before}
    samples = sorted(slots.values(), key=lambda sample: sample.order)
    groups = [group for group in Layouts(samples).groups if group.is_established]
    kept |= {group.members[0].slot for group in groups[-_MOST_LAYOUTS:]}
    return {slot: sample for slot, sample in slots.items() if slot in kept}


def _read(html: bytes, url: str) -> Sample | None:
    tree = parsed(decoded(html, None))
    return None if tree is None else sampled(sketched(tree), url)
