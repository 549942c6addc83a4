"""From tables to the inputs of a program: declared steps, run by the code of training."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from deepkit.columns import IDS, Arrangement, Encoder, as_table, padded, paddings
from deepkit.errors import SavingError

Record = dict[str, Any]


def preprocessing_record(
    encoder: Encoder, arrangement: Arrangement, *, alike: bool = False
) -> Record:
    """Return the steps from tables to arrays in plain values.

    Args:
        encoder: of the columns; what is trained on them is left out.
        arrangement: what the training data was like.
        alike: whether all columns of ids are filled up to the width of the widest.

    Raises:
        ValueError: if a column holds a function.
    """
    names = arrangement.names
    return {
        "columns": encoder.leaves().get_config(),
        "alike": alike,
        "arrangement": {
            "names": None if names is None else list(names),
            "width": arrangement.width,
            "keys": list(arrangement.keys),
            "owner": arrangement.owner,
            "alone": arrangement.alone,
        },
    }


class Preprocessing:
    """The steps from a table to the inputs of a program.

    Args:
        record: what `preprocessing_record` returned.

    Raises:
        SavingError: if it is something else.
    """

    def __init__(self, record: Any) -> None:
        try:
            self.encoder = Encoder.from_config(record["columns"])
            self.alike = record.get("alike", False) is True
            told = paddings(self.encoder.columns)
            self._padding = {name: one for name, one in told.items() if IDS in one.axes}
            told = dict(record["arrangement"])
            names = told.pop("names")
            told["keys"] = tuple(told["keys"])
            self.arrangement = Arrangement(None if names is None else tuple(names), **told)
        except Exception as error:  # columns trust their fields, which may be anything here
            raise _damaged(error) from error

    def __call__(self, table: Any) -> Mapping[str, np.ndarray]:
        """Return the inputs of a program for the rows of a table, by name.

        Args:
            table: a dict of columns, a data frame, a matrix, or a list of dicts of one row each.

        Raises:
            DataError: if a column is missing, or holds what it cannot.
        """
        arrays = self.encoder.encode(self.arrangement.fit(as_table(table)))
        if self.alike and self._padding:
            # Steps are as many as each other already: their rows have one length.
            widest = {IDS: max(arrays[name].shape[-1] for name in self._padding)}
            for name, padding in self._padding.items():
                if arrays[name].shape[-1] < widest[IDS]:
                    arrays[name] = padded(arrays[name], padding, widest)
        return arrays

    def check(self, rows: Any, golden: Mapping[str, np.ndarray]) -> None:
        """Compare what the steps make of rows with what they made when the model was exported.

        Args:
            rows: columns by name.
            golden: the inputs that they must become.

        Raises:
            SavingError: if they become something else.
        """
        try:
            found = self(rows)
        except Exception as error:  # as when they were made
            raise _damaged(error) from error
        for name, array in found.items():
            if name not in golden or not np.array_equal(array, golden[name]):
                raise SavingError(
                    f"The preprocessing gives another {name!r} than when the model was exported. "
                    "Export it anew with this deepkit."
                )


def _damaged(error: Exception) -> SavingError:
    return SavingError(f"The preprocessing of the model is damaged: {type(error).__name__} {error}")
