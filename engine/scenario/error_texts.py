"""What each kind of validation error is called, in both languages.

Names in braces are filled from pydantic's context; ``{last}`` is the key, ``{value}`` what the author wrote.
"""

from __future__ import annotations

from engine.scenario.problems import Text2

__all__ = ["OTHER", "TEXTS", "words"]

_LIST = Text2("这里要一个列表（每行以 `- ` 开头）", "a list is wanted (each line starts with `- `)")
_MAPPING = Text2("这里要一组“键: 值”", "a group of `key: value` lines is wanted")
_NUMBER = Text2("这里要一个数", "a number is wanted")
_WHOLE = Text2("这里要一个整数", "a whole number is wanted")
_YES_NO = Text2("这里要 true 或 false", "true or false is wanted")
_TEXT = Text2("这里要一段文字", "text is wanted")
_DATE = Text2("这里要一个日期，如 2026-03-05", "a date such as 2026-03-05 is wanted")
_TIME = Text2("这里要一个时刻，如 08:30", "a time such as 08:30 is wanted")
OTHER = Text2("这个值不合要求", "this value does not fit")
_MANY = Text2("项数太多，最多 {max_length} 项", "too many entries, at most {max_length}")
_FEW = Text2("项数太少，至少 {min_length} 项", "too few entries, at least {min_length}")

TEXTS: dict[str, Text2] = {
    "missing": Text2("缺少必填项 `{last}`", "the entry `{last}` is missing"),
    "extra_forbidden": Text2("不认识的项 `{last}`", "unknown entry `{last}`"),
    "invalid_key": Text2("键必须是文字", "a key must be text"),
    "model_type": _MAPPING, "model_attributes_type": _MAPPING, "dataclass_type": _MAPPING,
    "dict_type": _MAPPING, "frozen_dict_type": _MAPPING, "mapping_type": _MAPPING, "named_tuple_type": _LIST,
    "list_type": _LIST, "tuple_type": _LIST, "set_type": _LIST, "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "too_short": _FEW, "too_long": _MANY,
    "greater_than": Text2("必须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": Text2("必须不小于 {ge}", "must be at least {ge}"),
    "less_than": Text2("必须小于 {lt}", "must be less than {lt}"),
    "less_than_equal": Text2("必须不大于 {le}", "must be at most {le}"),
    "multiple_of": Text2("必须是 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "finite_number": Text2("必须是有限的数", "must be a finite number"),
    "string_type": _TEXT, "string_unicode": _TEXT,
    "string_too_short": Text2("文字太短，至少 {min_length} 个字符", "too short: {min_length} characters or more"),
    "string_too_long": Text2("文字太长，最多 {max_length} 个字符", "too long: {max_length} characters or fewer"),
    "string_pattern_mismatch": Text2("写法不符", "not written in the wanted form"),
    "string_not_ascii": Text2("只能用英文字母、数字和符号", "only ASCII characters"),
    "bool_type": _YES_NO, "bool_parsing": _YES_NO,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_parsing_size": _WHOLE, "int_from_float": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER,
    "decimal_type": _NUMBER, "decimal_parsing": _NUMBER, "fraction_type": _NUMBER,
    "fraction_parsing": _NUMBER,
    "literal_error": Text2("`{value}` 不是可选的值", "`{value}` is not one of the choices"),
    "enum": Text2("`{value}` 不是可选的值", "`{value}` is not one of the choices"),
    "union_tag_invalid": Text2("`{tag}` 不是可选的类型", "`{tag}` is not one of the kinds"),
    "union_tag_not_found": Text2("缺少 `{discriminator}`，不知是哪一类", "`{discriminator}` is missing"),
    "none_required": Text2("这里应当空着", "this must be empty"),
    "date_type": _DATE, "date_parsing": _DATE, "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _DATE, "datetime_parsing": _DATE, "datetime_from_date_parsing": _DATE,
    "time_type": _TIME, "time_parsing": _TIME,
    "url_type": Text2("这里要一个网址", "a web address is wanted"),
    "url_parsing": Text2("这不是网址", "this is not a web address"),
}  # fmt: skip


class _Forgiving(dict[str, object]):
    """A template's unknown names become empty instead of raising."""

    def __missing__(self, key: str) -> str:
        return ""


def words(kind: str, context: dict[str, object]) -> Text2:
    """The sentence for an error of this kind with its numbers and names filled in."""
    text = TEXTS.get(kind, OTHER)
    filled = _Forgiving(context)
    return Text2(text.zh.format_map(filled), text.en.format_map(filled))
