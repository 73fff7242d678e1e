"""Courtesies promised and done, greetings noted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Contact
from relationships.care_forms import CareTaskForm, GreetingForm
from relationships.greetings import suggested
from relationships.models import CareLimits, CareTask
from relationships.services.care_tasks import add_care_task, finish_care_task
from relationships.services.greetings import note_greeting
from relationships.views.care import visible_contact
from relationships.views.saving import saved
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.CONTACT_EDIT)
def care_task_create(request: Request, pk: int) -> HttpResponse:
    contact, today = visible_contact(request, pk), clock.today()
    form = CareTaskForm(request.POST or None, initial={"due_on": today})
    if saved(form, add_care_task, contact=contact, by=request.user):
        messages.success(request, _("The courtesy is on your list."))
        return redirect("contact_care", pk=contact.pk)
    return _form(request, form, contact, "care_task_form")


@require(Permission.CONTACT_EDIT)
@require_POST
def care_task_done(request: Request, pk: int) -> HttpResponse:
    """Tick it off; back to where one came from."""
    tasks = CareTask.objects.visible_to(request.user)
    task = get_object_or_404(tasks, pk=pk)
    finish_care_task(task=task, by=request.user, today=clock.today())
    messages.success(request, _("Done."))
    if request.POST.get("back") == "today":
        return redirect("today")
    if request.POST.get("back") == "care":
        return redirect("care_list")
    return redirect("contact_care", pk=task.contact_id)


@require(Permission.CONTACT_EDIT)
def greeting_create(request: Request, pk: int) -> HttpResponse:
    """Note a greeting that was sent; its text is suggested by the occasion."""
    contact, today = visible_contact(request, pk), clock.today()
    asked = request.GET.get("occasion", "")
    initial = {"sent_on": today, **suggested(asked, today, contact)}
    form = GreetingForm(request.POST or None, initial=initial)
    made = saved(form, note_greeting, contact=contact, by=request.user, today=today)
    if made:
        messages.success(request, _("The greeting is noted."))
        return redirect("contact_care", pk=contact.pk)
    return _form(request, form, contact, "greeting_form", gap=CareLimits.current())


def _form(
    request: Request, form: CareTaskForm | GreetingForm, contact: Contact, name: str, **more: object
) -> HttpResponse:
    context = {
        "form": form,
        "contact": contact,
        "account": contact.account,
        "nav": "relationships",
        "subnav": "care",
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, f"relationships/{name}.html", context, status=status)
