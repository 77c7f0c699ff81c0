using Governance.Domain.Compliance;
using Governance.Domain.Kpis;

namespace Governance.Domain.Tests.Kpis;

/// <summary>The key figures by their definitions, at the borders of a period and without records.</summary>
public sealed class KpiMathTests
{
    private static readonly DateTimeOffset s_start = new(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KpiPeriod s_month = new(s_start, s_start.AddDays(30));

    [Fact]
    public void Period_Parts_CoverItWithoutGapOrOverlap()
    {
        var parts = new KpiPeriod(s_start, s_start.AddTicks(1_000_003)).Parts(12);

        Assert.Equal((12, s_start, s_start.AddTicks(1_000_003)), (parts.Count, parts[0].From, parts[^1].To));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public void Period_Before_EndsWhereItBegins() => Assert.Equal(new KpiPeriod(s_start.AddDays(-30), s_start), s_month.Before);

    [Fact]
    public void Velocity_CountsTheBeginningButNotTheEnd()
    {
        DeploymentFact[] facts = [new(s_month.From, null), new(s_month.To, null), new(s_month.From.AddDays(3), null)];

        Assert.Equal(2, KpiMath.Velocity(facts, s_month));
        Assert.Equal(1, KpiMath.Velocity(facts, new KpiPeriod(s_start, s_start.AddDays(60))) * 60 / 30 / 3, 12);
    }

    [Theory]
    [InlineData(5, 25.0)]
    [InlineData(40, 0.0)] // rolled back after the period: not known in it
    public void FailureRate_CountsRollBacksKnownWithinThePeriod(int rolledBackOnDay, double percent)
    {
        DeploymentFact[] facts =
        [
            new(s_start, null),
            new(s_start, null),
            new(s_start, null),
            new(s_start, s_start.AddDays(rolledBackOnDay)),
        ];

        Assert.Equal(percent, KpiMath.FailureRate(facts, s_month));
    }

    [Fact]
    public void Figures_WithoutRecords_AreUndefinedAndNotZero()
    {
        Assert.Null(KpiMath.FailureRate([], s_month));
        Assert.Null(KpiMath.MedianLength([], s_month));
        Assert.Null(KpiMath.Score([]));
        Assert.Null(KpiMath.Quantile([], 0.5));
    }

    [Fact]
    public void MedianLength_BelongsToThePeriodInWhichASpanEnds()
    {
        SpanFact[] spans =
        [
            new(s_start.AddDays(-50), s_start.AddDays(1)),
            new(s_start, s_start.AddDays(3)),
            new(s_start.AddDays(29), s_start.AddDays(31)),
        ];

        Assert.Equal(TimeSpan.FromDays((51 + 3) / 2.0), KpiMath.MedianLength(spans, s_month, least: 1));
    }

    [Fact]
    public void MedianLength_OfFewerThanThree_IsNotDefined()
    {
        SpanFact[] three = [.. new[] { 2, 5, 9 }.Select(days => new SpanFact(s_start, s_start.AddDays(days)))];

        Assert.Equal(TimeSpan.FromDays(5), KpiMath.MedianLength(three, s_month));
        Assert.Null(KpiMath.MedianLength(three[1..], s_month));
    }

    // NumPy: numpy.quantile([1, 2, 4, 8], [0, .5, .9, 1]) = 1, 3, 6.8, 8.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 3)]
    [InlineData(0.9, 6.8)]
    [InlineData(1, 8)]
    public void Quantile_LiesBetweenNeighbours(double share, double expected) =>
        Assert.Equal(expected, KpiMath.Quantile([8, 1, 4, 2], share)!.Value, 12);

    [Fact]
    public void Holding_CountsAKeyOnce_FromItsBeginningToBeforeItsEnd()
    {
        StateFact[] states =
        [
            new("a", s_start, s_start.AddDays(2)),
            new("a", s_start.AddDays(1), null),
            new("b", s_start, s_start.AddDays(1)),
        ];

        Assert.Equal(
            [2, 1, 1, 0],
            new[] { s_start, s_start.AddDays(1), s_start.AddDays(9), s_start.AddDays(-1) }.Select(at => KpiMath.Holding(states, at))
        );
    }

    [Fact]
    public void Coverage_IsTheMeanShareOfWhatWasPredicted()
    {
        Assert.Equal(100 * (300.0 / 12_770), KpiMath.Coverage([Windows("ids", 300, 12_770)])!.Value, 12);
        Assert.Equal(75, KpiMath.Coverage([Windows("a", 50, 100), Windows("b", 200, 100), new("c", 5, null, null)]));
        Assert.Equal(50, KpiMath.Coverage([Windows("a", 100, 100), Windows("b", 0, 100)]));

        static CoverageFact Windows(string model, long logged, double served) => new(model, logged, served, ServedSource.Windows);
    }

    [Fact]
    public void Coverage_OfWhatNothingSays_IsUnknown_HoweverMuchIsLogged()
    {
        Assert.Null(KpiMath.Coverage([new("a", 5_000, null, null), new("b", 0, null, null)]));
        Assert.Null(KpiMath.Coverage([new("a", 5, 0, ServedSource.Counter)]));
        Assert.Null(KpiMath.Coverage([]));
        Assert.Equal(100, KpiMath.Coverage([new("a", 0, null, null), new("b", 10, 10, ServedSource.Declared)]));
    }

    [Fact]
    public void Coverage_OfStretches_ComparesEachWithTheLogOfItsTime()
    {
        // What one day logged beyond its counter does not hide what the other left out.
        var fact = CoverageFact.Of("ids", ServedSource.Counter, [new(100, 180), new(100, 20)]);

        Assert.Equal((120, 200, 0.6), (fact.Logged, fact.Served, fact.Share));
    }

    [Fact]
    public void Coverage_OfADeclaredRate_CountsTheDaysInProduction_EachOnce()
    {
        var from = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var period = new KpiPeriod(from, from.AddDays(30));
        StateFact[] running =
        [
            new("ids", from.AddDays(-9), from.AddDays(5)),
            new("ids", from.AddDays(2), from.AddDays(10)), // beside the first for three days
            new("ids", from.AddDays(20), null),
        ];

        var fact = CoverageFact.Of("ids", 1_000, 100, running, period);

        Assert.Equal((2_000, 0.5, ServedSource.Declared), (fact.Served, fact.Share, fact.Source));
        Assert.Null(CoverageFact.Of("ids", 1_000, 100, [], period).Share);
    }

    [Fact]
    public void Score_WeighsWhatIsMet() => Assert.Equal(100 * (3 + 1.0) / 6, KpiMath.Score([new(3, 1), new(2, 0.5), new(1, 0)])!.Value, 12);

    [Theory]
    [InlineData(35_000_000L, 3)]
    [InlineData(15_000_000L, 2)]
    [InlineData(7_500_000L, 1)]
    [InlineData(null, 1)]
    public void Weight_FollowsTheFine(long? maxEur, double weight) =>
        Assert.Equal(weight, KpiDefinition.WeightOf(new PenaltyTier("T", "Art. 99", "x", maxEur, null, "")));

    [Fact]
    public void LateShare_CountsWhatFellDueInThePeriod_AndWasNotDoneByThen()
    {
        var from = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var period = new KpiPeriod(from, from.AddDays(90));
        DueFact[] facts =
        [
            new(from, from), // at the last instant
            new(from.AddDays(1), from.AddDays(2)),
            new(from.AddDays(3), null),
            new(from.AddDays(4), from.AddDays(1)),
            new(from.AddDays(-1), null), // due before
            new(from.AddDays(90), null), // due after
        ];

        Assert.Equal(50, KpiMath.LateShare(facts, period));
        Assert.Null(KpiMath.LateShare(facts, new KpiPeriod(from.AddDays(100), from.AddDays(200))));
    }

    [Fact]
    public void Definitions_CoverEveryFigureOnce() => Assert.Equal(Enum.GetValues<Kpi>(), KpiDefinition.All.Select(d => d.Id));
}
