"""SURT keys as the Internet Archive's ``surt`` makes them, by which pywb looks URLs up."""

from __future__ import annotations

import json
import subprocess

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive.surt import surt
from archive.urls import urlkey
from tests.peers import peer

_ASK = (
    "import json, sys; from surt import surt; "
    "json.dump([surt(url) for url in json.load(sys.stdin)], sys.stdout)"
)

_WORDS = st.text("abcXYZ019-_.~", min_size=1, max_size=6).filter(lambda word: set(word) != {"."})
_PAIRS = st.builds("{}={}".format, _WORDS, _WORDS)
_PLAIN = st.builds(
    "{}://{}{}.example{}/{}{}{}".format,
    st.sampled_from(("http", "https", "HTTP")),
    st.sampled_from(("", "www.", "WWW2.", "news.")),
    st.text("abcXYZ019", min_size=1, max_size=6),
    st.sampled_from(("", ":80", ":8080")),
    st.lists(_WORDS, max_size=4).map("/".join),
    st.sampled_from(("", "/")),
    st.lists(_PAIRS, max_size=3).map(lambda pairs: "?" + "&".join(pairs) if pairs else ""),
).filter(lambda url: not (url.startswith("https") and ":80/" in url))
_ODD = st.builds(
    "http://{}.example/{}{}".format,
    st.sampled_from(("a", "www.a", "ä", "A.B")),
    st.text("ab/.%27EeäЖ ;=~!(')&", max_size=20),
    st.sampled_from((
        "", "?b=2&a=1", "?A=%41&&a", "#part", "?sid=" + "0a" * 16, ";jsessionid=" + "0A" * 16,
        "?utm_source=x", '#{"itemid":["001-1"]}', "?x=/-/asset_publisher/a/content/b",
    )),
)  # fmt: skip
_FEW = settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def _theirs(urls: list[str]) -> list[str]:
    python = peer("cdxj-indexer", "python")
    said = subprocess.run([python, "-c", _ASK], input=json.dumps(urls), capture_output=True, text=True, check=True)  # fmt: skip  # noqa: E501
    keys: list[str] = json.loads(said.stdout)
    return keys


@_FEW
@given(st.lists(_PLAIN, min_size=100, max_size=100))
def test_captures_of_ordinary_urls_have_the_keys_of_surt(urls: list[str]) -> None:
    """What makes a page of them, a tracking parameter say, leaves these alone."""
    assert [(url, urlkey(url)) for url in urls] == list(zip(urls, _theirs(urls), strict=True))


@_FEW
@given(st.lists(_ODD, min_size=100, max_size=100))
def test_indexes_have_the_keys_of_surt_for_odd_urls_too(urls: list[str]) -> None:
    """Escapes, sessions, dots and fragments as there."""
    assert [(url, surt(url)) for url in urls] == list(zip(urls, _theirs(urls), strict=True))
