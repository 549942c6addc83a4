"""A reader of preprocessing, written from the page on the format alone: it knows no deepkit."""

import hashlib
import itertools
import json
import math
from pathlib import Path

import numpy as np

from tests.export._another_farmhash import fingerprint64, fingerprint_cat64
from tests.export._another_table import (
    RefusedError,
    Table,
    entries,
    entry,
    flat,
    has_lists,
    is_nothing,
    kind_of,
    listed,
    power_of_two,
)


def open_model(folder):
    """Return the manifest, the preprocessing and the golden rows and inputs of an export."""
    folder = Path(folder)
    manifest = json.loads((folder / "deepkit.json").read_text(encoding="utf-8"))
    assert (manifest["format"], manifest["version"]) == ("deepkit-export", 1)
    for name, told in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert len(content) == told["bytes"]
        assert hashlib.sha256(content).hexdigest() == told["sha256"]

    def read(name):
        return json.loads((folder / manifest[name]).read_text(encoding="utf-8"))

    (program,) = manifest["programs"].values()
    golden = tensors((folder / program["golden"]).read_bytes())
    inputs = {tensor["name"]: golden[f"inputs/{tensor['name']}"] for tensor in program["inputs"]}
    return manifest, read("preprocessing"), read("rows"), inputs


def tensors(content):
    """Return the arrays of a file of safetensors."""
    length = int.from_bytes(content[:8], "little")
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    dtypes = {"F32": "<f4", "I32": "<i4", "BOOL": "?", "U8": "u1", "I8": "i1", "I64": "<i8"}
    found = {}
    for name, told in header.items():
        if name != "__metadata__":
            begin, end = told["data_offsets"]
            array = np.frombuffer(data[begin:end], dtypes[told["dtype"]])
            found[name] = array.reshape(told["shape"])
    return found


class Reader:
    """The encoding that a preprocessing tells."""

    def __init__(self, preprocessing):
        self.told = preprocessing
        self.records = preprocessing["columns"]["records"]

    def encode(self, given):
        """Return the inputs of programs for the rows of a table, by name."""
        table, found, self.widths = Table(given, self.told["arrangement"]), {}, {}
        for place in self.told["columns"]["columns"]:
            record = self.records[place]
            for name, array in getattr(self, record["kind"])(record, table).items():
                if name == "sequence_mask" and not np.array_equal(found.get(name, array), array):
                    raise RefusedError("steps")
                found[name] = array
        if self.told["alike"]:
            widest = max([1, *(found[name].shape[-1] for name in self.widths)])
            for name, fill in self.widths.items():
                more = widest - found[name].shape[-1]
                edges = [(0, 0)] * (found[name].ndim - 1) + [(0, more)]
                found[name] = np.pad(found[name], edges, constant_values=fill)
        return found

    def record(self, reference):
        """Return the record that a field refers to."""
        return self.records[reference["column"]]

    def name(self, record):
        """Return what the array of a record is called."""
        kind = record["kind"]
        if kind == "bucketized":
            return f"{self.record(record['source_column'])['key']}_bucketized"
        if kind == "crossed":
            return "_X_".join(
                sorted(f if isinstance(f, str) else self.name(f) for f in self.factors(record))
            )
        if kind.startswith("sequence"):
            return self.name(self.record(record[f"{kind.removeprefix('sequence_')}_column"]))
        return record["key"]

    def numeric(self, record, table):
        """Encode numbers."""
        raw = self.raw(table[record["key"]], record["shape"])
        shape = (len(raw), *record["shape"])
        found = {record["key"]: self.finished(raw, record).astype(np.float32).reshape(shape)}
        if record["missing"] == "indicator":
            found[f"{record['key']}_missing"] = np.isnan(raw).astype(np.float32).reshape(shape)
        return found

    def raw(self, rows, shape):
        """Return the numbers of rows as float64, missing ones NaN."""
        size = math.prod(shape)
        if kind_of(rows) == "text":
            raise RefusedError("text")
        values = [[math.nan if is_nothing(x) else float(x) for x in flat([row])] for row in rows]
        if any(len(row) != size for row in values):
            raise RefusedError("shape")
        found = np.array(values, np.float64).reshape(len(rows), size)
        if np.isinf(found).any():
            raise RefusedError("infinity")
        return found

    def finished(self, raw, record):
        """Fill in what is missing, and normalize."""
        fill, size = record["mean"], raw.shape[1]
        if fill is None and not isinstance(record["missing"], str):
            fill = [record["missing"]] * size
        fill = record["default_value"] if fill is None else fill
        if np.isnan(raw).any() and fill is None:
            raise RefusedError("missing")
        x = np.where(np.isnan(raw), math.nan if fill is None else np.array(fill), raw)
        how, statistics = record["normalizer"], record["statistics"]
        if how in ("zscore", "minmax"):
            return (x - np.array(statistics[0])) / np.array(statistics[1])
        if how == "log1p":
            return np.sign(x) * np.log1p(np.abs(x))
        if how == "quantile":
            ranks = [[rank(v, statistics[i]) for i, v in enumerate(row)] for row in x.tolist()]
            return np.array(ranks)
        return x

    def bucketized(self, record, table):
        """Encode numbers by their buckets."""
        source = self.record(record["source_column"])
        raw = self.raw(table[source["key"]], source["shape"])
        numbers = self.finished(raw, source).astype(np.float32)
        bounds = np.array(record["boundaries"], np.float32)
        ids = (bounds <= numbers[..., None]).sum(-1) + np.arange(raw.shape[1]) * (len(bounds) + 1)
        if source["missing"] == "indicator":
            ids = np.where(np.isnan(raw), -1, ids)
        return {self.name(record): ids.astype(np.int32)}

    def keyed(self, record, table):
        """Encode categories of one column."""
        rows = table[record["key"]]
        ids = self.ids(record, entries(rows, kind_of(rows))[0])
        self.widths[record["key"]] = -1
        return {record["key"]: np.array(ids, np.int32).reshape(len(rows), -1)}

    vocabulary = hashed = identity = keyed

    def ids(self, record, rows):
        """Return the ids of entries."""
        find, count = getattr(self, f"in_{record['kind']}")(record)
        found = [[-1 if one is None else find(one) for one in row] for row in rows]
        for row, ids in zip(rows, found, strict=True):
            if all(one is None for one in row) and record["missing"] != "ignore":
                if record["missing"] == "error":
                    raise RefusedError("missing")
                ids[0] = count
        return found

    def in_vocabulary(self, record):
        """Return how an entry is found in a vocabulary, and how many ids there are."""
        words, oov, unseen = record["vocabulary"], record["num_oov_buckets"], record["unseen"]

        def find(one):
            if isinstance(one, str) != isinstance(words[0], str):
                raise RefusedError("kind")
            if one in words:
                return words.index(one)
            if oov:
                return len(words) + fingerprint64(str(one)) % oov
            if unseen == "error":
                raise RefusedError("unseen")
            return len(words) if unseen == "own" else record["default_value"]

        return find, len(words) + oov + (unseen == "own")

    def in_hashed(self, record):
        """Return how an entry is hashed, and how many ids there are."""

        def find(one):
            if record["dtype"] == "int64" and isinstance(one, str):
                raise RefusedError("kind")
            return fingerprint64(str(one)) % record["buckets"]

        return find, record["buckets"]

    def in_identity(self, record):
        """Return how an entry is taken, and how many ids there are."""
        buckets, default, unseen = record["buckets"], record["default_value"], record["unseen"]

        def find(one):
            if isinstance(one, str):
                raise RefusedError("kind")
            if -1 <= one < buckets:
                return one
            if default is not None:
                return default
            if unseen == "error":
                raise RefusedError("unseen")
            return buckets if unseen == "own" else -1

        return find, buckets + (unseen == "own")

    def factors(self, record):
        """Return keys and records that are crossed."""
        found = []
        for one in record["crossed"]:
            inner = one if isinstance(one, str) else self.record(one)
            nested = not isinstance(inner, str) and inner["kind"] == "crossed"
            found += self.factors(inner) if nested else [inner]
        return found

    def crossed(self, record, table):
        """Encode combinations."""
        texts, parts = iter(record["texts"] or itertools.repeat(None)), []
        for one in self.factors(record):
            if isinstance(one, str):
                parts.append(self.prints(one, next(texts), record["missing"], table))
            else:
                (array,) = getattr(self, one["kind"])(one, table).values()
                parts.append([[None if i < 0 else int(i) for i in row] for row in array])
        found = [
            [self.combined(record, c) for c in itertools.product(*row)]
            for row in zip(*parts, strict=True)
        ]
        width = power_of_two(len(found[0]))
        self.widths[self.name(record)] = -1
        ids = [row + [-1] * (width - len(row)) for row in found]
        return {self.name(record): np.array(ids, np.int32)}

    def prints(self, key, text, missing, table):
        """Return what stands for the entries of a plain key."""
        kind = kind_of(table[key])
        rows, _ = entries(table[key], kind)
        for row in rows:
            if text not in (None, kind == "text") and any(one is not None for one in row):
                raise RefusedError("kind")
            if all(one is None for one in row) and missing != "ignore":
                if missing == "error":
                    raise RefusedError("missing")
                row[0] = ""
        return [
            [fingerprint64(one) if isinstance(one, str) else one for one in row] for row in rows
        ]

    def combined(self, record, prints):
        """Return the id of a combination."""
        if None in prints:
            return -1
        h = record["hash_key"]
        for one in prints:
            h = fingerprint_cat64(h, one % (1 << 64))
        return h % record["hash_bucket_size"]

    def weighted(self, record, table):
        """Encode the weights of categories."""
        inner, key = self.record(record["categorical_column"]), record["weight_feature_key"]
        found = self.keyed(inner, table)
        ids = found[inner["key"]]
        weights = np.zeros(ids.shape, np.float32)
        for place, (given, one) in enumerate(zip(table[inner["key"]], table[key], strict=True)):
            values = len(given) if isinstance(given, list) else int(ids.shape[1] == 1)
            if not isinstance(given, list) and given is None and has_lists(table[inner["key"]]):
                values = 0
            there = [i for i, w in enumerate(listed(one)) if not is_nothing(w)]
            if len(there) != values and ((ids[place] >= 0).any() or len(there) > 1):
                raise RefusedError("weights")
            for i in there:
                if i < ids.shape[1]:
                    weights[place, i] = listed(one)[i]
        name = f"{inner['key']}_weighted_by_{key}"
        self.widths[name] = 0
        return {**found, name: weights}

    def steps(self, rows, nothing):
        """Return the steps of rows without those at the end that hold nothing, and the mask."""
        found = []
        for row in rows:
            steps = list(listed(row))
            while steps and all(nothing(one) for one in flat([steps[-1]])):
                steps.pop()
            found.append(steps)
        longest = power_of_two(max([1, *map(len, found)]))
        return found, np.array([[i < len(row) for i in range(longest)] for row in found])

    def sequence_categorical(self, record, table):
        """Encode steps of categories."""
        inner = self.record(record["categorical_column"])
        rows = table[inner["key"]]
        kind = kind_of(rows)
        steps, mask = self.steps(rows, lambda one: entry(one, kind) is None)
        every = [step for row in rows for step in listed(row)]
        width = entries(every, kind)[1]
        held, _ = entries([step for row in steps for step in row], kind)
        held = [step[:width] + [None] * (width - len(step)) for step in held]
        ids = np.full((*mask.shape, width), -1, np.int32)
        ids[mask] = np.array(self.ids(inner, held), np.int32).reshape(-1, width)
        self.widths[inner["key"]] = -1
        return {inner["key"]: ids, "sequence_mask": mask}

    def sequence_numeric(self, record, table):
        """Encode steps of numbers."""
        inner = self.record(record["numeric_column"])
        steps, mask = self.steps(table[inner["key"]], is_nothing)
        raw = self.raw([step for row in steps for step in row], inner["shape"])
        found = np.full((*mask.shape, *inner["shape"]), record["default_value"], np.float32)
        found[mask] = self.finished(raw, inner).reshape(-1, *inner["shape"])
        return {inner["key"]: found, "sequence_mask": mask}

    def array(self, record, table):
        """Take an array as it is."""
        rows = table[record["key"]]
        if kind_of(rows) == "text" or any(is_nothing(one) for one in flat(rows)):
            raise RefusedError("numbers")
        found = np.array(rows)
        if record["shape"] == [1] and found.ndim == 1:
            found = found[:, None]
        sizes = zip(record["shape"], found.shape[1:], strict=True)
        if any(size not in (None, one) for size, one in sizes):
            raise RefusedError("shape")
        return {record["key"]: found.astype(record["dtype"])}

    def rows(self, record, table):
        """Tell that there are rows."""
        return {record["key"]: np.zeros((table.rows, 1), np.float32)}


def rank(x, r):
    """Return the mean of the lowest and the highest rank of a number."""
    p = [j / 256 for j in range(257)]
    last = max((j for j in range(257) if r[j] <= x), default=None)
    first = min((j for j in range(257) if r[j] >= x), default=None)
    if last is None:
        high = 0.0
    elif last == 256:
        high = p[256]
    else:
        high = (p[last + 1] - p[last]) / (r[last + 1] - r[last]) * (x - r[last]) + p[last]
    if first is None:
        low = 1.0
    elif first == 0 or r[first] == x:
        low = p[first]
    else:
        low = p[first] - (p[first] - p[first - 1]) / (r[first] - r[first - 1]) * (r[first] - x)
    return (high + low) / 2
