"""Arithmetic on colours: how well two can be told apart, and what lies between them."""

from __future__ import annotations


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two opaque colours '#RRGGBB', 1 to 21 (WCAG 2.2, relative luminance)."""
    one, two = sorted((_luminance(first), _luminance(second)))
    return (two + 0.05) / (one + 0.05)


def mix(first: str, second: str, share: float) -> str:
    """`first` and `second` mixed in sRGB; `share` 0 gives the first, 1 the second."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _channels(value: str) -> tuple[int, int, int]:
    digits = value[-6:]
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _luminance(value: str) -> float:
    parts = [c / 255 for c in _channels(value)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
