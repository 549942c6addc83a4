"""The table of what an estimator has learned, for a person to read."""

from collections.abc import Callable, Sequence
from typing import Any

from deepkit.estimators.reports._description import describe
from deepkit.typing import Config

_SHOWN = 3
_WIDEST = 48
_COUNTED = {"crossed", "hashed", "identity"}  # ids that no list of categories tells


def summary(estimator: Any, print_fn: Callable[[str], Any] = print) -> None:
    """Print what an estimator has learned: of its columns, of the labels, and how large it is.

    Args:
        estimator: a fitted estimator.
        print_fn: takes the text.

    Raises:
        NotFittedError: if nothing was learned yet.

    Example:
        >>> from deepkit import estimators
        >>> data = {"age": [20.0, 40.0], "job": ["cook", None]}
        >>> model = estimators.LinearClassifier().fit(data, ["no", "yes"])
        >>> estimators.reports.summary(model)
        LinearClassifier: 2 columns, 4 parameters, ... steps
        <BLANKLINE>
        column  kind        learned             missing
        ------  ----------  ------------------  -------
        age     numeric     mean 30, std 10         0 %
        job     vocabulary  1 category: 'cook'     50 %
        <BLANKLINE>
        head      BinaryClassHead, classes 'no', 'yes'
        model     3 layers, 16 bytes of weights
        training  ... steps
    """
    print_fn(summary_text(describe(estimator)))


def summary_text(told: Config) -> str:
    """Return the text of a summary.

    Args:
        told: what `describe` returned.
    """
    columns, model = told["columns"], told["model"]
    head = [
        f"{told['estimator']}: {_count(len(columns), 'column')}, "
        f"{_count(model['parameters'], 'parameter')}, {_count(told['training']['steps'], 'step')}"
    ]
    rows = [_row(column) for column in columns]
    several = len({part for column in columns for part in column["parts"]}) > 1
    names = ["column", "kind", "part", "learned", "missing"]
    if not several:
        names.remove("part")
    dates = dict.fromkeys(repr(name) for column in columns for name in column["dates"])
    tail = [f"dates     {_listed([*dates], 10)}: days since 1970-01-01"] if dates else []
    tail += [
        f"head      {_head(told['head'])}",
        f"model     {_count(model['layers'], 'layer')}, {_bytes(model['bytes'])} of weights",
        f"training  {_training(told['training'])}",
    ]
    return "\n".join([*head, "", *_table(names, rows), "", *tail])


def learned_text(column: Config) -> str:
    """Return what was learned of a column in a few words.

    Args:
        column: of what `describe` returned.
    """
    parts = [part for part in (*column["made_of"], column) if part["learned"]]
    texts = [_learned(part["learned"]) for part in parts]
    if len(parts) > 1:
        texts = [f"{part['name']}: {text}" for part, text in zip(parts, texts, strict=True)]
    kinds = {part["kind"] for part in (*column["made_of"], column)}
    if kinds & _COUNTED and column["buckets"] is not None:
        texts.append(_count(column["buckets"], "bucket"))
    if column["dimension"] is not None:
        texts.insert(0, f"vectors of {_count(column['dimension'], 'number')}")
    return _shortened("; ".join(texts))


def _row(column: Config) -> dict[str, str]:
    return {
        "column": column["name"],
        "kind": column["kind"],
        "part": ", ".join(column["parts"]),
        "learned": learned_text(column),
        "missing": f"{100 * column['missing']:.3g} %",
    }


def _learned(learned: Config) -> str:
    if "vocabulary" in learned:
        words = learned["vocabulary"]
        plural = "category" if len(words) == 1 else "categories"
        return f"{len(words):,} {plural}: {_listed([repr(word) for word in words])}"
    if "boundaries" in learned:
        found = learned["boundaries"]
        plural = "boundary" if len(found) == 1 else "boundaries"
        return f"{len(found):,} {plural}: {_numbers(found)}"
    if "quantiles" in learned:
        lists = learned["quantiles"]
        return f"median {_numbers([one[len(one) // 2] for one in lists])}"
    if "range" in learned:
        ends = zip(learned["min"], learned["range"], strict=True)
        return f"from {_numbers(learned['min'])} to {_numbers([low + span for low, span in ends])}"
    return ", ".join(f"{name} {_numbers(found)}" for name, found in learned.items() if found)


def _head(head: Config) -> str:
    if "heads" in head:
        return "; ".join(f"{one['name']}: {_head(one)}" for one in head["heads"])
    text = head["kind"]
    if "classes" in head:
        text += f", classes {_listed([repr(label) for label in head['classes']], 10)}"
    if "mean" in head:
        text += f", targets of mean {_numbers(head['mean'])}, std {_numbers(head['deviation'])}"
    return text


def _training(training: Config) -> str:
    last = [f"{name} {value:.4g}" for name, value in training["last"].items()]
    return ", ".join([_count(training["steps"], "step"), *last])


def _table(names: Sequence[str], rows: Sequence[dict[str, str]]) -> list[str]:
    """Return the lines of a table; shares are set to the right."""
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in names}

    def line(cells: dict[str, str]) -> str:
        padded = [
            cells[name].rjust(widths[name])
            if name == "missing"
            else cells[name].ljust(widths[name])
            for name in names
        ]
        return "  ".join(padded).rstrip()

    rule = line({name: "-" * widths[name] for name in names})
    return [line({name: name for name in names}), rule, *map(line, rows)]


def _listed(texts: Sequence[str], shown: int = _SHOWN) -> str:
    more = ", ..." if len(texts) > shown else ""
    return ", ".join(texts[:shown]) + more


def _numbers(values: Sequence[float]) -> str:
    return _listed([f"{value:.4g}" for value in values])


def _shortened(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _bytes(size: float) -> str:
    for unit in ("bytes", "KB", "MB"):
        if size < 1024:
            return f"{size:.3g} {unit}"
        size /= 1024
    return f"{size:.3g} GB"
