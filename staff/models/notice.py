"""What somebody is told, once."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff import notice_words
from staff.models.user import NoticeMail, User

KEPT = timedelta(days=180)  # after it was read
MAILED_WITHIN = timedelta(days=7)  # older ones are read in the inbox, or not at all


class NoticeKind(models.TextChoices):
    """What notices are about. The texts name what `Notice.params` carries."""

    STAGE_FELL = "stage_fell", _("A relationship slips")
    LEVEL_WAITS = "level_waits", _("A level waits for a manager's word")
    REASSESS = "reassess", _("Levels to assess again")
    CONTACT_LEFT = "contact_left", _("A contact has left")
    HANDOVER = "handover", _("Accounts handed over")
    HANDOVERS = "handovers", _("Many accounts handed over")
    REASSESS_MANY = "reassess_many", _("Levels at many accounts to assess again")
    ACTION_DUE = "action_due", _("A next step is due")
    CARE_DUE = "care_due", _("A day to remember")
    ACCOUNT_DAY = "account_day", _("A day of the account")
    GIFT_WAITS = "gift_waits", _("A gift waits for approval")
    GIFT_DECIDED = "gift_decided", _("A gift was decided on")
    PIN_ENDED = "pin_ended", _("A pinned class has ended")
    PROBLEM_DUE = "problem_due", _("A problem is to be solved")
    PLAN_WAITS = "plan_waits", _("A plan waits for approval")
    PLAN_DECIDED = "plan_decided", _("A plan was decided on")
    PLAN_CHANGED = "plan_changed", _("A plan you approved was changed")
    POLICY_WAITS = "policy_waits", _("A policy waits for approval")
    POLICY_DECIDED = "policy_decided", _("A policy was decided on")
    VACANCY = "vacancy", _("A key account lacks somebody")
    VACANCIES = "vacancies", _("Key accounts lack people")
    STANDARD_WAITS = "standard_waits", _("A change of standards waits")
    STANDARD_DECIDED = "standard_decided", _("A change of standards was decided on")


TEXTS: dict[str, Promise] = {
    NoticeKind.STAGE_FELL: _("%(account)s fell from %(before)s to %(after)s."),
    NoticeKind.LEVEL_WAITS: _(
        "%(by)s asks to confirm level %(level)s of %(whose)s at %(account)s."
    ),
    NoticeKind.REASSESS: _("Assess again how you stand with the people of %(account)s."),
    NoticeKind.CONTACT_LEFT: _("%(contact)s has left %(account)s."),
    NoticeKind.HANDOVER: _("%(account)s is yours now: go through the hand-over."),
    NoticeKind.HANDOVERS: _("%(count)s accounts are yours now: go through the hand-overs."),
    NoticeKind.REASSESS_MANY: _(
        "Assess again how you stand with the people of %(count)s accounts."
    ),
    NoticeKind.ACTION_DUE: _("%(what)s is due at %(account)s."),
    NoticeKind.CARE_DUE: _("%(contact)s of %(account)s: %(occasion)s on %(date)s."),
    NoticeKind.ACCOUNT_DAY: _("%(account)s: %(occasion)s on %(date)s."),
    NoticeKind.GIFT_WAITS: _("%(by)s asks for a gift to %(contact)s of %(account)s."),
    NoticeKind.GIFT_DECIDED: _("The gift to %(contact)s of %(account)s: %(outcome)s."),
    NoticeKind.PROBLEM_DUE: _("To be solved by today at %(account)s: %(what)s."),
    NoticeKind.PLAN_WAITS: _("%(by)s asks to approve a plan for %(account)s."),
    NoticeKind.PLAN_DECIDED: _("The plan for %(account)s: %(outcome)s."),
    NoticeKind.PLAN_CHANGED: _("%(by)s changes the approved plan for %(account)s."),
    NoticeKind.POLICY_WAITS: _("%(by)s asks to approve version %(version)s of the policy."),
    NoticeKind.POLICY_DECIDED: _("Version %(version)s of the policy: %(outcome)s."),
    NoticeKind.VACANCY: _("%(account)s is without %(seat)s since %(date)s."),
    NoticeKind.VACANCIES: _("%(count)s seats at key accounts are vacant since %(date)s."),
    NoticeKind.STANDARD_WAITS: _("%(by)s proposes a change: %(subject)s."),
    NoticeKind.STANDARD_DECIDED: _("Your change (%(subject)s): %(outcome)s."),
    NoticeKind.PIN_ENDED: _(
        "The pinned class of %(account)s has ended, the class by rule shows again. "
        "It was pinned until %(date)s: %(reason)s"
    ),
}
ICONS: dict[str, str] = {
    NoticeKind.STAGE_FELL: "trending-down",
    NoticeKind.LEVEL_WAITS: "list-check",
    NoticeKind.REASSESS: "refresh",
    NoticeKind.CONTACT_LEFT: "user-circle",
    NoticeKind.HANDOVER: "users",
    NoticeKind.HANDOVERS: "users",
    NoticeKind.REASSESS_MANY: "refresh",
    NoticeKind.ACTION_DUE: "clock",
    NoticeKind.CARE_DUE: "calendar-event",
    NoticeKind.ACCOUNT_DAY: "calendar-event",
    NoticeKind.GIFT_WAITS: "gift",
    NoticeKind.GIFT_DECIDED: "gift",
    NoticeKind.PIN_ENDED: "lock",
    NoticeKind.PROBLEM_DUE: "alert-triangle",
    NoticeKind.PLAN_WAITS: "clipboard-list",
    NoticeKind.PLAN_DECIDED: "clipboard-list",
    NoticeKind.PLAN_CHANGED: "clipboard-list",
    NoticeKind.POLICY_WAITS: "scale",
    NoticeKind.POLICY_DECIDED: "scale",
    NoticeKind.VACANCY: "users",
    NoticeKind.VACANCIES: "users",
    NoticeKind.STANDARD_WAITS: "scale",
    NoticeKind.STANDARD_DECIDED: "scale",
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> "NoticeQuerySet":
        """A person's own ones; nobody reads those of others."""
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def for_page(self) -> "NoticeQuerySet":
        """Unread ones first, then the newest."""
        return self.order_by(F("read_at").desc(nulls_first=True), "-pk")

    def to_mail(self, *, now: datetime, digest: datetime) -> "NoticeQuerySet":
        """Unread, not mailed yet, and due: at once, or with the digest of the moment `digest`.

        What came after the last digest waits for the next one, so that one mail a day is enough.
        """
        due = Q(user__notice_mail=NoticeMail.AT_ONCE)
        due |= Q(user__notice_mail=NoticeMail.DAILY, created_at__lt=digest)
        young = Q(created_at__gt=now - MAILED_WITHIN)
        return self.unread().filter(due, young, mailed_at=None, user__is_active=True)

    def outlived(self, now: datetime) -> "NoticeQuerySet":
        """Read so long ago that nobody looks for them."""
        return self.filter(read_at__lt=now - KEPT)


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
            models.Index(
                fields=["user", "id"],
                name="notice_to_mail",
                condition=Q(read_at=None, mailed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key}"

    @property
    def text(self) -> str:
        """What is told, in the language of the page or mail."""
        return notice_words.filled(str(TEXTS[self.kind]), self.params)

    @property
    def icon(self) -> str:
        return ICONS[self.kind]
