using Bunit;
using Governance.Domain.Retirements;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Operations.Retirements.Parts;
using Governance.Portal.Tests.Components;

namespace Governance.Portal.Tests.Retirements;

/// <summary>A retirement's parts say in words what is decided and what is late.</summary>
public sealed class RetirementPartsTests : ComponentTest
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Dependants_SayTheirSource_AndWhatWasDecided()
    {
        var cut = Render<DependantsCard>(p => p.Add(c => c.Retirement, View()));

        Assert.Contains("AI system that includes the model", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("Migrated to credit 2.0.0", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("To be decided", cut.Markup, StringComparison.Ordinal);
        Assert.Equal("/compliance/systems/SYS-0001", cut.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Tasks_OverdueSaysSo_AndTheButtonNamesItsTask()
    {
        RetirementChoice? chosen = null;
        var cut = Render<TasksCard>(p =>
            p.Add(c => c.Retirement, View()).Add(c => c.MayWrite, true).Add(c => c.Now, s_now).Add(c => c.OnChoose, c => chosen = c)
        );

        Assert.Contains("Overdue", cut.Markup, StringComparison.Ordinal);
        cut.Find("[aria-label='Mark as done: Tell users']").Click();
        Assert.Equal(new RetirementChoice(RetirementDo.Finish, 1), chosen);
    }

    [Fact]
    public void Tasks_OfWhoMayNot_HaveNoButtons() =>
        Assert.Empty(Render<TasksCard>(p => p.Add(c => c.Retirement, View()).Add(c => c.Now, s_now)).FindAll("button"));

    [Fact]
    public void Traffic_IsStopped_OnceSomeoneConfirmedIt()
    {
        var row = new RetirementRow(
            new(1),
            RetirementKind.Version,
            "credit@1.0.0",
            "Credit 1.0.0",
            RetirementState.UnderWay,
            s_now,
            "Owner",
            null,
            0,
            1,
            null,
            s_now,
            null
        );

        Assert.Equal("Not stopped", RetirementText.Traffic(row));
        Assert.Equal("Stop not confirmed", RetirementText.Traffic(row with { StoppedAt = s_now }));
        Assert.Equal("Stopped", RetirementText.Traffic(row with { StoppedAt = s_now, ConfirmedAt = s_now }));
    }

    private static RetirementView View() =>
        new()
        {
            Id = new(1),
            Kind = RetirementKind.Version,
            Subject = "credit@1.0.0",
            Title = "Credit 1.0.0",
            Reason = "Replaced",
            State = RetirementState.UnderWay,
            Owner = "owner@test.example",
            OwnerName = "Owner",
            PlannedAt = s_now.AddDays(3),
            Successor = "credit@2.0.0",
            MadeWith = null,
            OpenedAt = s_now.AddDays(-20),
            Template = "standard v1",
            HighRisk = true,
            Versions = [new("credit", "1.0.0", null, null, null)],
            NewVersions = [],
            Dependants =
            [
                new(
                    DependantKind.System,
                    "SYS-0001",
                    "Lending",
                    "AI system that includes the model",
                    true,
                    DependantDecisionKind.Migrated,
                    "credit 2.0.0",
                    "Serves",
                    "Owner",
                    s_now
                ),
                new(DependantKind.Risk, "RSK-0001", "Bias", "open risk of the register", true, null, null, null, null, null),
            ],
            DependantsAreCut = false,
            Tasks = [new(1, "Tell users", "Say so.", "owner@test.example", "Owner", s_now.AddDays(-1), true, null, null, null, null)],
            StoppedAt = null,
            StoppedBy = null,
            ConfirmedAt = null,
            ConfirmedHow = null,
            ConfirmedBy = null,
            ConfirmedEvidence = null,
            DecisionsAfterStop = 0,
            LastDecisionAfterStop = null,
            Keys = [],
            Data = [],
            RetentionFrom = s_now,
            RetentionUntil = null,
            RetentionBasis = null,
            RetentionLeast = s_now.AddYears(10),
            RetentionReference = "Art. 18(1)",
            Blockers = [new(RetirementStep.Tasks, "1 task is not done.")],
            StatementSha256 = null,
            ClosedAt = null,
            Revision = 1,
        };
}
