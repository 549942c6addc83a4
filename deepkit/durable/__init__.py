"""Files and folders that are whole or absent, whoever is killed in between."""

from deepkit.durable._file import whole_file, write_whole
from deepkit.durable._folder import aside, remove, remove_leftovers, write_folder
from deepkit.durable._lines import append_line, read_lines

__all__ = [
    "append_line",
    "aside",
    "read_lines",
    "remove",
    "remove_leftovers",
    "whole_file",
    "write_folder",
    "write_whole",
]
