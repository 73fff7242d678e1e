"""Components print what they are given, in words as well as colour, and nothing unescaped."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import strip_tags
from django_cotton.compiler_regex import CottonCompiler


@pytest.fixture
def draw(rf: RequestFactory):
    """`draw(source, address, **context)`: the HTML of a bit of template, in English."""

    def drawn(source, address="/accounts/", **context):
        template = engines["django"].from_string(CottonCompiler().process(source))
        request = rf.get(address)
        with translation.override("en"):
            return template.render(context, request)

    return drawn


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the licence.")
    note = forms.CharField(label="Note", required=False)
    tick = forms.BooleanField(label="Agreed", required=False)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple
    )


@pytest.mark.parametrize(
    ("system", "value", "word"),
    [
        ("pyramid", 1, "Strategic"),
        ("pyramid", 4, "Small"),
        ("abc", 3, "Rib"),
        ("pattern", 6, "Big referrer"),
        ("loyalty", 2, "Long-term customer"),
        ("subtype", 2, "Poor credit"),
        ("pareto", 1, "A"),
    ],
)
def test_a_class_badge_says_its_class(draw, system, value, word):
    html = draw(
        '<c-class-badge system="{{ system }}" :value="value" />', system=system, value=value
    )
    assert f'k-class-{system}-{value}">{word}<' in html


@pytest.mark.parametrize("value", [0, None])
def test_an_account_without_a_class_is_not_rated(draw, value):
    html = draw('<c-class-badge system="pyramid" :value="value" />', value=value)
    assert "Not rated" in html
    assert "k-class" not in html


@pytest.mark.parametrize(
    ("attributes", "value", "look", "text"),
    [
        ("", 0.021, "good", "▲ up 2.1%"),
        ("", -0.183, "bad", "▼ down 18.3%"),
        ("", 0, "same", "0.0%"),
        ("", None, "same", "—"),
        ('unit="count" good="down"', 2, "bad", "▲ up 2"),
        ('unit="count" good="down"', -2, "good", "▼ down 2"),
        ('unit="points" good="none"', 0.6, "same", "▲ up 0.6"),
    ],
)
def test_a_difference_has_an_arrow_a_word_and_a_colour(draw, attributes, value, look, text):
    """The arrow carries the sign for the eye, the hidden word for the ear; no second sign."""
    with translation.override("en"):
        html = draw(f'<c-delta {attributes} :value="value" />', value=value)
    assert f"k-delta-{look}" in html
    assert strip_tags(html).strip() == text


@pytest.mark.parametrize("values", [None, [], [3], [None, 3]])
def test_a_line_needs_two_points(draw, values):
    assert "<svg" not in draw('<c-spark :values="values" />', values=values)


def test_a_sparkline_stays_in_its_box_even_when_flat(draw):
    html = draw('<c-spark :values="values" />', values=[5, 5, 5])
    assert 'points="3.0,19.0 36.0,19.0 69.0,19.0"' in html
    assert 'points="3.0,19.0 69.0,3.0"' in draw(
        '<c-spark :values="values" />', values=[0, 1_000_000]
    )


@pytest.mark.parametrize(
    "source",
    [
        '<c-card title="{{ name }}">{{ name }}</c-card>',
        '<c-card :title="name" />',
        '<c-page-head title="{{ name }}" :subtitle="name" />',
        '<c-figure label="{{ name }}" :value="name" />',
        '<c-level text="{{ name }}" />',
        '<c-empty :title="name" text="{{ name }}" />',
        '<c-tab url="/" :label="name" count="{{ name }}" />',
    ],
)
def test_names_are_escaped_once(draw, source):
    html = draw(source, name="A & <b>")
    assert "A &amp; &lt;b&gt;" in html
    assert "<b>" not in html
    assert "&amp;amp;" not in html


def test_a_figure_that_is_a_link_opens_the_list_behind_it(draw):
    assert '<a class="k-figure" href="/due/"' in draw(
        '<c-figure label="Due" value="0" url="/due/" />'
    )


def test_a_count_of_zero_is_shown(draw):
    assert ">0</span>" in draw('<c-card title="Alerts" :count="count" />', count=0)


def test_a_field_ties_label_help_and_error_to_its_control(draw):
    html = draw('<c-field :field="form.name" />', form=SampleForm({}))
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext">As on the licence.' in html
    assert 'id="id_name_error"' in html
    assert 'class="form-control is-invalid"' in html


def test_fields_that_may_stay_empty_say_so(draw):
    assert "optional" in draw('<c-field :field="form.note" />', form=SampleForm())
    assert "optional" not in draw('<c-field :field="form.name" />', form=SampleForm())


def test_a_group_of_choices_is_a_fieldset_with_a_legend(draw):
    html = draw('<c-field :field="form.kinds" />', form=SampleForm())
    assert "<fieldset" in html
    assert "<legend>Kinds" in html
    assert "<label for" not in html.split("</legend>")[0]


def test_a_tick_box_stands_before_its_label(draw):
    html = draw('<c-field :field="form.tick" />', form=SampleForm())
    assert html.index("form-check-input") < html.index("<label")


def test_a_form_in_order_shows_no_errors(draw):
    assert "k-notice" not in draw('<c-form-errors :form="form" />', form=SampleForm())
    assert 'role="alert"' in draw('<c-form-errors :form="form" />', form=SampleForm({}))


def test_the_pager_keeps_the_conditions_of_the_list(draw):
    page = Paginator(range(1_286), 50).page(3)
    html = draw('<c-pager :page="page" />', "/accounts/?q=%E5%90%AF&page=3", page=page)
    assert "101–150 of 1,286" in html
    assert 'href="?q=%E5%90%AF&amp;page=4"' in html
    assert 'hx-target="#list"' in html
    assert html.count('aria-current="page"') == 1


def test_one_page_needs_no_pager(draw):
    assert draw('<c-pager :page="page" />', page=Paginator([1], 50).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("current", "link", "state"),
    [
        ("", "?q=x&amp;sort=name", None),
        ("name", "?q=x&amp;sort=-name", "ascending"),
        ("-name", "?q=x&amp;sort=name", "descending"),
    ],
)
def test_a_column_head_sorts_and_turns_and_forgets_the_page(draw, current, link, state):
    html = draw(
        '<c-th sort="name" label="Customer" :current="current" />', "/?q=x&page=7", current=current
    )
    assert f'href="{link}"' in html
    assert (f'aria-sort="{state}"' in html) == (state is not None)
