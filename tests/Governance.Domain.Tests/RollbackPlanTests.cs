using Governance.Domain.Models;

namespace Governance.Domain.Tests;

/// <summary>
/// A way back names target, steps, who and how long, or says why there is none; what was laid down is seen when it is changed.
/// </summary>
public sealed class RollbackPlanTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly RollbackPlanFacts s_good = new("1.3.0", ["Point the router to 1.3.0"], "Scoring on call", 15, null);

    public static TheoryData<string, RollbackPlanFacts> Faulty =>
        new()
        {
            { "steps", s_good with { Steps = [] } },
            { "steps", s_good with { Steps = [.. Enumerable.Repeat("Again", RollbackPlanFacts.MaxSteps + 1)] } },
            { "responsible", s_good with { Responsible = null } },
            { "expectedMinutes", s_good with { ExpectedMinutes = null } },
            { "expectedMinutes", s_good with { ExpectedMinutes = 0 } },
            { "expectedMinutes", s_good with { ExpectedMinutes = RollbackPlanFacts.MaxMinutes + 1 } },
            { "whyNone", s_good with { WhyNone = "The first version" } },
        };

    [Theory]
    [MemberData(nameof(Faulty), DisableDiscoveryEnumeration = true)]
    public void Plan_ThatIsNone_IsNamedByItsField(string field, RollbackPlanFacts facts)
    {
        Assert.Equal(field, Assert.Single(facts.Faults()).Field);
        Assert.Throws<ArgumentException>(() => RollbackPlan.Of(new(1), 1, facts, "user:USR-0001", "Ada", s_now));
    }

    [Fact]
    public void Plan_OrTheReasonWhyThereIsNone_IsTaken()
    {
        Assert.Empty(s_good.Faults());
        Assert.Empty(new RollbackPlanFacts(null, [], null, null, "The first version").Faults());
        Assert.Throws<ArgumentException>(() => RollbackPlan.Of(new(1), 1, s_good with { Target = null }, "user:USR-0001", "Ada", s_now));
    }

    [Fact]
    public void Digest_IsThatOfWhatItSays_AndSaltedAnewEachTime()
    {
        var (one, other) = (Plan(s_good), Plan(s_good));

        Assert.Equal(one.Sha256, one.Digest());
        Assert.NotEqual(one.Sha256, other.Sha256);
        Assert.Equal(("1.3.0", 15, 1), (one.Target, one.ExpectedMinutes, one.Steps.Count));
    }

    private static RollbackPlan Plan(RollbackPlanFacts facts) => RollbackPlan.Of(new(1), 1, facts, "user:USR-0001", "Ada", s_now);
}
