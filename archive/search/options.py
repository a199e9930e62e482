"""What narrows a search beside its words: filters, the day that is meant, the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal, get_args

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.asked import AllOf, Days, Labelled, Node
from archive.search.compiling import Vocabulary
from archive.search.days import Period, period
from archive.search.labels import KINDS, kind, language
from archive.search.plan import Plan, planned, vocabulary_of
from archive.search.ranking import Order
from archive.search.sets import Sets
from archive.store.database import Connection
from archive.translation import N_, _

ORDERS: tuple[str, ...] = get_args(Order)
_WRITTEN = N_("2025, 2025-03 or 2025-03-14")
_YES = frozenset(("1", "true", "yes", "on"))
_NO = frozenset(("", "0", "false", "no", "off"))


@dataclass(frozen=True, slots=True)
class Options:
    """What narrows a search; see ``archive.search.search``.

    Attributes:
        source, site, language, kind: of what is found.
        since, until: of the day it bears; the first is in it, the second is not.
        at: the day whose versions are meant.
        all_versions: whether what pages showed before counts too.
    """

    source: str | None = None
    site: str | None = None
    language: str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    at: date | None = None
    all_versions: bool = False

    def keywords(self) -> dict[str, Any]:
        """The same as ``search`` and ``trend`` take them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Given:
    """Options as they were given in words.

    Attributes:
        options: what was understood.
        order: the order asked for.
        faults: what was not, by the name of its field, in words.
    """

    options: Options = field(default_factory=Options)
    order: Order = "relevance"
    faults: Mapping[str, str] = field(default_factory=dict)


def given(words: Mapping[str, str]) -> Given:
    """Options from fields of an address: ``source``, ``site``, ``lang``, ``type``, ``from``,
    ``to``, ``at``, ``all_versions``, ``order``. Empty ones say nothing.

    ``to`` holds all of the day, month or year that it names; ``at`` means its last day.
    """  # noqa: D205  # a list that is longer than a line
    faults: dict[str, str] = {}

    def taken(name: str, read: Any) -> Any:
        text = words.get(name, "").strip()
        try:
            return read(text) if text else None
        except BadInput as error:
            faults[name] = str(error)
            return None

    since, until = taken("from", period_of), taken("to", period_of)
    options = Options(
        source=taken("source", str),
        site=taken("site", str),
        language=taken("lang", language_of),
        kind=taken("type", kind_of),
        since=since.first if since else None,
        until=until.end if until else None,
        at=taken("at", day_of),
        all_versions=bool(taken("all_versions", is_yes)),
    )
    return Given(options, taken("order", order_of) or "relevance", faults)


def narrowed(node: Node | None, options: Options) -> Node | None:
    """A query with what narrows it; ``None`` where nothing is asked for."""
    pairs: tuple[tuple[Literal["source", "site", "lang", "type"], str | None], ...] = (
        ("source", options.source),
        ("site", _bare(options.site)),
        ("lang", options.language and language_code(options.language)),
        ("type", options.kind),
    )
    filters: list[Node] = [Labelled(label, value) for label, value in pairs if value]
    if options.since or options.until:
        filters.append(Days("dated", _day(options.since), _day(options.until)))
    if not filters:
        return node
    nodes: Iterable[Node] = node.nodes if isinstance(node, AllOf) else (node,) if node else ()
    return AllOf((*nodes, *filters))


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the queries of one search, which is put in other words where little is found.

    Attributes:
        connection: of the archive.
        options: what narrows the search.
        sets: of the archive, if it has any.
        vocabulary: of the archive.
    """

    connection: Connection
    options: Options
    sets: Sets | None
    vocabulary: Vocabulary

    @classmethod
    def of(cls, connection: Connection, options: Options) -> Planner:
        """For an archive as it is now."""
        return cls(connection, options, Sets.of(connection), vocabulary_of(connection))

    def plan(self, node: Node | None) -> Plan | None:
        """How a query that was narrowed is answered; ``None`` where nothing is asked for."""
        if node is None:
            return None
        return planned(
            self.connection, node, self.sets,
            at=self.options.at, all_versions=self.options.all_versions, vocabulary=self.vocabulary,
        )  # fmt: skip


def period_of(text: str) -> Period:
    """The day, month or year that is named.

    Raises:
        BadInput: it names none.
    """
    found = period(text)
    if found is None:
        raise BadInput(
            _(
                "{typed} is no date; dates are written {examples}",
                typed=repr(text),
                examples=_(_WRITTEN),
            )
        )
    return found


def day_of(text: str) -> date:
    """The day that is named, of a month or a year its last one.

    Raises:
        BadInput: it names none.
    """
    found = period_of(text)
    return date.fromordinal(found.end.toordinal() - 1) if found.end else date.max


def language_of(text: str) -> str:
    """The ISO 639-1 code of a language, by its code or English name.

    Raises:
        BadInput: there is no such language.
    """
    code = language(text.lower())
    if code is None:
        raise BadInput(
            _(
                "{typed} names no language; write a code or a name, e.g. en or French",
                typed=repr(text),
            )
        )
    return code


def language_code(text: str) -> str:
    """The code of a language; of one that nobody knows, what was given."""
    return language(text.lower()) or text.lower()


def kind_of(text: str) -> str:
    """The kind of page that is named, by our name or one that people use.

    Raises:
        BadInput: there is no such kind.
    """
    found = kind(text.lower())
    if found is None:
        raise BadInput(
            _(
                "{typed} is no kind of page; there are {kinds}",
                typed=repr(text),
                kinds=", ".join(KINDS),
            )
        )
    return found


def order_of(text: str) -> Order:
    """An order by its name.

    Raises:
        BadInput: there is no such order.
    """
    for one in get_args(Order):
        if one == text.lower():
            return one  # type: ignore[no-any-return]
    raise BadInput(
        _("{typed} is no order; there are {orders}", typed=repr(text), orders=", ".join(ORDERS))
    )


def is_yes(text: str) -> bool:
    """Whether ``1``, ``true``, ``yes`` or ``on`` was said, and not their opposites.

    Raises:
        BadInput: something else was said.
    """
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise BadInput(_("{typed} is neither true nor false", typed=repr(text)))


def require_source(archive: Archive, name: str | None) -> None:
    """Raise ``BadInput`` where a source is named that the archive has nothing of."""
    sql = "SELECT name FROM source ORDER BY name"
    known = [row[0] for row in archive.connection.execute(sql)]
    if name is not None and name not in known:
        names = ", ".join(known) or "none"
        raise BadInput(f"the archive knows no source {name!r}; it has: {names}")


def _bare(site: str | None) -> str | None:
    if not site:
        return None
    _, scheme, rest = site.partition("://")
    return (rest if scheme else site).lower().removeprefix("*.")


def _day(day: date | None) -> date | None:
    return day.date() if isinstance(day, datetime) else day
