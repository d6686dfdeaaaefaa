"""A name put right by its letters: only what they sound like changes."""

from __future__ import annotations

import pytest

from bot.fields.pieces import pieces
from bot.fields.respelled import respelled_name


@pytest.mark.parametrize(("known", "said", "lang", "name"), [
    ("Cora Vander Lind Pool", "v a n d e r l i n d hyphen p o o l e first name cora", "en",
     "Cora vanderlind-poole"),
    ("Ruth Shaun Essy", "no ma'am it's s h a u n e s s y", "en", "Ruth shaunessy"),
    ("Ida Moss", "moss m o s s ida i d a", "en", "Ida Moss"),
    ("Ana Muñoz Tapia", "muñoz con eñe eme u eñe o zeta y tapia te a pe i a", "es", "Ana Muñoz Tapia"),
    ("Lin Tran", "l i n h t r a n", "en", "linh Tran"),
    ("Tess Lee", "l e i g h everybody gets that wrong", "en", "Tess leigh"),
    ("Tanner Blaze", "tanner blaise b l a i s e wojtowicz w o j t o w i c z", "en", "tanner blaise wojtowicz"),
    ("Sid Heart Vidya Nathan", "last name v a i d y a n a t h a n first name s i d d h a r t h vaidyanathan", "en",
     "siddharth vaidyanathan"),
    ("Thomas Thomas", "thomas t h o m a s thomas", "en", "Thomas Thomas"),
    ("Janet Hill", "just like it sounds honey", "en", "Janet Hill"),
])  # fmt: skip
def test_only_what_the_letters_sound_like_changes(known: str, said: str, lang: str, name: str) -> None:
    assert respelled_name(known.split(), pieces(said), lang) == name.split()
