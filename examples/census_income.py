"""Tell who earns more than 50,000 dollars, with a wide and deep model in ten lines.

Run it with `python examples/census_income.py`: the people are made up. For the real ones, those of
the census of 1994 ("Adult"), get https://archive.ics.uci.edu/static/public/2/adult.zip (or see
https://archive.ics.uci.edu/dataset/2/adult), unpack it, and run
`python examples/census_income.py --data adult.data adult.test`.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from deepkit import estimators
from deepkit import feature_column as fc

NUMBERS = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"]
TEXTS = ["education", "marital_status", "relationship", "workclass"]

# Of the files of UCI, which have no line of names.
NAMES = ["age", "workclass", "fnlwgt", "education", "education_num", "marital_status"]
NAMES += ["occupation", "relationship", "race", "gender", "capital_gain", "capital_loss"]
NAMES += ["hours_per_week", "native_country", "income"]


def wide_and_deep(**options) -> estimators.DNNLinearCombinedClassifier:
    """Return a model that remembers combinations by its wide part and generalizes by its deep."""
    numbers = [fc.numeric_column(key) for key in NUMBERS]
    texts = [fc.categorical_column_with_vocabulary_list(key) for key in TEXTS]  # learned by `fit`
    occupation = fc.categorical_column_with_hash_bucket("occupation", 1000)
    ages = fc.bucketized_column(numbers[0], [18, 25, 30, 35, 40, 45, 50, 55, 60, 65])
    cross = fc.crossed_column([ages, "education", "occupation"], 1000)
    wide = [*texts, occupation, ages, cross]
    deep = [*numbers, *map(fc.indicator_column, texts), fc.embedding_column(occupation, 8)]
    return estimators.DNNLinearCombinedClassifier(
        linear_feature_columns=wide, dnn_feature_columns=deep, **options
    )


def read(path: Path) -> tuple[fc.Table, np.ndarray]:
    """Return people and what they earn from a file as UCI gives it."""
    table = fc.read_csv(path, names=NAMES, comment="|")
    rich = [income.startswith(">50K") for income in table["income"]]  # in one file, "." follows
    return table.without("income"), np.where(rich, ">50K", "<=50K")


def made_up(rows: int, seed: int) -> tuple[fc.Table, np.ndarray]:
    """Return people who never lived: managers are paid by their age, others by their school."""
    random = np.random.default_rng(seed)
    schools = {"10th": 6, "HS-grad": 9, "Some-college": 10, "Bachelors": 13, "Masters": 14}
    trades = ["Adm-clerical", "Craft-repair", "Exec-managerial", "Sales", ""]  # "": nobody knows
    education = random.choice(list(schools), rows, p=[0.15, 0.35, 0.25, 0.17, 0.08])
    education_num = np.array([schools[name] for name in education])
    occupation = random.choice(trades, rows)
    age, married = random.integers(17, 80, rows), random.random(rows) < 0.5
    hours = random.normal(40, 10, rows).clip(5, 90).round()
    gain = np.where(random.random(rows) < 0.08, random.gamma(2, 4000, rows).round(), 0)
    by_trade = [0.08 * (age - 35), 0.35 * (education_num - 10)]
    odds = np.where(occupation == "Exec-managerial", *by_trade) + 1.5 * married + gain / 3000
    odds += 0.04 * (hours - 40) - ((age - 48) / 16) ** 2 - 2.2
    columns = {
        "age": age,
        "education": education,
        "education_num": education_num,
        "marital_status": np.where(married, "Married-civ-spouse", "Never-married"),
        "occupation": occupation,
        "relationship": np.where(married, random.choice(["Husband", "Wife"], rows), "Unmarried"),
        "workclass": random.choice(["Private", "State-gov", ""], rows),
        "capital_gain": gain,
        "capital_loss": np.zeros(rows),
        "hours_per_week": hours,
    }
    rich = random.random(rows) < 1 / (1 + np.exp(-odds))
    return fc.as_table(columns), np.where(rich, ">50K", "<=50K")


def main(arguments: list[str] | None = None) -> None:
    """Train, judge, look at one person, and serve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, nargs=2, metavar=("TRAIN", "TEST"))
    parser.add_argument("--rows", type=int, default=20_000, help="how many people to make up")
    parser.add_argument("--steps", type=int, default=3000, help="batches of 100 to train on")
    options = parser.parse_args(arguments)
    if options.data is None:
        people, income = made_up(options.rows, seed=1)
        others, theirs = made_up(options.rows // 2, seed=2)
    else:
        (people, income), (others, theirs) = map(read, options.data)

    model = wide_and_deep(steps=options.steps, random_state=0)
    model.fit(people, income)
    found = model.evaluate(others, theirs)
    print(f"trained on {people.rows:,} people, asked about {others.rows:,} others:")
    print(f"  accuracy {found['accuracy']:.3f}, AUC {found['auc']:.3f}")
    print(f"  (always the same answer: {found['accuracy_baseline']:.3f})")

    one = others.take(slice(0, 1))
    told = ", ".join(f"{key} {values[0]}" for key, values in one.columns.items())
    print(f"\none of them: {told}")
    [probabilities] = model.predict_proba(one)
    print(f"  earns {model.classes_[1]} with a probability of {probabilities[1]:.3f}")

    with tempfile.TemporaryDirectory() as folder:
        served = estimators.SavedModel(model.export_saved_model(folder))
        [answer] = served.predict(one)["probabilities"]
    same = "the same" if np.array_equal(answer, probabilities) else "ANOTHER"
    print(f"\nexported, loaded and asked again, it gives {same} answer")


if __name__ == "__main__":
    main()
