"""Reading YAML: what is taken, what is refused, and where everything stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scenario.errors import SourceError
from engine.scenario.problems import Span, render, split_lines
from engine.scenario.source import parse_source, read_source


def first_problem(text: str) -> tuple[str, int, int]:
    with pytest.raises(SourceError) as caught:
        parse_source("x.yaml", text)
    problem = caught.value.problems[0]
    return problem.code, problem.span.line + 1, problem.span.col + 1


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("12:30", "12:30"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("2026-03-05", "2026-03-05"),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-3", -3),
        ("+4", 4),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ("65 degC", "65 degC"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9" * 60, "9" * 60),
        ("１２", "１２"),
    ],
)
def test_scalars_follow_yaml_1_2(written: str, value: object) -> None:
    """A plain scalar means what YAML 1.2's core schema says; nothing else is guessed."""
    got = parse_source("x.yaml", f"a: {written}\n").data["a"]
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: &x 1\nb: *x\n", "anchor", 1, 4),
        ("a: 1\nb: *x\n", "alias", 2, 4),
        ("a: 1\n*x : 2\n", "alias", 2, 1),
        ("a: !!str 3\n", "tag", 1, 4),
        ("a: !!python/object/apply:os.system ['ls']\n", "tag", 1, 4),
        ("a: 1\n<<: {b: 2}\n", "merge_key", 2, 1),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "duplicate_key", 4, 3),
        ("? [1, 2]\n: 3\n", "complex_key", 1, 3),
        ("a: 1\n---\nb: 2\n", "documents", 2, 1),
        ("[" * 100, "too_deep", 1, 41),
        ("- 1\n" * 50_001, "too_many", 50_000, 3),
        ("a: 1e999\n", "number_too_large", 1, 4),
        ("温度：60\n压力: 1\n", "wide_colon", 1, 3),
        ("a:1\nb: 2\n", "colon_blank", 1, 2),
        ("a:\n\t- 1\n", "tab", 2, 1),
        ("a: 'open\nb: 1\n", "not_closed", 1, 4),
        ("a: [1, 2\nb: 3\n", "not_closed", 1, 4),
        ("a: {b: 1\n", "not_closed", 1, 4),
        ("a: {b: 1 c: 2}\n", "not_closed", 1, 11),
        ("a:\n  b 1\n  c: 2\n", "no_colon", 2, 3),
        ("a\nb: 2\n", "no_colon", 1, 1),
        ("a:\n  - id :x\n    b: 2\n", "no_colon", 2, 3),
        ("a:\n  b: 1\n   c: 2\nd:\n  e: 1\n", "indentation", 3, 1),
        ("a:\n   b: 1\n  c: 2\nd:\n  e: 1\n", "indentation", 2, 1),
        (" a: 1\nb: 2\n", "indentation", 1, 1),
        ("a:\n  b: 1\n  c: [1,\n     2]\nd:\ne: 1\n  f: 2\n", "indentation", 6, 1),
        ("a:\nb: 1\n  c: 2\nd:\n  e: 1\n", "indentation", 2, 1),
        ("a:\n    b: 1\n  c: 2\nd:\n  e: 1\n  f: 2\n", "indentation", 2, 1),
        ("a: 1\nb: x\x07\n", "control_character", 2, 5),
        ("a: %x\n", "yaml_syntax", 1, 4),
        ("a: @x\n", "yaml_syntax", 1, 4),
        ("a:\n  -id: 1\n   b: 2\n", "dash_blank", 2, 3),
        ("a:\n\u3000\u3000b: 1\n  c: 2\n", "wide_blank", 2, 1),
        ("a: b: c\n", "second_colon", 1, 5),
        ("a: {b: 1}}\nc: 2\n", "not_opened", 1, 10),
        ("- 1\nb: 2\n", "yaml_syntax", 2, 1),
        ('a: "\\q"\n', "yaml_syntax", 1, 5),
    ],
)
def test_what_is_refused_is_refused_in_its_place(text: str, code: str, line: int, column: int) -> None:
    """Each construct that is not wanted gives one named problem at the character where it stands."""
    assert first_problem(text) == (code, line, column)


def test_bombs_cost_nothing() -> None:
    """Nested aliases are refused without being expanded."""
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)
    )
    assert first_problem(bomb)[0] == "anchor"


def test_every_key_and_value_has_its_place() -> None:
    """Spans count characters, not bytes, also after Chinese text."""
    source = parse_source("x.yaml", "名称: 中文\n限值:\n  - {高: 65 degC, 低: 1}\n")
    assert source.value_span(("名称",)) == Span(0, 4, 0, 6)
    assert source.key_span(("限值",)) == Span(1, 0, 1, 2)
    assert source.value_span(("限值", 0, "低")) == Span(2, 20, 2, 21)
    assert source.key_span(("限值", 0, "低")) == Span(2, 17, 2, 18)


def test_a_place_that_is_not_there_is_its_nearest_parent() -> None:
    """Asking for a missing entry points at what would hold it."""
    source = parse_source("x.yaml", "a: {b: 1}\n")
    assert source.value_span(("a", "zz", 3)) == source.value_span(("a",))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("ab > cd", "ab > cd"),
        ("'it''s cd'", "it's cd"),
        ('"a\\tb\\u4e2d cd"', "a\tb中 cd"),
        (">\n  ab\n  cd\n", "ab cd\n"),
        ("|\n  ab\n  cd\n", "ab\ncd\n"),
        ("ab\n  cd", "ab cd"),
        ("'ab\n  cd'", "ab cd"),
        (">-\n    ab\n    中 cd\n", "ab 中 cd"),
    ],
)
def test_a_place_inside_a_scalar_is_found(written: str, value: str) -> None:
    """An offset into the value leads to that character as written, through quotes, escapes and folding."""
    source = parse_source("x.yaml", f"k: {written}\nend: 1\n")
    assert source.data["k"] == value
    at = value.index("cd")
    span = source.part_span(("k",), at, at + 2)
    assert source.lines[span.line][span.col : span.end_col] == "cd"


def test_windows_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    """A file from Notepad reads like any other; the mark is a warning, not an error."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    source = read_source(file)
    assert source.data == {"a": 1, "b": 2}
    assert [(n.code, n.severity) for n in source.notes] == [("bom", "warning")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \n\n", "empty_file"),
        ("a: 温度\n".encode("gb18030"), "encoding"),
        ("a: 1\n".encode("utf-16"), "encoding"),
        (b"a: \xff\xfe\n", "encoding"),
        (b"a: \x00b\n", "control_character"),
        (b"PK\x03\x04rest", "binary"),
        (b"%PDF-1.7", "binary"),
        (b"a: 1\n" * 300_000, "too_large"),
    ],
)
def test_a_file_that_is_no_text_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    """Each way a file can be unreadable is one clear problem."""
    file = tmp_path / "a.yaml"
    file.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_source(file)
    assert [p.code for p in caught.value.problems] == [code]


def test_gbk_is_recognised_and_the_line_shown(tmp_path: Path) -> None:
    """An old editor's file is named for what it is, with the offending line readable."""
    file = tmp_path / "a.yaml"
    file.write_bytes(b"schema: 1\n" + "title: 温度\n".encode("gbk"))
    with pytest.raises(SourceError) as caught:
        read_source(file)
    problem = caught.value.problems[0]
    assert "GBK" in problem.text.zh
    assert problem.span.line == 1
    assert problem.line == "title: 温度"


@pytest.mark.parametrize(("name", "code"), [("none.yaml", "not_found"), (".", "is_folder"), ("a\0b", "unreadable")])
def test_a_path_that_is_no_file_says_so(tmp_path: Path, name: str, code: str) -> None:
    """A missing file, a folder and an impossible name are told apart."""
    with pytest.raises(SourceError) as caught:
        read_source(tmp_path / name)
    assert [p.code for p in caught.value.problems] == [code]


def refusal(text: str) -> SourceError | None:
    try:
        parse_source("x.yaml", text)
    except SourceError as error:
        return error
    return None


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text is either read or refused with a problem inside the file; nothing else ever comes out."""
    error = refusal(text)
    for problem in error.problems if error else []:
        assert 0 <= problem.span.line < len(split_lines(text))
        assert render(problem, "zh")
        assert render(problem, "en")


plain = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)
trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=12,
)


@given(trees)
@settings(max_examples=200, deadline=None)
def test_json_reads_as_itself(tree: object) -> None:
    """JSON is YAML: any JSON text gives back the same data."""
    text = json.dumps(tree, ensure_ascii=False)
    error = refusal(text)
    if error is None:
        assert parse_source("x.yaml", text).data == tree
    else:  # YAML forbids a few characters that JSON allows
        assert {p.code for p in error.problems} <= {"yaml_syntax", "control_character"}
        assert not text.isascii()


def test_decomposed_characters_are_warned_of() -> None:
    """Text pasted from elsewhere may look equal to a name and not be; the line is named."""
    (note,) = parse_source("x.yaml", "a: 1\nb: cafe\u0301\n").notes
    assert (note.code, note.span.line, note.severity) == ("not_nfc", 1, "warning")


def test_the_c_parser_is_in_use() -> None:
    """Speed and marks come from libyaml; the wheel brings it on every platform."""
    assert yaml.__with_libyaml__
