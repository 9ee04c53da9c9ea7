"""Letters as patterns name them, between square brackets."""

UPPER = "A-ZÀ-ÖØ-Þ" + "".join(c for c in map(chr, range(0x100, 0x250)) if c.isupper())
"""The capitals of the languages that are written in Latin letters: « Žiga », « Şırnak »."""
