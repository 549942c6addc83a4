"""Let the site show our `Example:` sections as code: Griffe knows them by their plural only."""

import re
from typing import Any

import griffe


class Examples(griffe.Extension):
    """Read `Example:` as the `Examples:` of Google's style, whose doctests are set as code."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rename the section before the docstring is parsed."""
        if obj.docstring:
            obj.docstring.value = re.sub(r"(?m)^Example:$", "Examples:", obj.docstring.value)
