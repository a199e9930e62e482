"""Walls of gatekeepers, and the pages that only speak of them."""

from __future__ import annotations

import pytest

from archive.clean import GATES, wall
from tests.pages import SENTENCE, article

WALLS = [
    (403, "Just a moment...", "<script>window._cf_chl_opt={cZone:'x'}</script>"),
    (503, "Attention Required! | Cloudflare", '<div class="cf-error-details">blocked</div>'),
    (403, "x.example", "<script>var dd={'rt':'c','cid':'A','hsh':'B'}</script>"),
    (200, "", "<script>var dd={'rt':'c','cid':'A'}</script>"),
    (403, "Access to this page has been denied", '<div id="px-captcha"></div>'),
    (200, "", "Request unsuccessful. Incapsula incident ID: 1-2"),
    (403, "Access Denied", "Reference&#32;&#35;18&#46;1 https://errors.edgesuite.net/18.1"),
    (200, "Access Denied", "You don't have permission. Reference #18.2f"),
    (405, "Human Verification", "<script>AwsWafIntegration.checkForceRefresh()</script>"),
    (202, "", "<script>window.awsWafCookieDomainList = []</script>"),
    (200, "Request Rejected", "The requested URL was rejected. Your support ID is: 1"),
    (200, "Making sure you're not a bot!", '<script id="anubis_challenge">{}</script>'),
    (200, "Robot Check", '<form action="/errors/validateCaptcha">captcha</form>'),
    (403, "Forbidden", "Blocked by our firewall. Request ID: 17"),
]


@pytest.mark.parametrize(("status", "title", "body"), WALLS)
def test_walls_are_recognised(status: int, title: str, body: str) -> None:
    """A gatekeeper's template on a page that says little else, also with status 200."""
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()
    found = wall(status, (), html)
    assert found is not None
    assert found.kind in GATES
    assert f"status {status}" in found.evidence
    assert "\n" not in found.evidence


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("cf-mitigated", "challenge", 200),
        ("X-Amzn-Waf-Action", "captcha", 405),
        ("x-dd-b", "1", 403),
    ],
)
def test_fields_give_a_wall_away(name: str, value: str, status: int) -> None:
    """Some gatekeepers say in a field that they did not let the request through."""
    found = wall(status, ((name, value),), b"")
    assert found is not None
    assert name.lower() in found.evidence


@pytest.mark.parametrize(("status", "title", "body"), WALLS)
def test_an_article_that_quotes_a_wall_is_no_wall(status: int, title: str, body: str) -> None:
    """Even under the same title and with the same marks, a page full of sentences is a page."""
    html = article(*[SENTENCE] * 15, body, head=f"<title>{title}</title>")
    assert wall(status, (), html) is None


@pytest.mark.parametrize(
    ("status", "html"),
    [
        (403, b"<title>403 Forbidden</title><h1>Forbidden</h1><hr>nginx"),
        (404, b"<title>Not found</title>"),
        (503, b"<title>Maintenance</title>We are back at noon."),
        (200, b'<title>Contact</title><form><div class="g-recaptcha"></div></form>'),
        (200, b"<title>Why captchas fail</title><p>A captcha asks too much.</p>"),
        (200, b"<title>A</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'>"),
        (200, b""),
    ],
)
def test_other_errors_and_pages_are_no_walls(status: int, html: bytes) -> None:
    """A status alone, a form with a captcha or a gatekeeper's script on a page prove nothing."""
    assert wall(status, (("server", "cloudflare"), ("cf-ray", "1")), html) is None
