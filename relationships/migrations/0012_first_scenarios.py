"""The 12+1 scenarios of domain §7.9.2 and those that visits have had so far, with checklists.

`routine`, `executive`, `event`, `technical` are codes in use that the twelve take over, so that
visits keep their meaning. Only trade fair and reception are named by the sources.
"""

from django.db import migrations

# Code, names, added by the project, items (zh, en).
ROWS = [
    ("routine", "客户拜访", "Customer visit", True, [
        ("确认拜访目的", "Purpose agreed beforehand"), ("了解近况与计划", "News and plans heard"),
        ("确认下一步与日期", "Next step and date agreed")]),
    ("executive", "高层拜访", "Executive meeting", True, [
        ("双方高层名单已确认", "Executives of both sides confirmed"),
        ("议题与材料提前一周发出", "Topics and papers sent a week before"),
        ("会后三天内发出纪要", "Minutes sent within three days")]),
    ("reception", "公司参观接待", "Company tour", False, [
        ("行程与接待人已确认", "Schedule and hosts confirmed"),
        ("参观路线与讲解已准备", "Route and guide prepared"),
        ("已了解来宾关注点", "What the guests care about is known")]),
    ("reference", "样板点参观", "Reference site visit", True, [
        ("样板客户已同意", "The reference customer agreed"),
        ("对比数据已准备", "Figures to compare prepared"),
        ("已约定后续评估", "Assessment afterwards agreed")]),
    ("event", "展会", "Trade fair or event", False, [
        ("邀请函已送达", "Invitation delivered"), ("展台陪同人已安排", "Somebody to guide at the stand"),
        ("一周内回访", "Followed up within a week")]),
    ("forum", "现场会/论坛", "On-site meeting or forum", True, [
        ("议程与发言人已确认", "Agenda and speakers confirmed"),
        ("客户案例已准备", "Customer cases prepared"), ("参会名单已收集", "List of attendees kept")]),
    ("technical", "技术交流", "Technical exchange", True, [
        ("技术问题提前收集", "Questions collected beforehand"),
        ("双方技术人员到场", "Engineers of both sides present"),
        ("遗留问题有负责人", "Open questions have an owner")]),
    ("workshop", "管理研讨", "Management workshop", True, [
        ("主题由客户提出", "The topic is the customer's"), ("讲师与材料已确认", "Speaker and papers confirmed"),
        ("改进项已记录", "Improvements noted")]),
    ("innovation", "联合创新", "Joint innovation", True, [
        ("课题与目标已书面确认", "Subject and goal agreed in writing"),
        ("知识产权归属已约定", "Ownership of results agreed"),
        ("双方负责人已指定", "One person in charge on each side")]),
    ("training", "客户培训", "Customer training", True, [
        ("培训需求已了解", "Need for training known"), ("教材与场地已准备", "Material and room prepared"),
        ("反馈已收集", "Feedback collected")]),
    ("team", "团队活动", "Team activity", True, [
        ("双方合规要求已确认", "Compliance rules of both sides checked"),
        ("费用在标准之内", "Costs within the limits")]),
    ("complaint", "投诉处理", "Complaint handling", True, [
        ("已当面倾听并复述", "Heard out and repeated back"), ("原因已查明", "Cause found"),
        ("答复期限已承诺", "Date of the answer promised"), ("客户确认关闭", "Customer confirms it is settled")]),
    ("care", "日常关怀", "Everyday care", True, [
        ("没有销售目的", "Without a sales purpose"), ("符合礼品与合规标准", "Within the rules for gifts")]),
    ("negotiation", "商务谈判", "Negotiation", True, [
        ("底线与授权已确认", "Limits and mandate confirmed"), ("让步与交换已记录", "Concessions noted"),
        ("结论已书面确认", "Result confirmed in writing")]),
    ("review", "经营回顾", "Business review", True, [
        ("业绩与目标对照", "Results against goals"), ("服务与质量问题", "Service and quality issues"),
        ("下期计划已确认", "Plan for the next period agreed")]),
    ("after_sales", "售后跟进", "After-sales", True, [
        ("使用情况已了解", "How it runs is known"), ("问题已登记", "Problems registered"),
        ("备件与保养已提醒", "Spare parts and upkeep reminded")]),
]  # fmt: skip


def add(apps, schema_editor):
    scenario = apps.get_model("relationships", "ScenarioStandard")
    scenario.objects.bulk_create(
        scenario(
            code=code, name_zh=zh, name_en=en, is_addition=added, order=10 * place,
            items_zh=[item[0] for item in items], items_en=[item[1] for item in items],
        )
        for place, (code, zh, en, added, items) in enumerate(ROWS, 1)
    )  # fmt: skip


def remove(apps, schema_editor):
    apps.get_model("relationships", "ScenarioStandard").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("relationships", "0011_visits_fully")]

    operations = [migrations.RunPython(add, remove)]
