"""Every component and chart in every state, on one page that the browser tests check too."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from regiehuis.documents.charts import examples
from regiehuis.platform.tenancy import platform_view


class GalleryForm(forms.Form):
    """One field of each kind; sent empty, so that each shows its error."""

    text = forms.CharField(label=_("Tekst"), help_text=_("Een korte uitleg bij het veld."))
    number = forms.IntegerField(label=_("Getal"), min_value=1)
    optional = forms.CharField(label=_("Vrij veld"), required=False)
    choice = forms.ChoiceField(label=_("Keuze"), choices=[("a", _("Eerste")), ("b", _("Tweede"))])
    radio = forms.ChoiceField(label=_("Een van twee"), choices=[("a", _("Eerste")), ("b", _("Tweede"))], widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label=_("Meer dan een"), choices=[("a", _("Eerste")), ("b", _("Tweede"))], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label=_("Akkoord"))
    day = forms.DateField(label=_("Datum"), widget=forms.DateInput(attrs={"type": "date"}))
    long = forms.CharField(label=_("Lange tekst"), widget=forms.Textarea)
    file = forms.FileField(label=_("Bestand"))


@platform_view
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """The gallery."""
    charts = [(example.title, mark_safe(example.svg), example.table) for example in examples.all_forms()]
    context = {"gallery_form": GalleryForm({}), "page_obj": Paginator(range(400), 25).get_page(3), "charts": charts}
    return render(request, "ui/componenten.html", context)
