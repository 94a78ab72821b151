r"""A formula in words: ``\frac{a}{b} = x^2`` is "a over b equals x squared".

What is commonest has words of its own; of any other command the letters are said. One pass with a
stack, so that no depth of braces is too much.
"""

from __future__ import annotations

import re

from desktop.text.clean import one_line

_TOKEN = re.compile(
    r"\\(?:begin|end)\s?\{(?P<environment>[^{}\n]{1,30})\}(?:\{[lrc|\s]*\})?"
    r"|\\(?:text|mbox|mathrm|operatorname)\w*\*?\s?\{(?P<text>[^{}\\]*)\}"
    r"|\\(?P<command>[a-zA-Z]+)\*?|\\(?P<escaped>.)|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<mark>[{}^_&~$])|(?P<primes>'+)|(?P<word>[^\W\d_])|(?P<sign>\S)",
    re.DOTALL,
)

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
)
_SAID = {
    "=": "equals",
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "*": "times",
    "×": "times",
    "÷": "divided by",
    "·": "times",
    "/": "over",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "≥": "is at least",
    "≠": "is not equal to",
    "≈": "is about",
    "±": "plus or minus",
    "∞": "infinity",
    "!": "factorial",
    "times": "times",
    "cdot": "times",
    "div": "divided by",
    "pm": "plus or minus",
    "mp": "minus or plus",
    "le": "is at most",
    "leq": "is at most",
    "leqslant": "is at most",
    "ge": "is at least",
    "geq": "is at least",
    "geqslant": "is at least",
    "lt": "is less than",
    "gt": "is greater than",
    "ll": "is much less than",
    "gg": "is much greater than",
    "ne": "is not equal to",
    "neq": "is not equal to",
    "approx": "is about",
    "sim": "is like",
    "equiv": "is equivalent to",
    "cong": "is congruent to",
    "propto": "is proportional to",
    "in": "in",
    "notin": "not in",
    "subset": "is a subset of",
    "subseteq": "is a subset of",
    "cup": "union",
    "cap": "intersection",
    "setminus": "without",
    "emptyset": "the empty set",
    "varnothing": "the empty set",
    "forall": "for all",
    "exists": "there is",
    "neg": "not",
    "land": "and",
    "wedge": "and",
    "lor": "or",
    "vee": "or",
    "to": "goes to",
    "rightarrow": "goes to",
    "longrightarrow": "goes to",
    "leftarrow": "comes from",
    "mapsto": "maps to",
    "Rightarrow": "implies",
    "implies": "implies",
    "Leftrightarrow": "if and only if",
    "iff": "if and only if",
    "therefore": "therefore",
    "because": "because",
    "infty": "infinity",
    "partial": "partial",
    "nabla": "nabla",
    "hbar": "h bar",
    "ell": "l",
    "circ": "circle",
    "degree": "degrees",
    "prime": "prime",
    "ldots": "and so on",
    "cdots": "and so on",
    "dots": "and so on",
    "vdots": "and so on",
    "ddots": "and so on",
    "mid": "such that",
    "parallel": "is parallel to",
    "perp": "is perpendicular to",
    "angle": "angle",
    "triangle": "triangle",
    "iint": "the double integral",
    "iiint": "the triple integral",
    "oint": "the contour integral",
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "varsigma": "sigma",
}
_SAID |= {name: name for name in _GREEK.split()}
_SAID |= {name.capitalize(): f"capital {name}" for name in _GREEK.split()}
_SAID |= {
    "(": "open paren",
    ")": "close paren",
    "[": "open bracket",
    "]": "close bracket",
    "|": "bar",
    "langle": "open angle",
    "rangle": "close angle",
    "lfloor": "floor of",
    "rfloor": "end of floor,",
    "lceil": "ceiling of",
    "rceil": "end of ceiling,",
}
_APPLIED = re.compile(
    r"\b([fghpquvFGHPQTLE]|prime|sin|cos|tan|log|ln|exp) open paren "
    r"(\w+(?: given \w+)?) close paren"
)
_GIVEN = re.compile(r"\b(open paren(?: (?!open|close|such)\w+){1,12} )such that")
_ESCAPED = {"%": "percent", "$": "dollars", "&": "and", "#": "number", "|": "double bar", "\\": ";"}
_ESCAPED |= {"{": "open brace", "}": "close brace"}
_LARGE = {
    "sum": "the sum",
    "prod": "the product",
    "int": "the integral",
    "iint": "the double integral",
    "iiint": "the triple integral",
    "oint": "the contour integral",
    "bigcup": "the union",
    "bigcap": "the intersection",
    "lim": "the limit",
    "max": "the maximum",
    "min": "the minimum",
    "sup": "the supremum",
    "inf": "the infimum",
}
_SILENT = frozenset(
    """
    left right big Big bigg Bigg bigl bigr Bigl Bigr quad qquad displaystyle textstyle scriptstyle
    limits nolimits displaylimits mathrm mathbf mathit mathsf mathcal mathbb mathfrak mathscr
    boldsymbol bm text textbf textit textrm mbox operatorname hline nonumber notag rm bf it hspace
    vspace phantom boxed underbrace overbrace mathop mathbin mathrel tag label middle cr
    """.split()  # noqa: SIM905
)
_AROUND = {
    "hat": "{} hat",
    "widehat": "{} hat",
    "bar": "{} bar",
    "overline": "{} bar",
    "underline": "{}",
    "tilde": "{} tilde",
    "widetilde": "{} tilde",
    "vec": "vector {}",
    "overrightarrow": "vector {}",
    "dot": "{} dot",
    "ddot": "{} double dot",
}
_POWERS = {
    "2": "squared",
    "3": "cubed",
    "circle": "degrees",
    "prime": "prime",
    "prime prime": "double prime",
    "minus 1": "to the power of minus 1",
}
_PARTS = {
    ("1", "2"): "one half",
    ("1", "3"): "one third",
    ("2", "3"): "two thirds",
    ("1", "4"): "one quarter",
    ("3", "4"): "three quarters",
}
_ENVIRONMENTS = {"matrix": "matrix", "array": "rows", "cases": "cases"}


class _Frame:
    """What is being collected: a group in braces (``ends`` is ``}``), in brackets, or all."""

    def __init__(self, ends: str = "") -> None:
        self.ends = ends
        self.words: list[str] = []
        self.waiting: list[tuple[str, list[str], int]] = []
        """Commands that still want arguments: name, arguments so far, how many."""


def latex_words(latex: str) -> str:
    """The formula in words, on one line."""
    stack = [_Frame()]
    for match in _TOKEN.finditer(latex):
        frame = stack[-1]
        if match["mark"] == "{":
            stack.append(_Frame("}"))
        elif match["mark"] == "}" and len(stack) > 1:
            while len(stack) > 2 and stack[-1].ends != "}":
                _end(stack)
            _end(stack)
        elif match["sign"] == "[" and frame.waiting and frame.waiting[-1][:2] == ("sqrt", []):
            stack.append(_Frame("]"))
        elif match["sign"] == "]" and frame.ends == "]":
            _end(stack)
        else:
            _take(frame, match)
    while len(stack) > 1:
        _end(stack)
    words = one_line(" ".join(_closed(stack[0]))).replace(" ,", ",").replace(" ;", ";")
    # f(x), and a probability under a condition.
    words = _APPLIED.sub(r"\1 of \2", _GIVEN.sub(r"\1given", words))
    return re.sub(r",[,;]+", ",", words).strip(" ,")


def _end(stack: list[_Frame]) -> None:
    """The group is complete, and is an argument where one is waited for."""
    frame = stack.pop()
    said = " ".join(_closed(frame))
    above = stack[-1]
    if frame.ends == "]" and above.waiting:
        name, _, many = above.waiting.pop()
        above.waiting.append((name, [said], many + 1))
        return
    _put(above, said)


def _closed(frame: _Frame) -> list[str]:
    while frame.waiting:
        name, arguments, _ = frame.waiting.pop()
        _put(frame, _made(name, arguments))
    return [word for word in frame.words if word]


def _put(frame: _Frame, said: str) -> None:
    """A word or a group: the argument that is waited for, or the next word."""
    while frame.waiting:
        name, arguments, many = frame.waiting.pop()
        arguments = [*arguments, said]
        if len(arguments) < many:
            frame.waiting.append((name, arguments, many))
            return
        if name in ("^", "_"):
            _raise(frame, name, arguments[0])
            return
        said = _made(name, arguments)
    frame.words.append(said)


def _raise(frame: _Frame, mark: str, said: str) -> None:
    """An exponent or an index belongs to the word before it, or is the bound of a sum."""
    last = frame.words[-1] if frame.words else ""
    bare = last.removesuffix(" of").split(" from ")[0].split(" to ")[0]
    if bare.split(" as ")[0] in _LARGE.values():
        last = last.removesuffix(" of")
        joint = ("as" if last == "the limit" else "from") if mark == "_" else "to"
        if joint == "from" and last in (
            "the maximum",
            "the minimum",
            "the supremum",
            "the infimum",
        ):
            joint = "over"
        frame.words[-1] = f"{last} {joint} {said} of"
    elif mark == "_":
        frame.words.append(f"sub {said}")
    else:
        frame.words.append(_POWERS.get(said, f"to the power of {said}"))


def _made(name: str, arguments: list[str]) -> str:
    """A command with its arguments in words; there may be fewer than it wants."""
    if name in ("^", "_"):
        return arguments[0] if arguments else ""
    if name == "frac":
        upper, lower = [*arguments, "", ""][:2]
        if (upper, lower) in _PARTS:
            return _PARTS[upper, lower]
        if " " in upper or " " in lower:
            return f"the fraction {upper} over {lower}, end of fraction,"
        return f"{upper} over {lower}"
    if name == "binom":
        return " choose ".join(arguments)
    if name == "sqrt":
        *degree, inside = arguments or [""]
        root = "square" if not degree or degree[0] == "2" else {"3": "cube"}.get(degree[0], "")
        which = f"the {root} root" if root else f"the root of degree {degree[0]}"
        return f"{which} of {inside}" + (", end of root," if " " in inside else "")
    return _AROUND[name].format(" ".join(arguments))


def _take(frame: _Frame, match: re.Match[str]) -> None:
    if mark := match["mark"]:
        if mark in "^_":
            frame.waiting.append((mark, [], 1))
        elif mark == "&":
            frame.words.append(",")
    elif match["environment"]:
        name = match["environment"].strip("* ")
        said = next((word for end, word in _ENVIRONMENTS.items() if name.endswith(end)), "")
        frame.words.append(
            f", end of {said}," if said and match[0][1] == "e" else f"{said}," if said else ""
        )
    elif match["escaped"]:
        if sign := _ESCAPED.get(match["escaped"]):
            frame.words.append(sign)
    elif match["text"] is not None:
        _put(frame, one_line(match["text"].replace("$", " ")))
    elif match["primes"]:
        frame.words.append({1: "prime", 2: "double prime"}.get(len(match["primes"]), "prime"))
    elif command := match["command"]:
        _command(frame, command)
    elif match["number"] and frame.waiting:
        digit, rest = match["number"][0], match["number"][1:]
        _put(frame, digit)  # ``\\frac12`` is a half: without braces one digit is an argument
        if rest and frame.waiting:
            _put(frame, rest)
        elif rest:
            frame.words.append(rest)
    else:
        said = match["number"] or match["word"] or match["sign"]
        _put(frame, _SAID.get(said, said) if not match["word"] else said)


def _command(frame: _Frame, command: str) -> None:
    plain = command.removeprefix("d").removeprefix("t").removeprefix("c")
    if plain in ("frac", "binom"):
        frame.waiting.append((plain, [], 2))
    elif command == "sqrt" or command in _AROUND:
        frame.waiting.append((command, [], 1))
    elif command in _LARGE:
        frame.words.append(f"{_LARGE[command]} of")
    elif command not in _SILENT:
        _put(frame, _SAID.get(command, command))
