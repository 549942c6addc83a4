"""Real tables, split once and for all into rows to learn from and rows to be asked about."""

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from benchmarks._census import COLUMNS

_SOURCES = {
    "adult-train.csv": "https://archive.ics.uci.edu/dataset/2/adult, as adult.data",
    "adult-test.csv": "https://archive.ics.uci.edu/dataset/2/adult, as adult.test",
    "diamonds.csv": "https://github.com/tidyverse/ggplot2, in data-raw",
}


class Split(NamedTuple):
    """Rows and labels to learn from, and others to be asked about."""

    x: pd.DataFrame
    y: np.ndarray
    test_x: pd.DataFrame
    test_y: np.ndarray


def folder() -> Path:
    """Return where the tables are: `$DEEPKIT_DATA`, or the folder beside the checkout."""
    beside = Path(__file__).parents[3] / "shared" / "data"
    return Path(os.environ.get("DEEPKIT_DATA", beside))


def adult() -> Split:
    """Return who earns more than 50,000 dollars, in the split that it was published with."""
    (x, y), (test_x, test_y) = (_adult(f"adult-{part}.csv") for part in ("train", "test"))
    return Split(x, y, test_x, test_y)


def diamonds() -> Split:
    """Return prices of diamonds, four fifths to learn from."""
    table = pd.read_csv(_path("diamonds.csv"))
    x, y = table.drop(columns="price"), table["price"].to_numpy(np.float64)
    x, test_x, y, test_y = train_test_split(x, y, test_size=0.2, random_state=42)
    return Split(x.reset_index(drop=True), y, test_x.reset_index(drop=True), test_y)


def _adult(name: str) -> tuple[pd.DataFrame, np.ndarray]:
    table = pd.read_csv(_path(name), names=COLUMNS, skipinitialspace=True, comment="|")
    rich = table["income"].str.startswith(">50K").to_numpy().astype(np.int64)
    return table.drop(columns="income"), rich


def _path(name: str) -> Path:
    path = folder() / name
    if not path.exists():
        raise FileNotFoundError(
            f"There is no {path}. Get it from {_SOURCES[name]}, and put it there or in a folder "
            "that DEEPKIT_DATA names."
        )
    return path
