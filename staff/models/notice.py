"""What somebody is told, once."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.models.user import User


class NoticeKind(models.TextChoices):
    """What notices are about. The texts name what `Notice.params` carries."""

    STAGE_FELL = "stage_fell", _("A relationship slips")
    LEVEL_WAITS = "level_waits", _("A level waits for a manager's word")
    REASSESS = "reassess", _("Levels to assess again")
    CONTACT_LEFT = "contact_left", _("A contact has left")
    HANDOVER = "handover", _("Accounts handed over")
    ACTION_DUE = "action_due", _("A next step is due")
    CARE_DUE = "care_due", _("A day to remember")
    GIFT_WAITS = "gift_waits", _("A gift waits for approval")
    GIFT_DECIDED = "gift_decided", _("A gift was decided on")


TEXTS: dict[str, Promise] = {
    NoticeKind.STAGE_FELL: _("%(account)s fell from %(before)s to %(after)s."),
    NoticeKind.LEVEL_WAITS: _("%(by)s asks to confirm a level at %(account)s."),
    NoticeKind.REASSESS: _("Assess again how you stand with the people of %(account)s."),
    NoticeKind.CONTACT_LEFT: _("%(contact)s has left %(account)s."),
    NoticeKind.HANDOVER: _("%(account)s is yours now: go through the hand-over."),
    NoticeKind.ACTION_DUE: _("%(what)s is due at %(account)s."),
    NoticeKind.CARE_DUE: _("%(contact)s of %(account)s: %(what)s on %(date)s."),
    NoticeKind.GIFT_WAITS: _("%(by)s asks for a gift to %(contact)s of %(account)s."),
    NoticeKind.GIFT_DECIDED: _("The gift to %(contact)s of %(account)s: %(what)s."),
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        """A person's own ones; nobody reads those of others."""
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def for_page(self) -> "NoticeQuerySet":
        return self.order_by("-pk")


class Notice(models.Model):
    """One person is told one thing: `key` names it, so that it is told once.

    The text is made when it is shown, in the reader's language, from `kind` and `params`; names of
    codes (stages, classes) are kept as codes and named then. `url` is where to act.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(_("kind"), max_length=16, choices=NoticeKind)
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(_("told"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_inbox"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"
