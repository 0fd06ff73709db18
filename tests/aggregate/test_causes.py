"""Lists of causes: the narrowest entry decides, and those that come with the program are as published."""

from __future__ import annotations

from importlib.resources import files

import pytest

from equitygap.aggregate.causes import cause_map, standard_causes
from equitygap.errors import DataError, UsageError
from equitygap.words import CAUSE_LISTS

LISTS = [name for name in CAUSE_LISTS if name != "as-given"]


def groups(name):
    """Return the groups of a list that comes with the program."""
    causes = standard_causes(name)
    return {entry.group for entries in causes.ranges.values() for entry in entries}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("I21.9", (True, "heart")),
        ("i219", (True, "heart")),
        (" I64 ", (True, "stroke")),
        ("I69.3", (True, "sequelae")),
        ("I69", (True, "stroke")),
        ("R99", (True, None)),
        ("", (True, None)),
        ("C34", (True, "rest")),
        ("Falls", (True, "falls")),
        ("*U01.4", (True, "terror")),
    ],
)
def test_the_narrowest_entry_decides(code, found):
    causes = cause_map(
        "mine",
        [("I00-I99", "heart"), ("I60–I69", "stroke"), ("I69.0-I69.4", "sequelae"), ("R99", ""), ("*", "rest"),
         ("falls", "falls"), ("U01", "terror")],
    )  # fmt: skip
    assert causes.group(code) == found


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "word", ["Accident", "Alzheimer's disease", "Stroke", "N/A", "unknown", "of I21.9", "I2"]
)
def test_a_word_is_no_code(name, word):
    assert standard_causes(name).group(word) == (False, None)


@pytest.mark.parametrize("code", ["I21.9", "i219", "I21.9*", "I21.9†", "I21.-", "I21.", "I21.9XA"])
def test_codes_are_known_with_their_marks(code):
    assert standard_causes("nchs-leading-causes").group(code) == (True, "Diseases of heart")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("I99-I00", "heart")], "ends before it begins"),
        ([("I21", "heart"), ("I21.", "other")], "put into two groups"),
        ([("", "heart")], "has no code"),
        ([], "no entries"),
    ],
)
def test_lists_that_are_wrong_are_refused(rows, message):
    with pytest.raises(DataError, match=message):
        cause_map("mine", rows)


def test_an_unknown_list_is_told_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'icd10-chapters'"):
        standard_causes("icd10-chapter")


@pytest.mark.parametrize(
    ("name", "size"), [("icd10-chapters", 22), ("nchs-leading-causes", 52 + 1), ("nchs-113-causes", 113 + 2)]
)
def test_lists_have_as_many_causes_as_published(name, size):
    """WHO: 22 chapters. NCHS: 52 causes that can be ranked; 113 and the two added since, A04.7 and U07.1."""
    assert len(groups(name)) == size


@pytest.mark.parametrize("name", LISTS)
def test_no_code_is_in_two_groups_of_a_list(name):
    for letter, entries in standard_causes(name).ranges.items():
        for number in range(1000):
            taken = [entry for entry in entries if entry.takes(f"{letter}{number:03}")]
            narrow = [entry for entry in taken if entry.width == min(one.width for one in taken)]
            assert len({entry.group for entry in narrow}) <= 1


@pytest.mark.parametrize(
    ("code", "chapter", "leading", "detailed"),
    [
        ("I21.9", "circulatory", "Diseases of heart", "Acute myocardial infarction"),
        ("I25.0", "circulatory", "Diseases of heart", "Atherosclerotic cardiovascular disease, so described"),
        ("C34.9", "Neoplasms", "Malignant neoplasms", "Malignant neoplasms of trachea, bronchus and lung"),
        ("X42", "External", "Accidents", "Accidental poisoning and exposure to noxious substances"),
        ("X95.4", "External", "Assault", "Assault (homicide) by discharge of firearms"),
        ("U07.1", "special purposes", "COVID-19", "COVID-19"),
        ("V89.2", "External", "Accidents", "Motor vehicle accidents"),
        ("K72.9", "digestive", "All other causes", "All other diseases (residual)"),
        ("R99", "Symptoms", "All other causes", "Symptoms, signs"),
    ],
)
def test_codes_are_where_their_publishers_put_them(code, chapter, leading, detailed):
    found = [standard_causes(name).group(code)[1] for name in LISTS]
    assert all(part in group for part, group in zip((chapter, leading, detailed), found, strict=True))


def test_causes_as_given_are_groups_of_their_own():
    assert standard_causes("as-given").group(" Heart ") == (True, "Heart")


def test_files_of_lists_are_those_that_have_a_name():
    files_of_lists = files("equitygap.aggregate").joinpath("lists").iterdir()
    assert {file.name.removesuffix(".csv") for file in files_of_lists} == set(LISTS)
