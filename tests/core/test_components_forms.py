from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test.html import parse_html
from django.utils import translation

from lysning.core.forms import DayField, KronerField
from lysning.core.http import status_of

RINGS = [("try", "Try"), ("wait", "Wait & see")]


class ExampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="What customers <call> it.", max_length=80)
    problem = forms.CharField(
        label="Problem", widget=forms.Textarea(attrs={"rows": 3}), max_length=1200, required=False
    )
    ring = forms.ChoiceField(label="Ring", widget=forms.RadioSelect, choices=RINGS)
    areas = forms.MultipleChoiceField(label="Areas", widget=forms.CheckboxSelectMultiple, choices=RINGS, required=False)
    size = forms.ChoiceField(label="Size", choices=RINGS, required=False)
    price = KronerField(label="Price", required=False)
    agree = forms.BooleanField(label="I may")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def draw(source, form):
    with translation.override("en"):
        return Template(source).render(Context({"form": form})).strip()


def same(left, right):
    return parse_html(left) == parse_html(right)


def test_a_text_has_label_hint_and_control_tied_together():
    assert same(
        draw("{% field form.title %}", ExampleForm()),
        '<div class="form-group"><label class="form-label" for="id_title">Title<span class="form-required"'
        ' aria-hidden="true"> *</span></label>'
        '<span class="form-hint" id="id_title_hint">What customers &lt;call&gt; it.</span>'
        '<input type="text" name="title" maxlength="80" required id="id_title" class="form-input"'
        ' aria-describedby="id_title_hint"></div>',
    )


def test_an_error_stands_between_hint_and_control():
    assert same(
        draw("{% field form.title hint='Short' %}", ExampleForm({})),
        '<div class="form-group form-error"><label class="form-label"'
        ' for="id_title">Title<span class="form-required" aria-hidden="true"> *</span></label>'
        '<span class="form-hint" id="id_title_hint">Short</span>'
        '<span class="form-error-message" id="id_title_error">'
        '<span class="sr-only">Error: </span>This field is required.</span>'
        '<input type="text" name="title" maxlength="80" required id="id_title" class="form-input" aria-invalid="true" '
        'aria-describedby="id_title_hint id_title_error"></div>',
    )


def test_a_long_text_tells_its_greatest_length():
    assert same(
        draw("{% field form.problem %}", ExampleForm()),
        '<div class="form-group"><label class="form-label" for="id_problem">Problem</label>'
        '<span class="form-hint" id="id_problem_hint" data-left="# characters left"> At most 1,200 characters.</span>'
        '<textarea name="problem" cols="40" rows="3" maxlength="1200" id="id_problem" class="form-input"'
        ' aria-describedby="id_problem_hint"></textarea></div>',
    )


def test_choices_stand_in_a_fieldset_with_a_legend():
    assert same(
        draw("{% field form.ring look='cards' %}", ExampleForm({"ring": "no such"})),
        '<div class="form-group form-error"><fieldset aria-describedby="id_ring_error">'
        '<legend class="form-label">Ring<span class="form-required" aria-hidden="true"> *</span></legend>'
        '<span class="form-error-message" id="id_ring_error"><span class="sr-only">Error: </span>'
        "Select a valid choice. no such is not one of the available choices.</span>"
        '<div class="choices choices--cards">'
        '<div class="form-group-radio"><input type="radio" name="ring" value="try" required id="id_ring_0"'
        ' class="form-radio" aria-invalid="true">'
        '<label for="id_ring_0">Try</label></div>'
        '<div class="form-group-radio"><input type="radio" name="ring" value="wait" required id="id_ring_1"'
        ' class="form-radio" aria-invalid="true">'
        '<label for="id_ring_1">Wait &amp; see</label></div></div></fieldset></div>',
    )


def test_several_choices_may_be_ticked():
    html = draw("{% field form.areas %}", ExampleForm({"areas": ["wait"]}))
    assert html.count('class="form-checkbox"') == 2
    assert html.split("checked")[0].count("<input") == 2
    assert html.count("checked") == 1


def test_one_tick_has_its_label_behind_it():
    assert same(
        draw("{% field form.agree %}", ExampleForm()),
        '<div class="form-group"><div class="form-group-checkbox"><input type="checkbox" name="agree"'
        ' required id="id_agree" class="form-checkbox">'
        '<label for="id_agree">I may<span class="form-required" aria-hidden="true"> *</span></label></div></div>',
    )


def test_a_sum_has_its_unit_behind_it():
    assert same(
        draw("{% field form.price suffix='kr.' %}", ExampleForm()),
        '<div class="form-group"><label class="form-label" for="id_price">Price</label>'
        '<div class="form-input-wrapper form-input-wrapper--suffix">'
        '<input type="text" name="price" inputmode="numeric" class="form-input input-kroner" id="id_price">'
        '<span class="form-input-suffix" aria-hidden="true">kr.</span></div></div>',
    )


def test_the_summary_leads_to_each_field():
    form = ExampleForm({"price": "many"})
    form.add_error(None, "Together too long.")
    assert same(
        draw("{% error_summary form %}", form),
        '<div class="error-summary" role="alert" tabindex="-1" data-focus><h2>There are 5 things to correct</h2><ul>'
        "<li>Together too long.</li>"
        '<li><a href="#id_title">Title</a>: This field is required.</li>'
        '<li><a href="#id_ring_0">Ring</a>: This field is required.</li>'
        '<li><a href="#id_price">Price</a>: Write the sum in whole kroner, for instance 125.000.</li>'
        '<li><a href="#id_agree">I may</a>: This field is required.</li></ul></div>',
    )
    assert status_of(form) == 422


def test_a_form_without_errors_has_no_summary():
    form = ExampleForm({"title": "T", "ring": "try", "agree": "on"})
    assert (draw("{% error_summary form %}", form), status_of(form)) == ("", 200)


def test_all_fields_are_drawn_in_order_with_one_note():
    html = draw("{% form_fields form %}", ExampleForm(initial={"version": 7}))
    assert [part.split('"')[0] for part in html.split(' name="')[1:]] == [
        "version", "title", "problem", "ring", "ring", "areas", "areas", "size", "price", "agree",
    ]  # fmt: skip
    assert html.count("Fields with * must be filled in.") == 1
    chosen = draw("{% form_fields form only='size price' %}", ExampleForm())
    assert [part.split('"')[0] for part in chosen.split(' name="')[1:]] == ["version", "size", "price"]
    assert chosen.count("must be filled in") == 0


@pytest.mark.parametrize(
    ("written", "sum_"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        ("1 250 000", 1_250_000),
        ("1\u00a0250 kr.", 1250),
        ("125.000,00 kr", 125_000),
        ("125.000,-", 125_000),
        ("0", 0),
        ("-500", -500),
        ("", None),
    ],
)
def test_kroner_as_people_write_them(written, sum_):
    assert KronerField(required=False).clean(written) == sum_


def test_choices_of_places_are_drawn_with_the_chosen_one_and_escaped():
    places = [SimpleNamespace(slug="aeroe", name="Ærø & omegn"), SimpleNamespace(slug="koege", name="Køge")]
    drawn = Template("{% options places chosen %}").render(Context({"places": places, "chosen": "koege"}))
    assert drawn == '<option value="aeroe">Ærø &amp; omegn</option><option value="koege" selected>Køge</option>'


@pytest.mark.parametrize("written", ["12.5", "1.2500", "12,50", "many", "1.250.00", "kr.", "1e9"])
def test_kroner_that_could_mean_two_things_are_refused(written):
    with pytest.raises(forms.ValidationError) as refused:
        KronerField().clean(written)
    assert refused.value.code == "invalid"


def test_kroner_keep_their_limits():
    with pytest.raises(forms.ValidationError) as refused:
        KronerField(min_value=0).clean("-1.000")
    assert [error.code for error in refused.value.error_list] == ["min_value"]


@pytest.mark.parametrize("written", ["2027-03-03", "3.3.2027", "03-03-2027", "3/3/2027", "3/3 2027"])
def test_a_day_as_people_write_it(written):
    with translation.override("da"):
        assert DayField().clean(written) == date(2027, 3, 3)


def test_a_day_is_shown_the_way_the_browser_wants_it():
    class DayForm(forms.Form):
        day = DayField(initial=date(2027, 3, 3))

    with translation.override("da"):
        assert str(DayForm()["day"]) == (
            '<input type="date" name="day" value="2027-03-03" class="input-day" required id="id_day">'
        )
