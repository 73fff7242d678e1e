"""Controls of forms are those of Django's own templates."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from pytest_django.asserts import assertHTMLEqual

from kam.lib.controls import Renderer

CHOICES = [
    ("", 'Any <&> "'),
    (1, "one"),
    ('a"b', mark_safe("<b>x</b>")),
    ("Group <", [("x", "X"), ("y", "Y")]),
]


@pytest.mark.parametrize("value", [None, 1, 'a"b', ["1", "x"]], ids=str)
@pytest.mark.parametrize(
    "attrs",
    [{}, {"id": "id_a", "class": 'wide "'}, {"required": True, "disabled": False, "data-n": 1234}],
    ids=str,
)
@pytest.mark.parametrize(
    "widget",
    [forms.Select, forms.SelectMultiple, forms.CheckboxSelectMultiple, forms.RadioSelect],
)
def test_choices_are_written_as_django_does(widget, attrs, value):
    ours, theirs = (
        widget(choices=CHOICES).render('na<"me', value, attrs, renderer)
        for renderer in (Renderer(), DjangoTemplates())
    )
    assertHTMLEqual(ours, theirs)


def test_forms_use_it():
    assert isinstance(forms.Form().renderer, Renderer)
