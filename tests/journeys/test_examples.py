"""The examples, run as their readers run them, on less data."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
import census_income
import house_prices

from deepkit import feature_column as fc


def number(text, before):
    """Return the number that follows some words."""
    return float(re.search(before + r"\s*([\d.,]*\d)", text)[1].replace(",", ""))


def test_houses_are_foreseen_and_the_price_of_a_square_foot_is_found(capsys):
    house_prices.main(["--rows", "5000"])
    told = capsys.readouterr().out
    assert number(told, "R2") > 0.85
    assert number(told, "a square foot costs") == pytest.approx(150, abs=15)


def test_houses_can_come_from_a_file(tmp_path, capsys):
    table = house_prices.houses(500, seed=3)
    rows = [",".join(table), *map(",".join, np.array(list(table.values())).astype(str).T)]
    path = tmp_path / "houses.csv"
    path.write_text("\n".join(row.replace(".0,", ",") for row in rows))
    house_prices.main(["--data", str(path)])
    assert "trained on 400 houses, asked about 100 others" in capsys.readouterr().out


def test_who_earns_more_is_told_and_served(capsys):
    census_income.main(["--rows", "4000", "--steps", "300"])
    told = capsys.readouterr().out
    assert number(told, "accuracy") > number(told, "the same answer:")
    assert number(told, "AUC") > 0.8
    assert "it gives the same answer" in told


def test_the_files_of_the_census_are_read_as_they_come(tmp_path):
    person = "25, Private, 226802, 9th, 5, Divorced, {}, Own-child, Black, Male, 0, 0, 40, Cuba, {}"
    rows = ["|1x3 Cross validator", person.format("?", "<=50K."), person.format("Sales", ">50K.")]
    path = tmp_path / "adult.test"
    path.write_text("\n".join([*rows, "", ""]))
    people, income = census_income.read(path)
    assert people["occupation"].tolist() == ["", "Sales"]
    assert income.tolist() == ["<=50K", ">50K"]


@pytest.mark.slow
def test_the_census_itself_is_told_as_well_as_the_page_says(shared_data, capsys):
    files = [str(shared_data / name) for name in ("adult-train.csv", "adult-test.csv")]
    census_income.main(["--data", *files])
    told = capsys.readouterr().out
    assert number(told, "accuracy") > 0.855
    assert number(told, "AUC") > 0.908


def test_ten_lines_make_a_wide_and_deep_model():
    model = census_income.wide_and_deep()
    assert {type(column).__name__ for column in model.linear_feature_columns} == {
        "VocabularyColumn",
        "HashedColumn",
        "BucketizedColumn",
        "CrossedColumn",
    }
    assert all(isinstance(column, fc.DenseColumn) for column in model.dnn_feature_columns)
