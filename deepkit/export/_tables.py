"""From tables to the inputs of a program: declared steps, run by the code of training."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from deepkit.columns import Arrangement, Encoder, as_table
from deepkit.errors import SavingError

Record = dict[str, Any]


def preprocessing_record(encoder: Encoder, arrangement: Arrangement) -> Record:
    """Return the steps from tables to arrays in plain values.

    Args:
        encoder: of the columns; what is trained on them is left out.
        arrangement: what the training data was like.

    Raises:
        ValueError: if a column holds a function.
    """
    names = arrangement.names
    return {
        "columns": encoder.leaves().get_config(),
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
        return self.encoder.encode(self.arrangement.fit(as_table(table)))

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
