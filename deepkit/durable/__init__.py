"""Files that are whole or absent, whoever is killed in between, and that are not trusted."""

from deepkit.durable._file import whole_file, write_whole
from deepkit.durable._folder import aside, remove, remove_leftovers, write_folder
from deepkit.durable._lines import append_line, read_lines
from deepkit.durable._strict_json import LARGEST_JSON, read_json, write_json

__all__ = [
    "LARGEST_JSON",
    "append_line",
    "aside",
    "read_json",
    "read_lines",
    "remove",
    "remove_leftovers",
    "whole_file",
    "write_folder",
    "write_json",
    "write_whole",
]
