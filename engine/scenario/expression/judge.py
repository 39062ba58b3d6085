"""Which quantities may be added, compared and multiplied, and what to tell the author when not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.scenario.errors import Fault
from engine.scenario.expression.nodes import Binary, Compare, Node
from engine.scenario.expression.types import Measure, Type, describe, measure_of_unit
from engine.scenario.problems import Text2
from engine.scenario.unit_roles import mixed
from engine.scenario.units import DIMENSIONLESS, Dimension, dimension_words, size_name, unit_names

__all__ = ["Judge", "Value"]

Constants = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Value:
    """A typed result: its place on the tape is ``index``."""

    type: Type
    index: int


class Judge:
    """Collects the faults of one formula."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def fault(self, node: Node, code: str, zh: str, en: str, fix: Text2 | None = None) -> None:
        """Note an error at ``node``."""
        self.faults.append(Fault(node.start, node.end, code, Text2(zh, en), fix))

    def warn(self, node: Node, code: str, zh: str, en: str, fix: Text2 | None = None) -> None:
        """Note something doubtful at ``node``."""
        self.warnings.append(Fault(node.start, node.end, code, Text2(zh, en), fix))

    # -- arithmetic ------------------------------------------------------------------------------------------

    @staticmethod
    def scaled(q: Measure, factor: float) -> Measure:
        """The type of ``q`` times a constant."""
        return replace(q, weight=None if q.weight is None else _tidy(q.weight * factor))

    def summed(self, node: Binary, a: Measure, b: Measure, constants: Constants) -> Measure | None:
        """The type of a + b or a - b, or None after a fault."""
        if not self._same_kind(node.left, a, node.right, b, constants, step=True):
            return None
        return self._joined(a, b, self._sum_weight(a, b, 1.0 if node.op == "+" else -1.0))

    @staticmethod
    def _sum_weight(a: Measure, b: Measure, sign: float) -> float | None:
        if a.weight is not None and b.weight is not None:
            return _tidy(a.weight + sign * b.weight)
        if sign > 0:
            known = a.weight if a.weight is not None else b.weight
            return 1.0 if known == 1.0 else None  # 60 degC + 5 K is a reading again
        return None

    def multiplied(self, node: Binary, a: Measure, b: Measure, constants: Constants) -> Measure | None:
        """The type of a·b or a/b, or None after a fault."""
        sign = 1 if node.op == "*" else -1
        dimension = a.dimension.times(b.dimension, sign)
        if constants[1] == 0.0 and sign < 0:
            self.fault(node.right, "zero_division", "不能除以零", "division by zero")
            return None
        weight: float | None = None
        for q, other, constant, at in ((a, b, constants[1], node.left), (b, a, constants[0], node.right)):
            if q.weight is None or other.dimension != DIMENSIONLESS or (q is b and sign < 0):
                continue
            if constant is not None:
                weight = _tidy(q.weight * constant if sign > 0 else q.weight / constant)
            elif q.weight == 0.0:
                weight = 0.0
            else:
                self._refuse_multiple(at, q)
                return None
        scale = a.scale or (b.scale if sign > 0 else "")
        scale = scale if dimension == DIMENSIONLESS and not (a.scale and b.scale) else ""
        shown = (
            a.shown if b.dimension == DIMENSIONLESS else b.shown if a.dimension == DIMENSIONLESS and sign > 0 else ""
        )
        return Measure(
            dimension,
            weight,
            a.bare and b.bare,
            scale,
            shown or scale,
            (a.gauge or b.gauge) and weight is not None,
            a.literal and b.literal,
        )

    def _refuse_multiple(self, node: Node, q: Measure) -> None:
        self.fault(
            node,
            "multiple_of_reading",
            f"读数（{q.shown}）不能乘以倍数",
            f"a reading ({q.shown}) cannot be multiplied",
            Text2("先减去基准，如 `(TI101 - 20 degC) * x`", "subtract a base first: `(TI101 - 20 degC) * x`"),
        )

    @staticmethod
    def _joined(a: Measure, b: Measure, weight: float | None) -> Measure:
        shown = a.shown if not a.literal and a.shown else b.shown or a.shown
        gauge = (a.gauge or b.gauge) and weight != 0.0
        return Measure(
            a.dimension, weight, a.bare and b.bare, a.scale or b.scale, shown, gauge, a.literal and b.literal
        )

    # -- comparison ------------------------------------------------------------------------------------------

    def comparable(self, node: Compare, a: Measure, b: Measure, constants: Constants) -> bool:
        """Whether a and b may be compared; notes faults and doubts."""
        if (
            not self._same_kind(node.left, a, node.right, b, constants)
            or not self._usable(node.left, a)
            or not self._usable(node.right, b)
        ):
            return False
        if not self._same_weight(node, node.left, a, node.right, b, constants):
            return False
        if node.op in ("==", "!=") and not (a.bare and b.bare):
            self.warn(
                node,
                "exact_equality",
                "测量值几乎不会正好相等",
                "measured values are hardly ever exactly equal",
                Text2("用 >= 或 <=，或 `abs(a - b) < …`", "use >= or <=, or `abs(a - b) < …`"),
            )
        return True

    def alike(
        self, node: Node, left: Node, a: Measure, right: Node, b: Measure, constants: Constants
    ) -> Measure | None:
        """The common type of two alternatives (branches, arguments of min), or None after a fault."""
        if not self._same_kind(left, a, right, b, constants) or not self._usable(left, a) or not self._usable(right, b):
            return None
        if not self._same_weight(node, left, a, right, b, constants):
            return None
        return self._joined(a, b, a.weight if a.weight is not None else b.weight)

    def _same_kind(
        self, left: Node, a: Measure, right: Node, b: Measure, constants: Constants, step: bool = False
    ) -> bool:
        """Same dimension, and no bare number beside something counted in a unit.

        ``step``: the two are added, so that beside a reading a difference was probably meant.
        """
        for node, bare, other, constant in ((left, a, b, constants[0]), (right, b, a, constants[1])):
            needs_unit = other.dimension != DIMENSIONLESS or bool(other.scale)
            if bare.bare and bare.dimension == DIMENSIONLESS and needs_unit and not other.bare:
                self._refuse_bare(node, other, constant, step)
                return False
        if a.dimension == b.dimension:
            if (unlike := mixed(a.shown, b.shown)) is not None:
                self.warn(right, "unlike_power", *unlike)
            return True
        zh_a, en_a = describe(a)
        zh_b, en_b = describe(b)
        span = Fault(
            left.start,
            right.end,
            "dimension",
            Text2(f"{zh_a}和{zh_b}不能相加减或比较", f"{en_a} and {en_b} cannot be added or compared"),
        )
        self.faults.append(span)
        return False

    def _refuse_bare(self, node: Node, other: Measure, constant: float | None, step: bool) -> None:
        zh, en = dimension_words(other.dimension) if other.dimension != DIMENSIONLESS else (other.scale, other.scale)
        written = self.source[node.start : node.end]
        shown = _difference_unit(other) if step or other.weight == 0.0 else other.shown
        fix = (
            Text2(f"写成 `{written} {shown}`", f"write `{written} {shown}`") if shown and constant is not None else None
        )
        self.fault(
            node,
            "bare_number",
            f"`{written}` 缺少单位（旁边是{zh}）",
            f"`{written}` has no unit (beside {en})",
            fix,
        )

    def _same_weight(self, node: Node, left: Node, a: Measure, right: Node, b: Measure, constants: Constants) -> bool:
        for at, q, other in ((left, a, b), (right, b, a)):
            if other.gauge and q.weight is None and q.literal:
                self._refuse_plain_pressure(at, q.shown)
                return False
        if a.weight is None or b.weight is None or a.weight == b.weight:
            self._doubt_kelvin(left, a, b, constants[0])
            self._doubt_kelvin(right, b, a, constants[1])
            return True
        at, q = (right, b) if b.weight == 1.0 else (left, a)
        unit_ = _difference_unit(q)
        number = self.source[at.start : at.end].split(" ")[0]
        fix = (
            Text2(f"差值写成 `{number} {unit_}`", f"write the difference as `{number} {unit_}`") if q.literal else None
        )
        self.fault(node, "difference", "差值不能和读数比较", "a difference cannot be compared with a reading", fix)
        return False

    def _refuse_plain_pressure(self, node: Node, shown: str) -> None:
        written = self.source[node.start : node.end]
        if f"{shown}g" not in unit_names() or not written.endswith(shown):
            written = "… kPa"
        self.fault(
            node,
            "gauge",
            f"`{written}` 没有说明是表压还是绝压",
            f"`{written}` does not say gauge or absolute",
            Text2(
                f"表压写 `{written}g`，绝压写 `{written}a`",
                f"write `{written}g` for gauge, `{written}a` for absolute",
            ),
        )

    def _doubt_kelvin(self, node: Node, q: Measure, other: Measure, constant: float | None) -> None:
        """``TI101 > 65 K`` is -208 degC: almost surely degC was meant."""
        plain_kelvin = q.literal and q.weight is None and q.dimension == Dimension(K=1)
        if plain_kelvin and other.weight == 1.0 and constant is not None and constant < 200.0:
            self.warn(
                node,
                "kelvin",
                f"这是绝对温度 {constant:g} K（{constant - 273.15:.0f} degC）",
                f"this is {constant:g} K ({constant - 273.15:.0f} degC)",
                Text2(f"是不是 `{constant:g} degC`？", f"did you mean `{constant:g} degC`?"),
            )

    def _usable(self, node: Node, q: Measure) -> bool:
        """A weight of 2 is the sum of two readings, which means nothing."""
        if q.weight in (None, 0.0, 1.0):
            return True
        self.fault(
            node,
            "sum_of_readings",
            f"读数（{q.shown}）不能相加，也不能取负或乘以倍数",
            f"readings ({q.shown}) cannot be added, negated or multiplied",
            Text2("平均值写 `(a + b)/2`，差值写 `a - b`", "a mean is `(a + b)/2`, a difference `a - b`"),
        )
        return False

    # -- results ---------------------------------------------------------------------------------------------

    def not_a_condition(self, node: Node, value: Value) -> None:
        """Note that a condition was wanted."""
        zh, en = describe(value.type)
        self.fault(
            node,
            "not_a_condition",
            f"这里要一个条件，却是{zh}",
            f"a condition is wanted, this is {en}",
            Text2("写出比较，如 `… > 0 kg/s`", "write a comparison, such as `… > 0 kg/s`"),
        )

    def result(self, node: Node, q: Measure, want: str | None, constant: float | None) -> None:
        """Hold the result against the unit ``want``."""
        if not self._usable(node, q) or want is None:
            return
        wanted = measure_of_unit(want)
        if self._same_kind(node, q, node, wanted, (constant, None)):
            self._same_weight(node, node, q, node, wanted, (constant, None))


def _tidy(weight: float) -> float:
    """0.1 + 0.2 + 0.7 is one."""
    return round(weight, 9)


def _difference_unit(q: Measure) -> str:
    """What a difference of this quantity is written in."""
    return "K" if q.dimension == Dimension(K=1) else size_name(q.shown)
