"""Files of the user's that travel with an exported model."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deepkit.errors import SavingError
from deepkit.export._layout import EXTRA, checked_name


def copy_extra(folder: Path, extra: Mapping[str, Any]) -> None:
    """Copy files into the folder of an exported model.

    Args:
        folder: of the model.
        extra: the paths of files, by the names they are to have in `assets.extra`.

    Raises:
        ValueError: if a name leads elsewhere.
    """
    for name, source in extra.items():
        try:
            place = folder / EXTRA / checked_name(name)
        except SavingError:
            raise ValueError(
                f"`assets_extra` must stay in its folder, got the path {name!r}."
            ) from None
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)
