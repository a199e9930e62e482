"""Views: the tables as people read them in Datasette, the ``sqlite3`` shell and other programs.

Tables are named in the singular, views in the plural. Times are ISO 8601 in UTC, to the second;
digests are hexadecimal. No view computes more than its own rows, so that each opens at once in an
archive of a million captures; ``docs/format.md`` tells their columns.
"""

from __future__ import annotations


def _iso(column: str) -> str:
    # Integer division rounds towards zero, which before 1970 would be up.
    floor = f"({column} - (({column} % 1000000) + 1000000) % 1000000) / 1000000"
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', {floor}, 'unixepoch')"


def _hex(column: str) -> str:
    return f"nullif(lower(hex({column})), '')"


_CAPTURES = f"""
SELECT capture.id, capture.url, {_iso("capture.time")} AS time, source.name AS source,
    capture.outcome, capture.status, capture.media_type, version.title, capture.size,
    {_hex("capture.digest")} AS sha256, capture.wall, capture.evidence, capture.method,
    capture.how, capture.via, capture.revisit_of, reading.version_id AS text_id,
    capture.page_id, capture.crawl_id, capture.frame_id
FROM capture LEFT JOIN source ON source.id = capture.source_id
LEFT JOIN reading ON reading.capture_id = capture.id
LEFT JOIN version ON version.id = reading.version_id
"""

_PAGES = f"""
SELECT page.id, page.url, version.title, version.kind, version.language, version.published,
    version.modified,
    (SELECT {_iso("min(time)")} FROM capture WHERE page_id = page.id) AS first_captured,
    (SELECT {_iso("max(time)")} FROM capture WHERE page_id = page.id) AS last_captured,
    (SELECT count(*) FROM capture WHERE page_id = page.id) AS captures,
    (SELECT count(*) FROM version AS one WHERE one.page_id = page.id) AS texts,
    page.version_id AS text_id, page.urlkey
FROM page LEFT JOIN version ON version.id = page.version_id
"""

_TEXTS = f"""
SELECT version.id, page.url, version.title, version.summary, version.text, version.authors,
    version.published, version.modified, version.language, version.kind,
    {_iso("capture.time")} AS first_seen,
    (SELECT {_iso("max(seen.time)")} FROM reading JOIN capture AS seen
        ON seen.id = reading.capture_id WHERE reading.version_id = version.id) AS last_seen,
    page.version_id = version.id AS is_current, {_hex("version.digest")} AS sha256,
    version.extractor, version.page_id, version.capture_id
FROM version JOIN page ON page.id = version.page_id
JOIN capture ON capture.id = version.capture_id
"""

# Of a page with one text only, which most are, nothing is compared. What was read in two ways may
# differ on a page that nobody touched.
_EDITS = f"""
SELECT capture.url, {_iso("capture.time")} AS time, old.title AS old_title,
    new.title AS new_title, source.name AS source, new.kind, old.id AS old_text_id,
    new.id AS new_text_id, capture.id AS capture_id
FROM version AS new CROSS JOIN reading ON reading.version_id = new.id
CROSS JOIN capture ON capture.id = reading.capture_id
JOIN reading AS before ON before.capture_id = (
    SELECT other.id FROM capture AS other
    JOIN reading AS earlier ON earlier.capture_id = other.id
    WHERE other.page_id = capture.page_id AND earlier.version_id IS NOT NULL
    AND (other.time, other.id) < (capture.time, capture.id)
    ORDER BY other.time DESC, other.id DESC LIMIT 1)
JOIN version AS old ON old.id = before.version_id
LEFT JOIN source ON source.id = capture.source_id
WHERE old.id <> new.id AND before.extractor = reading.extractor AND EXISTS (
    SELECT 1 FROM version AS one WHERE one.page_id = new.page_id AND one.id <> new.id)
"""

_CHANGES = f"""
SELECT capture.url, {_iso("capture.time")} AS time, change.kind, change.added, change.removed,
    change.moved, change.returned, change.disclosure, change.evidence,
    old.title AS old_title, new.title AS new_title, source.name AS source,
    now.kind AS page_kind, {_iso("before.time")} AS before_time, was.version_id AS old_text_id,
    now.version_id AS new_text_id, change.before_id, change.capture_id
FROM change JOIN capture ON capture.id = change.capture_id
JOIN capture AS before ON before.id = change.before_id
JOIN reading AS now ON now.capture_id = change.capture_id
JOIN reading AS was ON was.capture_id = change.before_id
LEFT JOIN version AS old ON old.id = was.version_id
LEFT JOIN version AS new ON new.id = now.version_id
LEFT JOIN source ON source.id = capture.source_id
"""

_RECORDS = f"""
SELECT record.id, record.type, record.uri AS record_id, capture.url,
    {_iso("capture.time")} AS time, record.start, record.size, record.capture_id,
    capture.frame_id
FROM record JOIN capture ON capture.id = record.capture_id
"""

_LINKS = f"""
SELECT capture.url, {_iso("capture.time")} AS time, link.kind, address.url AS target,
    link.capture_id
FROM link JOIN address ON address.id = link.address_id
JOIN capture ON capture.id = link.capture_id
"""

_SOURCES = f"""
SELECT source.id, source.name, source.title,
    (SELECT count(*) FROM capture WHERE source_id = source.id) AS captures,
    (SELECT {_iso("min(time)")} FROM capture WHERE source_id = source.id) AS first_captured,
    (SELECT {_iso("max(time)")} FROM capture WHERE source_id = source.id) AS last_captured
FROM source
"""

_CRAWLS = f"""
SELECT crawl.id, source.name AS source, {_iso("crawl.began")} AS began,
    {_iso("crawl.ended")} AS ended, crawl.outcome, crawl.reason, crawl.stats
FROM crawl LEFT JOIN source ON source.id = crawl.source_id
"""

_FRONTIERS = f"""
SELECT frontier.id, source.name AS source, frontier.url, frontier.kind, frontier.state,
    frontier.reason, {_iso("frontier.found")} AS found, {_iso("frontier.settled")} AS settled,
    {_iso("frontier.due")} AS due, frontier.how, frontier.via, frontier.depth, frontier.priority,
    frontier.tries, frontier.capture_id, frontier.robots_id
FROM frontier JOIN source ON source.id = frontier.source_id
"""

_REMOVALS = f"""
SELECT tombstone.id, tombstone.url, {_iso("tombstone.time")} AS time,
    {_iso("removal.time")} AS removed, removal.kind, removal.reason, removal.rule,
    tombstone.outcome, tombstone.status, tombstone.media_type, tombstone.size,
    {_hex("tombstone.digest")} AS sha256, source.name AS source, tombstone.records,
    removal.software, {_iso("tombstone.returned")} AS returned
FROM tombstone JOIN removal ON removal.id = tombstone.removal_id
LEFT JOIN source ON source.id = tombstone.source_id
"""

_CLAIMS = f"""
SELECT capture.url, {_iso("capture.time")} AS time, json_extract(claim.value, '$[0]') AS about,
    json_extract(claim.value, '$[1]') AS value, json_extract(claim.value, '$[2]') AS origin,
    json_extract(claim.value, '$[3]') AS place,
    json_extract(claim.value, '$[1]') IS
        json_extract(facts.data, '$.' || json_extract(claim.value, '$[0]')) AS is_chosen,
    json_extract(facts.data, '$.reason') AS reason, reading.capture_id
FROM reading JOIN facts ON facts.id = reading.facts_id
JOIN capture ON capture.id = reading.capture_id
JOIN json_each(facts.data, '$.claims') AS claim
"""

_SITES = f"""
SELECT site.id, site.name, site.pages, site.generation,
    json_array_length(site.layouts) AS layouts, {_iso("site.first")} AS first_captured,
    {_iso("site.last")} AS last_captured, {_iso("site.learned")} AS learned,
    {_iso("site.anew")} AS read_anew, {_iso("site.behind")} AS behind_since, site.stamp, site.host
FROM site
"""

_WATCHES = f"""
SELECT watch.id, watch.name, watch.query, {_iso("watch.created")} AS created,
    (SELECT count(*) FROM sighting WHERE watch_id = watch.id) AS sightings,
    (SELECT count(*) FROM recipient WHERE watch_id = watch.id) AS recipients,
    watch.is_broad, watch.looked
FROM watch
"""

_SIGHTINGS = f"""
SELECT sighting.id, watch.name AS watch, sighting.kind, {_iso("sighting.time")} AS found,
    capture.url, {_iso("capture.time")} AS time, {_iso("before.time")} AS last_seen,
    version.title, capture.outcome, place.capture_id, place.before_id
FROM sighting JOIN watch ON watch.id = sighting.watch_id
JOIN place ON place.sighting_id = sighting.id JOIN capture ON capture.id = place.capture_id
LEFT JOIN capture AS before ON before.id = place.before_id
LEFT JOIN reading ON reading.capture_id = coalesce(before.id, capture.id)
LEFT JOIN version ON version.id = reading.version_id
"""

_CONDITIONS = f"""
SELECT condition.id, source.name AS source, condition.state, {_iso("condition.since")} AS since,
    {_iso("condition.until")} AS until, condition.evidence, condition.step, condition.failures
FROM condition JOIN source ON source.id = condition.source_id
"""

_PRESENCES = f"""
SELECT page.url, presence.state, {_iso("presence.since")} AS since,
    {_iso("presence.seen")} AS last_seen, {_iso("presence.absent")} AS first_absent,
    {_iso("presence.checked")} AS last_absent, presence.checks, presence.unclear,
    {_iso("presence.last")} AS last_checked, presence.evidence, version.title, presence.page_id
FROM presence JOIN page ON page.id = presence.page_id
LEFT JOIN version ON version.id = page.version_id
"""

FIRST_VIEWS = {
    "captures": _CAPTURES,
    "pages": _PAGES,
    "texts": _TEXTS,
    "changes": _EDITS,
    "records": _RECORDS,
    "links": _LINKS,
    "sources": _SOURCES,
    "crawls": _CRAWLS,
    "frontiers": _FRONTIERS,
    "removals": _REMOVALS,
}
VIEWS_OF_FACTS = {"claims": _CLAIMS}
VIEWS_OF_SITES = {"sites": _SITES}
VIEWS_OF_WATCHES = {"watches": _WATCHES, "sightings": _SIGHTINGS}
VIEWS_OF_CONDITIONS = {"conditions": _CONDITIONS}
VIEWS_OF_PRESENCE = {"presences": _PRESENCES}
VIEWS_OF_CHANGES = {"changes": _CHANGES}
VIEWS = {
    **FIRST_VIEWS, **VIEWS_OF_FACTS, **VIEWS_OF_SITES, **VIEWS_OF_WATCHES, **VIEWS_OF_CONDITIONS,
    **VIEWS_OF_PRESENCE, **VIEWS_OF_CHANGES,
}  # fmt: skip
"""Each view's name and what it selects."""
