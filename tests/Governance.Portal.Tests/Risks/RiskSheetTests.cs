using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Operations.Risks.Files;

namespace Governance.Portal.Tests.Risks;

/// <summary>The register as people calculate with it: each score is the product of what stands beside it.</summary>
public sealed class RiskSheetTests
{
    private static readonly Dictionary<MonitorId, string> s_monitors = new() { [new(5)] = "Drift of income" };

    [Fact]
    public void Signal_OfAMonitor_SaysWhatIsWatchedBesideItsId() =>
        Assert.Contains(RiskSheet.Cells(Risk(null, null), row: 2, s_monitors), c => c.Text == "Drift of income, MON-0005");

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public void Scores_OfAnyRisk_AreTheProductsOfWhatIsShown(string language)
    {
        using var use = Languages.Use(language);
        foreach (var risk in (RiskView[])[Risk(null, null), Risk(new(2, 4), null), Risk(new(2, 4), new(4, 4)), Risk(new(5, 4), new(5, 4))])
        {
            var cells = RiskSheet.Cells(risk, row: 7, s_monitors);
            var values = RiskSheet
                .Columns.Select((c, i) => (Letter: WorkbookWriter.Letter(i), cells[i]))
                .ToDictionary(c => $"{c.Letter}7", c => c.Item2);

            var scores = cells.Where(c => c.Formula is { } f && f.Contains('*', StringComparison.Ordinal)).ToList();

            Assert.Equal(2, scores.Count);
            Assert.All(
                scores,
                score =>
                    Assert.Equal(score.Formula!.Split('*').Aggregate(1d, (product, at) => product * values[at].Number!.Value), score.Number)
            );
            var counted = risk.Residual ?? risk.Inherent;
            Assert.Equal([risk.Inherent.Score, counted.Score], scores.Select(s => (int)s.Number!));
            // Likelihood, impact and what the signal adds are there as numbers, so that the residual ones follow from them.
            Assert.Contains(
                cells,
                c => c is { Formula: { } f, Number: { } n } && f.StartsWith("IF(", StringComparison.Ordinal) && (int)n == counted.Likelihood
            );
        }
    }

    [Fact]
    public void Level_OfEachScore_IsTheBandOfTheRegister_ByTheFormulaToo()
    {
        using var use = Languages.Use("en");
        var level = RiskSheet
            .Cells(Risk(new(2, 4), new(4, 4)), row: 2, s_monitors)
            .Single(c => c.Formula is { } f && f.Contains("Critical", StringComparison.Ordinal));

        Assert.Equal("High", level.Text);
        // By hand: 4 ends low, 9 medium, 16 high.
        Assert.Matches("^IF\\(([A-Z]+2)<=4,\"Low\",IF\\(\\1<=9,\"Medium\",IF\\(\\1<=16,\"High\",\"Critical\"\\)\\)\\)$", level.Formula);
    }

    private static RiskView Risk(RatingParts? assessed, RatingParts? residual) =>
        new()
        {
            Id = new(1),
            Title = "Income shift",
            Category = RiskCategory.Drift,
            Cause = "",
            Consequence = "",
            Model = "credit-default",
            Version = null,
            System = null,
            Owner = "owner@test.example",
            OwnerName = "Olivia Owner",
            ControlOwner = null,
            ControlOwnerName = null,
            Inherent = Rating(new(5, 4)),
            Assessed = assessed is { } a ? Rating(a) : null,
            Residual =
                residual is { } r ? Rating(r)
                : assessed is { } same ? Rating(same)
                : null,
            Treatment = RiskTreatment.Monitor,
            Treated = false,
            Appetite = 9,
            AboveAppetite = true,
            State = RiskState.Open,
            RaisedAt = DateTimeOffset.UnixEpoch,
            ReviewedAt = DateTimeOffset.UnixEpoch,
            ReviewAt = DateTimeOffset.UnixEpoch,
            ClosedAt = null,
            DueAt = null,
            Signal = new(new MonitorId(5), null, 1, 2, DriftLevel.Ok, null),
            Mitigations = [],
            Steps = [],
            Threats = [],
            Acceptances = [],
            Revision = 1,
        };

    private static RatingView Rating(RatingParts parts) =>
        new(parts.Likelihood, parts.Impact, parts.Likelihood * parts.Impact, RiskBands.Of(parts.Likelihood * parts.Impact));

    private readonly record struct RatingParts(int Likelihood, int Impact);
}
