"""The few helpers that the components need. App templates use the components."""

import secrets
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import get_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from regiehuis.platform.ui.assets import current_build

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "icons"

# The first match counts: a subclass stands before its parent.
WIDGET_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.SelectDateWidget, "composite"),
    (forms.SelectMultiple, "select-multiple"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "composite"),
    (forms.NumberInput, "short"),
    (forms.DateInput, "short"),
    (forms.TimeInput, "short"),
)

TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
WIDGET_CLASSES = {
    "checkbox": "utrecht-checkbox utrecht-checkbox--html-input",
    "choices": "",
    "composite": TEXTBOX,
    "file": "rh-file",
    "select": "utrecht-select utrecht-select--html-select",
    "select-multiple": "utrecht-select utrecht-select--html-select",
    "short": f"{TEXTBOX} rh-input--short",
    "text": TEXTBOX,
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
}


@register.simple_tag
def vite_asset() -> SafeString:
    """The built style sheet and script."""
    build = current_build()
    if build is None:
        return mark_safe("")
    styles = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in build.styles))
    return format_html('{}\n<script type="module" src="{}"></script>', styles, static(build.script))


@lru_cache
def _icon_source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text().strip()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon; the word stands next to it."""
    svg = _icon_source(name).replace("<svg ", '<svg class="rh-icon" aria-hidden="true" focusable="false" ', 1)
    return mark_safe(svg)


@register.simple_tag
def unique_id(prefix: str = "rh") -> str:
    return f"{prefix}-{secrets.token_hex(4)}"


@register.filter
def dutch_number(value: Decimal | float | int | None, decimals: int = 1) -> str:
    """2.45 becomes 2,5; thousands get a point; no value is said in words."""
    if value is None or value == "":
        return gettext("onbekend")
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:,}".translate(str.maketrans(",.", ".,"))


@register.filter
def whole_number(value: int) -> str:
    """31000 becomes 31.000 for a Dutch reader and 31,000 for an English one."""
    return number_format(value, 0, use_l10n=True, force_grouping=True)


@register.filter
def written_number(text: str) -> str:
    """Keep every digit of a number that was stored as text ("2.40"), with the decimal sign of the reader's language."""
    return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))


@register.filter
def error_count(form: forms.BaseForm) -> int:
    """How many things are wrong: a field may have more than one, and the summary names each."""
    return sum(len(messages) for messages in form.errors.values())


@register.filter
def widget_kind(field: BoundField) -> str:
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(field.field, forms.DecimalField | forms.FloatField) and type(widget) is forms.TextInput:
        return "short"  # a number with a decimal comma
    return next((kind for widget_class, kind in WIDGET_KINDS if isinstance(widget, widget_class)), "text")


@register.filter
def styled(field: BoundField) -> BoundField:
    """The same field; its widget now carries the classes of its kind."""
    widget = field.field.widget
    classes = WIDGET_CLASSES.get(widget_kind(field), "")
    for part in getattr(widget, "widgets", [widget]):
        # Rendered twice, a widget still gets its classes once.
        own = [name for name in part.attrs.get("class", "").split() if name not in classes.split()]
        if names := " ".join([*own, classes]).strip():
            part.attrs["class"] = names
    return field


@register.filter
def first_id(field: BoundField) -> str:
    """The id that a link to this field must point to."""
    if isinstance(field.field.widget, forms.SelectDateWidget):
        return field.auto_id
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def elided_pages(page: Page) -> Iterator[int | str]:  # type: ignore[type-arg]
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
