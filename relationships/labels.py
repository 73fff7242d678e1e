"""Names of the due statuses in both languages."""

from django.utils.translation import gettext_lazy as _

from relationships.rules import DueStatus

DUE_STATUS = {
    DueStatus.LAPSED: _("Very late"),
    DueStatus.OVERDUE: _("Overdue"),
    DueStatus.DUE: _("Due soon"),
    DueStatus.OK: _("On track"),
}
DUE_TONE = {
    DueStatus.LAPSED: "red",
    DueStatus.OVERDUE: "amber",
    DueStatus.DUE: "grey",
    DueStatus.OK: "green",
}
DUE_CHOICES = [(status.slug, label) for status, label in DUE_STATUS.items()]
