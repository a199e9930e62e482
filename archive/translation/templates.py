"""Translation in templates: Jinja's ``{% trans %}`` and its functions, bound to what is spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from archive.translation.recorded import retold
from archive.translation.speaking import forms, spoken, words

EXTENSION = "jinja2.ext.i18n"


def translated(environment: Environment) -> Environment:
    """Let templates speak the language that is spoken when they are rendered.

    Numbers by which a plural is chosen stand in it as ``%(num)s``, as the language writes them.
    """
    environment.add_extension(EXTENSION)
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # as the extension has it
    functions: Mapping[str, Callable[..., Any]] = {
        "_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext,
        "npgettext": npgettext, "spoken": spoken, "direction": lambda: forms().direction,
    }  # fmt: skip
    environment.globals.update(functions)
    environment.filters.update(number=lambda number: forms().number(number), retold=retold)
    return environment


@pass_eval_context
def gettext(context: EvalContext, message: str, /, **parts: object) -> str:
    """A message with its named parts, escaped where the template escapes."""
    if parts or not context.autoescape:
        return _filled(context, words().gettext(message), parts)
    return _marked(spoken(), message)


@pass_eval_context
def ngettext(context: EvalContext, one: str, many: str, num: int, /, **parts: object) -> str:
    """A message that depends on a number."""
    parts.setdefault("num", forms().number(num))
    return _filled(context, words().ngettext(one, many, num), parts)


@pass_eval_context
def pgettext(context: EvalContext, about: str, message: str, /, **parts: object) -> str:
    """A message that means something else elsewhere."""
    return _filled(context, words().pgettext(about, message), parts)


@pass_eval_context
def npgettext(
    context: EvalContext, about: str, one: str, many: str, num: int, /, **parts: object
) -> str:
    """Both."""
    parts.setdefault("num", forms().number(num))
    return _filled(context, words().npgettext(about, one, many, num), parts)


def _filled(context: EvalContext, told: str, parts: Mapping[str, object]) -> str:
    if not context.autoescape:
        return told % parts
    # Messages are ours, with their marks; what is filled in is escaped.
    return Markup(told % {name: escape(part) for name, part in parts.items()})  # noqa: S704


@lru_cache(maxsize=8192)
def _marked(language: str, message: str) -> Markup:
    """A message without parts; most of what a page says."""
    del language  # it only tells what is remembered apart
    return Markup(words().gettext(message) % {})  # noqa: S704  # ours
