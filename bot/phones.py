"""How written words sound, English and Spanish roughly alike: "by up see" and "biopsy" come out nearly the same.

A sound is written as signs. A consonant has two: its kind ("P" for b, p, f and v) and itself, so that a
change within the kind counts half. A vowel has one. One measure of edits then weighs them all.
"""

from __future__ import annotations

import re
from functools import lru_cache

# How a single letter is said; "a" is more often the little word.
LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "a Pbi Ssi Tdi i ePf Jji eJc A Jje Kke eLl eNm eNn o Ppi Kku aRr eSs Tti yu Pvi Tdabu eKkSs wA Szi".split(),
        strict=True,
    )
)
START = r"(?<=^[bcdfghlmprstw])"
# After a vowel and some consonants: there a last syllable is swallowed.
LATER = "(?:" + "|".join(rf"(?<=[aeiouy][b-df-hj-np-tvxz]{{{n}}})" for n in (1, 2, 3)) + ")"
# The first that fits at a place is taken; a lone capital "A" is the vowel of "eye".
RULES = (
    (r"^heart", "aRrTt"),
    (r"^breast", "PbRreSsTt"),
    (r"a(?=tion|tien[ct]|tors?$)", "e"),
    (r"(?<=[a-z])ti(?=en[ct])", "Sx"),
    (r"oo(?=r)", "o"),
    (r"(?<=[a-z])y(?=sis$)", "i"),
    (LATER + r"age(?=s?$)", "iJj"),
    (r"(?:cc|x)ion", "KkSxaNn"),
    (r"(?:t|s|c|z)ion|shun", "SxaNn"),
    (r"ture(?=s?$)", "JceRr"),
    (r"[eiu]r(?=$|[bcdfgklmnpstvz])|" + LATER + r"[ao]r$", "eRr"),
    (LATER + r"[aeo]n$", "aNn"),
    (r"ized$", "ASzTd"),
    (r"iz(?=e)", "ASz"),
    (r"ign(?=s?$)", "ANn"),
    (r"(?<=^[bcdfghlmnprstv])i(?=[lnrt]us)", "A"),
    (r"(?<=.)t(?=ul)", "Jc"),
    (r"ache", "eKk"),
    (r"d(?=u[lr])", "Jj"),
    (r"^i(?=o)", "A"),
    (r"eigh", "e"),
    (r"igh", "A"),
    (r"(?<=^[hkmpt])y(?=[bcdfghklmnprstv])|(?<=^th)y(?=[a-z])", "A"),
    (r"sch|sk|sq", "SsKk"),
    (r"^kn", "Nn"),
    (r"wr", "Rr"),
    (r"wh", "w"),
    (r"ph", "Pf"),
    (r"th", "T0"),
    (r"sh", "Sx"),
    (r"tch", "Jc"),
    (r"ch(?=[rln])", "Kk"),
    (r"ch", "Jc"),
    (r"ck|qu(?=[ei])", "Kk"),
    (r"qu", "Kkw"),
    (r"cc(?=[eiy])", "KkSs"),
    (r"sc(?=[eiy])|c(?=[eiy])", "Ss"),
    (r"[ckq]", "Kk"),
    (r"dge", "Jj"),
    (r"(?<=[aeiou])gh", ""),
    (r"g(?=[eiy])|j", "Jj"),
    (r"g", "Kg"),
    (r"x", "KkSs"),
    (r"mb$|m", "Nm"),
    *zip("bpfvtdsznlrwh", "Pb Pp Pf Pv Tt Td Ss Sz Nn Ll Rr w -".split(), strict=True),
    (r"^eye|" + START + r"(?:uy|ye|y|ie)$|(?<=^[bcdfghlmprstw][rlh])(?:y|ye|ie)$", "A"),
    (r"^y(?=[aeiou])", "y"),
    (r"y(?=[aeo])|(?<=^[bdl])i(?=[ao])|[iy](?=[bcdfgklmnprstvz]e$)", "A"),
    (r"a(?=[bcdfgklmnpstz]es?$)", "e"),
    (r"ee|ea|ie|ei", "i"),
    (r"ai|ay|ey", "e"),
    (r"oo|ou|ue|ew|eu|ui", "u"),
    (r"oa|ow|au|aw", "o"),
    (r"oi|oy", "oi"),
    (r"(?<=[^aeiouy])e$(?<!^..)", ""),
    (r"y", "i"),
    *((vowel, vowel) for vowel in "aeiou"),
)
SOUND = re.compile("|".join(f"({pattern})" for pattern, _ in RULES))
DOUBLE = re.compile(r"([bdfgklmnprstvz])\1|(c)c(?![eiy])")
TWICE = re.compile(r"([A-Z][a-z0])\1|([aeiouA])\2")
KINDS = "PTKSJNLR"
CONSONANT = re.compile(rf"[{KINDS}](?=[a-z0])")


def spoken(words: tuple[str, ...]) -> str:
    """The signs of these words said one after another; equal sounds that meet are one."""
    signs = TWICE.sub(lambda m: m[1] or m[2], "".join(map(_said, words)))
    return signs.replace("SsTtKk", "SsKk").replace("Tdyu", "Jju").replace("Ttyu", "Jcu")


def spelled(letters: str) -> str:
    """The signs of an abbreviation said letter by letter: "mri" as "em are eye"."""
    return spoken(tuple("ay" if letter == "a" else letter for letter in letters))


def consonants(signs: str) -> str:
    """The kinds of the consonants alone, by which like sounds are looked up."""
    return "".join(CONSONANT.findall(signs))


@lru_cache(maxsize=16384)
def _said(word: str) -> str:
    if len(word) == 1:
        return LETTERS.get(word, "")
    found = SOUND.finditer(DOUBLE.sub(lambda m: m[1] or m[2], word))
    return "".join(RULES[(match.lastindex or 1) - 1][1] for match in found).replace("-", "")
