"""Names of files stay in the folder."""

import pytest

from deepkit.errors import SavingError
from deepkit.export._layout import checked_name


@pytest.mark.parametrize("name", ["deepkit.json", "programs/main.jaxexport", "a/b/c d.txt"])
def test_a_name_below_the_folder_passes(name):
    assert checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./x", "a/", "c:\\x", "a\\b", "C:x", "a\0b"],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(SavingError, match="does not stay in the folder of the exported model"):
        checked_name(name)
