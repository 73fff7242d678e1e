"""Addresses of the app `tiering`."""

from django.urls import URLPattern, path

from tiering.views import (
    api,
    backtests,
    candidates,
    changes,
    checks,
    decisions,
    editor,
    evidence,
    flow,
    ideal,
    movers,
    pairs,
    policies,
    portfolio,
    proposals,
    runs,
    strategies,
)

urlpatterns: list[URLPattern] = [
    path("accounts/<int:pk>/evidence/", evidence.account_evidence, name="account_evidence"),
    path("accounts/<int:pk>/changes/", changes.account_changes, name="account_changes"),
    path("accounts/<int:pk>/evidence/recall/", evidence.account_recall, name="account_recall"),
    path("api/accounts/<int:pk>/explanation/", api.explanation, name="account_explanation"),
    path("tiering/runs/", runs.run_list, name="run_list"),
    path("tiering/runs/new/", runs.run_start, name="run_start"),
    path("tiering/runs/<int:pk>/", runs.run_detail, name="run_detail"),
    path("accounts/<int:pk>/classes/pin/", proposals.class_pin, name="class_pin"),
    path("tiering/pins/<int:pk>/end/", proposals.class_unpin, name="class_unpin"),
    path("tiering/proposals/", proposals.proposal_list, name="proposal_list"),
    path(
        "tiering/proposals/<int:pk>/approve/", proposals.proposal_approve, name="proposal_approve"
    ),
    path("tiering/proposals/<int:pk>/reject/", proposals.proposal_reject, name="proposal_reject"),
    path("tiering/flow/", flow.class_flow, name="class_flow"),
    path("tiering/flow/accounts/", flow.class_flow_accounts, name="class_flow_accounts"),
    path("tiering/checks/", checks.consistency, name="tiering_checks"),
    path("tiering/portfolio/", portfolio.portfolio, name="portfolio"),
    path("tiering/portfolio/<int:pk>/", portfolio.portfolio_account, name="portfolio_account"),
    path("tiering/ideal/", ideal.ideal_customers, name="ideal_customers"),
    path("tiering/selection/", candidates.candidate_list, name="candidate_list"),
    path("tiering/selection/export/", candidates.candidate_export, name="candidate_export"),
    path("tiering/selection/<int:pk>/", candidates.candidate_detail, name="candidate_detail"),
    path(
        "tiering/selection/<int:pk>/assume/", candidates.candidate_assume, name="candidate_assume"
    ),
    path(
        "tiering/selection/<int:pk>/decide/", candidates.candidate_decide, name="candidate_decide"
    ),
    path("tiering/strategies/", strategies.strategy_list, name="strategy_list"),
    path("tiering/strategies/new/", strategies.strategy_create, name="strategy_create"),
    path("tiering/strategies/<int:pk>/", strategies.strategy_edit, name="strategy_edit"),
    path("tiering/policies/", policies.policy_list, name="policy_list"),
    path("tiering/policies/<int:number>/", policies.policy_detail, name="policy_detail"),
    path("tiering/policies/<int:number>/compare/", policies.policy_compare, name="policy_compare"),
    path("tiering/policies/<int:number>/backtest/", backtests.backtest, name="policy_backtest"),
    path(
        "tiering/policies/<int:number>/backtest/start/",
        backtests.backtest_start,
        name="policy_backtest_start",
    ),
    path("tiering/policies/<int:number>/movers/", movers.policy_movers, name="policy_movers"),
    path(
        "tiering/policies/<int:number>/movers/export/",
        movers.policy_movers_export,
        name="policy_movers_export",
    ),
    path("tiering/policies/<int:number>/draft/", editor.policy_draft, name="policy_draft"),
    path("tiering/policies/<int:number>/edit/", editor.policy_edit, name="policy_edit"),
    path("tiering/policies/<int:number>/pairs/", pairs.policy_pairs, name="policy_pairs"),
    path("tiering/policies/<int:number>/measure/", editor.policy_measure, name="policy_measure"),
    path("tiering/policies/<int:number>/discard/", editor.policy_discard, name="policy_discard"),
    path("tiering/policies/<int:number>/submit/", editor.policy_submit, name="policy_submit"),
    path("tiering/policies/<int:number>/approve/", decisions.policy_approve, name="policy_approve"),
    path("tiering/policies/<int:number>/return/", decisions.policy_return, name="policy_return"),
    path(
        "tiering/policies/<int:number>/withdraw/",
        decisions.policy_withdraw,
        name="policy_withdraw",
    ),
    path("tiering/policies/<int:number>/restore/", decisions.policy_restore, name="policy_restore"),
]
