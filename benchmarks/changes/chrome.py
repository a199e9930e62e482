# ruff: noqa: ARG001  # all mutations are called alike
"""What changes round a text that nobody touched: menus, bars, boxes, counters, typography."""

from __future__ import annotations

import random
import re
from typing import Any

import lxml.html

from benchmarks.changes.page import Mutation, Page, fragment

MADE_UP = (
    "A second delegation arrived in the capital", "The border crossing was closed for the night",
    "Three further witnesses came forward", "The court set a new date for the hearing",
    "The governor withdrew the order", "Nobody answered at the number that was given",
)  # fmt: skip
_QUOTED = re.compile(r'"([^"]{2,80})"')
_OTHER_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2019": "'", "\u2013": "-"})


def same(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The very same page."""
    return True


def served_anew(page: Page, tree: Any, chosen: random.Random) -> bool:
    """What a server puts in each time: tokens, times of rendering, names of builds."""
    head = tree.find("head")
    if head is None:
        return False
    mark = f"{chosen.getrandbits(64):x}"
    head.append(fragment(f'<meta name="csrf-token" content="{mark}">'))
    tree.append(lxml.html.HtmlComment(f" rendered in {chosen.randrange(900)} ms by {mark} "))
    for script in tree.xpath("//script[@src]")[:5]:
        script.set("src", f"{script.get('src')}?v={mark}")
    return True


def other_company(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The links beside the text are others."""
    found = page.furniture(tree)
    links = [link for element in found for link in element.iter("a") if link.text]
    if len(links) < 3:
        return False
    for number, link in enumerate(chosen.sample(links, len(links) // 2)):
        link.text = f"{MADE_UP[number % len(MADE_UP)]} {number}"
        link.set("href", f"/neu/{number}-{chosen.getrandbits(24):x}")
    return True


def menu(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A menu has two items more and one with another name."""
    for place in tree.iter("nav", "header"):
        links = [link for link in place.iter("a") if link.text and link.text.strip()]
        if len(links) < 3 or page.paragraphs(place):
            continue
        for name in ("Elections", "Podcasts"):
            more = fragment(f'<a href="/{name.lower()}">{name}</a>')
            for key in ("class", "data-link"):
                if links[-1].get(key):
                    more.set(key, links[-1].get(key))
            links[-1].addnext(more)
        links[0].text = "All topics"
        return True
    return False


def _at_top(tree: Any, markup: str) -> bool:
    body = tree.find("body")
    if body is None:
        return False
    body.insert(0, fragment(markup))
    return True


def cookie_bar(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A bar that asks for cookies."""
    return _at_top(
        tree,
        '<div id="cookie-consent" role="dialog" class="cookie-banner"><p>We and our partners use '
        "cookies to make this site better and to show you advertising. Do you agree?</p>"
        '<button>Accept all</button> <a href="/privacy">Settings</a></div>',
    )


def breaking_news(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A line about something else stands above the page."""
    return _at_top(
        tree,
        '<div class="breaking-news-ticker" role="alert"><strong>Breaking</strong> '
        f'<a href="/live/{chosen.randrange(9000)}">{chosen.choice(MADE_UP)}</a></div>',
    )


def logged_out(page: Page, tree: Any, chosen: random.Random) -> bool:
    """A bar of a reader's account has come."""
    return _at_top(
        tree,
        '<div class="user-bar"><ul><li><a href="/login">Log in</a></li><li><a href="/register">'
        'Register</a></li><li><a href="/subscribe">Subscribe from 1 &euro;</a></li></ul></div>',
    )


def advertisement(page: Page, tree: Any, chosen: random.Random) -> bool:
    """An advertisement between two paragraphs."""
    found = page.paragraphs(tree)
    if len(found) < 3:
        return False
    box = '<div class="ad ad-slot advertisement" data-ad="1"><span>Advertisement</span>'
    box += '<a href="https://ads.example/x">Save 20 % on shoes until Sunday</a></div>'
    found[len(found) // 2].addnext(fragment(box))
    return True


def _below(page: Page, tree: Any, markup: str) -> bool:
    last = page.last(tree)
    if last is None:
        return False
    last.addnext(fragment(markup))
    return True


def related(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Below the text other articles are named."""
    items = "".join(
        f'<li><a href="/story/{chosen.randrange(90000)}">{words}</a></li>'
        for words in chosen.sample(MADE_UP, 4)
    )
    return _below(
        page, tree, f'<div class="related-posts"><h3>Related articles</h3><ul>{items}</ul></div>'
    )


def newsletter(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Below the text readers are asked to subscribe."""
    return _below(
        page,
        tree,
        '<div class="newsletter-signup"><h4>Sign up for our newsletter</h4><p>The most important '
        'stories of the day, in your inbox each morning.</p><form action="/newsletter">'
        '<input type="email" name="mail"><button>Sign up</button></form></div>',
    )


def shares(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Below the text buttons count how often it was shared."""
    counts = [chosen.randrange(2, 900) for _ in range(3)]
    return _below(
        page,
        tree,
        f'<div class="share-buttons"><a href="#f">Facebook {counts[0]}</a> <a href="#t">Twitter '
        f'{counts[1]}</a> <span class="comments-count">{counts[2]} comments</span></div>',
    )


def comments(page: Page, tree: Any, chosen: random.Random) -> bool:
    """At the end of the page readers have said something."""
    body = tree.find("body")
    if body is None:
        return False
    said = "".join(
        f'<li class="comment"><p class="comment-author">reader{chosen.randrange(99)}</p><div '
        f'class="comment-body"><p>I do not believe a word of this, as I wrote before. '
        f"{words}?</p></div></li>"
        for words in chosen.sample(MADE_UP, 3)
    )
    body.append(
        fragment(
            f'<section id="comments" class="comments-area"><h2>3 comments</h2><ol '
            f'class="comment-list">{said}</ol></section>'
        )
    )
    return True


def ago(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Above the text a line tells how long ago it was published."""
    found = page.paragraphs(tree)
    if len(found) < 3:
        return False
    found[0].addprevious(
        fragment(f'<p class="time-ago">Updated {chosen.randrange(2, 50)} minutes ago</p>')
    )
    return True


def typography(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Quotation marks, dashes and spaces are other ones."""
    done = False
    for place in page.paragraphs(tree):
        for element in place.iter():
            if element.text:
                text = _QUOTED.sub("\u201c\\1\u201d", element.text)
                text = text.translate(_OTHER_QUOTES) if text == element.text else text
                text = text.replace(", ", ",\u00a0", 1)
                done = done or text != element.text
                element.text = text
    return done


def lazy_pictures(page: Page, tree: Any, chosen: random.Random) -> bool:
    """Pictures come from another server, and when they are looked at."""
    found = [one for one in tree.iter("img") if one.get("src")]
    for one in found:
        one.set("data-src", f"https://img{chosen.randrange(9)}.example/{one.get('src')}")
        one.set("src", "data:image/gif;base64,R0lGODlhAQABAAAAACw=")
        one.set("loading", "lazy")
    return bool(found)


def footer_year(page: Page, tree: Any, chosen: random.Random) -> bool:
    """The foot of the page is of another year, with a further link."""
    for place in tree.iter("footer"):
        if not page.paragraphs(place):
            place.append(fragment("<p>© 2027 All rights reserved.</p>"))
            place.append(fragment('<a href="/imprint">Imprint</a>'))
            return True
    return False


CHROME: dict[str, Mutation] = {
    "same": same, "served anew": served_anew, "other links": other_company, "menu": menu,
    "cookie bar": cookie_bar, "breaking news": breaking_news, "account bar": logged_out,
    "advertisement": advertisement, "related articles": related, "newsletter": newsletter,
    "shares": shares, "comments": comments, "minutes ago": ago, "typography": typography,
    "lazy pictures": lazy_pictures, "foot": footer_year,
}  # fmt: skip
"""Changes after which a page says what it said, by name."""
