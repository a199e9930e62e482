"""Commands whose arguments are what a person looks for."""

from __future__ import annotations

import re

import click


class Worded(click.Command):
    """A command among whose words some begin with a hyphen: ``court -tennis``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell those words from options, which have two hyphens, and from ``-h``."""
        if "--" not in args:
            words = [word for word in args if re.match(r"-[^-]{2}", word)]
            args = [*(word for word in args if word not in words), "--", *words]
        return super().parse_args(ctx, args)
