using Bunit;
using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Components;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Tests.Policies;

/// <summary>What the gates of a request offer: nothing that the server would refuse.</summary>
public sealed class GatesCardTests : ComponentTest
{
    [Fact]
    public void Waiver_IsOfferedWhereTheRuleFailsAndItsPolicyAllowsOne()
    {
        ComponentFactories.AddStub<ReplayLine>();
        var asked = new List<string>();
        var cut = Render<GatesCard>(parameters =>
            parameters
                .Add(
                    card => card.Promotion,
                    Promotion(
                        Rule("PERF-01", "fail", waivable: true),
                        Rule("REGN-01", "fail", waivable: false),
                        Rule("SCAN-01", "error", waivable: true),
                        Rule("FAIR-01", "pass", waivable: true)
                    )
                )
                .Add(card => card.OnWaive, EventCallback.Factory.Create<RuleView>(this, rule => asked.Add(rule.Rule)))
        );

        var offered = Assert.Single(cut.AllByRole("button"), b => b.TextContent.Contains("waiver", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("Request waiver of PERF-01", offered.TextContent);
        offered.Click();
        Assert.Equal(["PERF-01"], asked);
    }

    [Fact]
    public void PolicyInDryRun_IsFoldedAway_AndComesLastWhenSomeoneAsks()
    {
        ComponentFactories.AddStub<ReplayLine>();
        var cut = Render<GatesCard>(parameters =>
            parameters.Add(
                card => card.Promotion,
                Promotion(Rule("SIGN-01", "fail", waivable: false) with { IsDryRun = true }, Rule("PERF-01", "pass", waivable: true))
            )
        );

        Assert.Contains("PERF-01", Assert.Single(cut.FindAll("[data-gate]")).TextContent, StringComparison.Ordinal);
        // What is only tried out decides nothing: it is not among what was checked.
        Assert.Contains("1 checked, none blocking", cut.Markup, StringComparison.Ordinal);
        cut.ByRole("button", "Show results of policies in dry run (1)").Click();

        var shown = cut.FindAll("[data-gate]").Select(row => row.TextContent).ToList();
        Assert.Equal(2, shown.Count);
        Assert.Contains("SIGN-01 · high-risk-models · dry run", shown[1], StringComparison.Ordinal);
        Assert.DoesNotContain(cut.AllByRole("button"), button => button.TextContent.Contains("dry run", StringComparison.Ordinal));
    }

    [Fact]
    public void PolicyInDryRun_IsNotCounted()
    {
        var tried = Rule("SIGN-01", "fail", waivable: false) with { IsDryRun = true, Blocking = false };

        var counts = GateText.Count([
            tried,
            Rule("PERF-01", "pass", waivable: true),
            Rule("FAIR-01", "fail", true) with
            {
                Blocking = false,
            },
        ]);

        Assert.Equal(new GateCounts(1, 0, 1, 0), counts);
        Assert.Equal("Failed, dry run", GateText.Result(tried).Text);
    }

    [Fact]
    public void LaterRun_ThatTheRequestDoesNotName_IsSaidToHaveFoundTheSame()
    {
        ComponentFactories.AddStub<ReplayLine>();
        var promotion = Promotion(Rule("PERF-01", "pass", waivable: true));
        HistoryView Ran(int minutes, string run) =>
            new(Clock.GetUtcNow().AddMinutes(minutes), "system:gate", "gate.evaluated", $"{run}: pass", 1)
            {
                ActorName = "Gate runner",
                Refused = false,
            };

        var once = Render<GatesCard>(p => p.Add(card => card.Promotion, promotion with { History = [Ran(1, "GATE-0001")] }));
        var again = Render<GatesCard>(p =>
            p.Add(card => card.Promotion, promotion with { History = [Ran(1, "GATE-0001"), Ran(90, "GATE-0002")] })
        );

        Assert.DoesNotContain("evaluated again", once.Markup, StringComparison.Ordinal);
        Assert.Contains("evaluated again with the same result", again.Markup, StringComparison.Ordinal);
    }

    private static RuleView Rule(string id, string outcome, bool waivable) =>
        new(id, "metric_threshold", "high", true, outcome, "As measured.", ">= 0.8", "0.7", [])
        {
            Policy = "high-risk-models",
            Waivable = waivable,
        };

    private PromotionView Promotion(params RuleView[] rules) =>
        new()
        {
            Id = new PromotionId(1),
            Model = "fraud-scorer",
            Version = "1.4.0",
            From = Stage.Development,
            To = Stage.Production,
            State = PromotionState.Open,
            Reason = "Better recall",
            RequestedBy = "user:USR-0001",
            RequestedByName = "Ines Keller",
            RequestedAt = Clock.GetUtcNow(),
            DueAt = Clock.GetUtcNow(),
            ExpiresAt = Clock.GetUtcNow(),
            BundleDigest = new string('a', 64),
            Gate = new GateView(new GateRunId(1), GateOutcome.Fail, new string('b', 64), Clock.GetUtcNow(), rules)
            {
                InputSha256 = new string('c', 64),
                ResultSha256 = new string('d', 64),
                Policies = [],
                Notices = [],
            },
            RequiredRoles = [],
            SignOffs = [],
            History = [],
            WithdrawReason = null,
            Revision = 1,
        };
}
