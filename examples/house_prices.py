"""Foresee what houses cost, with a linear model: the shortest program there is.

Run it with `python examples/house_prices.py`. The houses are made up, so that it is known what is
right: a square foot costs 150 dollars, a room 9,000, and each of 2,000 ZIP codes out of 100,000 has
a level of its own. For houses of yours: `--data houses.csv`, with the columns square_foot,
num_rooms, zip_code and price.
"""

import argparse
from pathlib import Path

import numpy as np

import deepkit


def houses(rows: int, seed: int) -> dict[str, np.ndarray]:
    """Return made-up houses with their prices in dollars."""
    random = np.random.default_rng(seed)
    codes = random.choice(100_000, 2_000, replace=False)
    levels = random.normal(0, 60_000, 2_000)
    place = random.integers(0, 2_000, rows)
    square_foot = random.gamma(9, 180, rows).round()
    num_rooms = np.maximum(1, (square_foot / 450 + random.normal(0, 1, rows)).round())
    price = 40_000 + 150 * square_foot + 9_000 * num_rooms + levels[place]
    price += random.normal(0, 20_000, rows)
    return {
        "square_foot": square_foot,
        "num_rooms": num_rooms,
        "zip_code": codes[place],
        "price": price,
    }


def read(path: Path) -> dict[str, np.ndarray]:
    """Return houses from a file, in a random order."""
    whole = {"zip_code": "int"}  # also where all of them begin with a zero
    table = deepkit.feature_column.read_csv(path, types=whole)
    return table.take(np.random.default_rng(0).permutation(table.rows)).columns


def main(arguments: list[str] | None = None) -> None:
    """Train on four fifths of the houses and ask about the rest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="a CSV file of houses, instead of made-up ones")
    parser.add_argument("--rows", type=int, default=20_000, help="how many houses to make up")
    options = parser.parse_args(arguments)
    data = houses(options.rows, seed=0) if options.data is None else read(options.data)
    prices = data.pop("price")
    kept = len(prices) * 4 // 5

    def train_input_fn():
        return {key: values[:kept] for key, values in data.items()}, prices[:kept]

    def eval_input_fn():
        return {key: values[kept:] for key, values in data.items()}, prices[kept:]

    area = deepkit.feature_column.numeric_column("square_foot")
    rooms = deepkit.feature_column.numeric_column("num_rooms")
    zip_code = deepkit.feature_column.categorical_column_with_identity("zip_code", 100_000)
    regressor = deepkit.estimators.LinearRegressor(feature_columns=[area, rooms, zip_code])
    regressor.fit(train_input_fn)
    found = regressor.evaluate(eval_input_fn)

    print(f"trained on {kept:,} houses, asked about {len(prices) - kept:,} others:")
    print(f"  R2 {found['r2']:.3f}, off by {found['mean_absolute_error']:,.0f} dollars on average")
    two = {"square_foot": [1500, 1600], "num_rooms": [4, 4], "zip_code": [-1, -1]}  # -1: anywhere
    smaller, larger = regressor.predict(two)
    print(f"  a square foot costs {(larger - smaller) / 100:.0f} dollars")


if __name__ == "__main__":
    main()
