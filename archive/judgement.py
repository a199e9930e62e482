"""An observation in the light of what else the archive holds, and what it says of earlier ones.

Called within the transaction that keeps the observation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archive import walls
from archive.clean import Finding
from archive.history import keeping
from archive.observation import Observation, told
from archive.presence.keeping import rejudged
from archive.store import briefs, captures, frontier, texts, unlisted
from archive.store.briefs import Brief
from archive.store.database import Connection


def judged(connection: Connection, observation: Observation) -> Observation:
    """The observation, or what it is found to be where others show that it is no content.

    Earlier captures that had the same answer are judged again with it: their texts leave the
    versions and the search.
    """
    short, said = observation.short, observation.exchange
    if short is None or observation.outcome != "ok" or said.how == "requisite":
        return observation
    if short.may_repeat:
        others = briefs.near(connection, said.url, said.began, walls.WINDOW, walls.COMPARED)
        brief = Brief(0, said.url, observation.digest, short.title, short.text)
        if verdict := walls.repeated(brief, others):
            _put_right(connection, verdict[1], verdict[0])
            return _found(observation, verdict[0])
    if walls.may_have_collapsed(short):
        past = briefs.past(connection, said.url, said.began)
        if finding := walls.collapsed(short, past):
            return _found(observation, finding)
    return observation


def remembered(connection: Connection, observation: Observation, capture_id: int) -> None:
    """Keep what a short answer shows, for the judgement of later ones."""
    short, said = observation.short, observation.exchange
    if short is not None and short.may_repeat and said.how != "requisite":
        brief = Brief(capture_id, said.url, observation.digest, short.title, short.text)
        briefs.added(connection, brief, said.began)


def _found(observation: Observation, finding: Finding) -> Observation:
    outcome, evidence = told(finding)
    return replace(
        observation, outcome=outcome, evidence=evidence, wall=finding.kind, article=None, links=()
    )


def _put_right(connection: Connection, capture_ids: Sequence[int], finding: Finding) -> None:
    outcome, evidence = told(finding)
    doomed = briefs.like(connection, capture_ids)
    heirs = unlisted.heirs(connection, doomed)
    captures.rejudged(connection, doomed, outcome, evidence, finding.kind)
    texts.unread(connection, doomed, evidence)
    frontier.put_off(connection, doomed, evidence)
    keeping.settled(connection, sorted(set(keeping.pages_of(connection, doomed))))
    rejudged(connection, doomed, heirs)
