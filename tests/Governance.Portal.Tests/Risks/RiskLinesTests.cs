using Governance.Domain.Risks;
using Governance.Portal.Operations.Risks;

namespace Governance.Portal.Tests.Risks;

/// <summary>The history of a risk in sentences, without a portal.</summary>
public sealed class RiskLinesTests
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void History_SaysWhoDidWhatAndWhatTheSignalChanged()
    {
        RevisionView[] revisions =
        [
            Revision(
                4,
                "risk.rescored",
                "Risk signals",
                "ALR-0007 (drift of amount, PSI 0.40): residual score from 8 to 16.",
                16,
                new RiskDifference("residual.likelihood", "2", "4")
            ),
            Revision(
                3,
                "risk.changed",
                "Ravi Menon",
                null,
                8,
                new RiskDifference("owner", "1", "2"),
                new RiskDifference("title", "Drift", "Drift of amounts")
            ),
            Revision(2, "risk.mitigated", "Ravi Menon", null, 8, new RiskDifference("mitigations[0].text", null, "Weekly review")),
            Revision(1, "risk.raised", "Ravi Menon", null, 10),
        ];
        StoryStep[] story =
        [
            Step(1, "RSK-0001", "risk.raised"),
            Step(2, "RSK-0001", "risk.mitigated"),
            Step(3, "RSK-0001", "risk.changed"),
            Step(4, "ALR-0007", "alert.raised"),
            Step(5, "RSK-0001", "risk.rescored"),
        ];

        var lines = RiskLines.Of(Risk(), revisions, story);

        Assert.Equal(
            [
                "ALR-0007 raised the likelihood from 2 to 4",
                "ALR-0007 was raised",
                "Ravi Menon changed this risk",
                "Ravi Menon recorded a mitigation",
                "Ravi Menon recorded this risk",
            ],
            lines.Select(l => l.Text.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );
        Assert.Equal(["Residual score from 8 to 16"], Said(lines[0]));
        Assert.Equal(["Owner changed", "Title from Drift to Drift of amounts"], Said(lines[2]));
        Assert.Equal(["“Weekly review”", "Residual score from 10 to 8"], Said(lines[3]));
    }

    [Fact]
    public void History_NamesTheStepThatWasCompleted()
    {
        RevisionView[] revisions =
        [
            Revision(2, "risk.remediated", "Ravi Menon", null, 8, new RiskDifference("steps[2].doneAt", null, "2026-11-20T10:00:00Z")),
            Revision(1, "risk.raised", "Ravi Menon", null, 8),
        ];
        StoryStep[] story = [Step(1, "RSK-0001", "risk.raised"), Step(2, "RSK-0001", "risk.remediated")];

        var lines = RiskLines.Of(Risk() with { Steps = [Planned(1, s_day), Planned(2, s_day)] }, revisions, story);

        Assert.Equal(["“Step 2”"], Said(lines[0]));
    }

    [Fact]
    public void Progress_WithATreatmentUnderWay_IsNotUntreated()
    {
        var planned = Risk() with { Treatment = RiskTreatment.Reduce, Steps = [Planned(1, s_day)] };

        Assert.Equal("Not treated yet", RiskText.Progress(Risk(), s_day));
        Assert.Equal("Treatment under way", RiskText.Progress(planned, s_day));
        Assert.Equal("Treatment under way, 1 step overdue", RiskText.Progress(planned, s_day.AddDays(1)));
        Assert.Equal("Treated", RiskText.Progress(planned with { Treated = true }, s_day.AddDays(1)));
    }

    [Fact]
    public void Residual_AboveInherent_IsExplained()
    {
        var why = RiskLines.Why(Risk());

        Assert.Equal("Why the residual risk is above the inherent risk", why!.Value.Term);
        Assert.Equal(
            "The assessed score 16 is higher than the inherent score 10. Review the inherent rating.",
            why.Value.Why.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    private static IEnumerable<string> Said(RiskLine line) =>
        line.Changes.Select(c => c.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static RevisionView Revision(
        int number,
        string action,
        string who,
        string? why,
        int residual,
        params RiskDifference[] changes
    ) => new(number, s_day.AddHours(number), "user:1", who, action, action, why, residual, "", changes);

    private static RiskStep Planned(int number, DateTimeOffset dueAt) => new(number, $"Step {number}", dueAt, s_day, null, null, null);

    private static StoryStep Step(long index, string subject, string action) =>
        new(s_day.AddHours(index), subject, action, action, null, index);

    private static RiskView Risk() =>
        new()
        {
            Id = new RiskId(1),
            Title = "Drift of amounts",
            Category = default,
            Cause = "",
            Consequence = "",
            Model = "credit",
            Version = null,
            System = null,
            Owner = "",
            OwnerName = "",
            ControlOwner = null,
            ControlOwnerName = null,
            Inherent = new(2, 5, 10, RiskBand.High),
            Assessed = new(4, 4, 16, RiskBand.Critical),
            Residual = new(4, 4, 16, RiskBand.Critical),
            Treatment = null,
            Treated = false,
            Appetite = 8,
            AboveAppetite = true,
            State = RiskState.Open,
            RaisedAt = s_day,
            ReviewedAt = s_day,
            ReviewAt = s_day,
            ClosedAt = null,
            DueAt = null,
            Signal = null,
            Mitigations = [],
            Steps = [],
            Threats = [],
            Acceptances = [],
            Revision = 4,
        };
}
