using System.Globalization;
using System.Text;
using static Governance.Policies.Tests.RuleCases;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

/// <summary><c>human_oversight</c> with rosters: what the portal's own records say beats what someone typed.</summary>
public sealed class OversightRuleTests
{
    private const string Two = "type: human_oversight, params: {minOverseers: 2, stopControlMaxAgeDays: 90}";

    [Fact]
    public void Roster_ThatIsTrainedAndTested_Passes()
    {
        var result = Judge(Two, Overseen(Kept()));

        Assert.Equal((RuleOutcome.Pass, "The roster names who oversees the model, and the stop control was tested."), Said(result));
        Assert.Equal("at least 2 trained overseers, stop control tested at most 90 days ago", result.Expected);
        Assert.Equal($"SYS-0001: USR-0004, USR-0005; stop control tested {Written(Input.At.AddDays(-90))} (STP-0001)", result.Actual);
    }

    [Fact]
    public void Roster_BeatsATypedFile_ThatSaysMore()
    {
        var typed = With(Oversight(1, "A. Ode", "B. Ruiz"));
        var roster = Overseen(Kept(people: ["USR-0004"]));

        Assert.Equal(RuleOutcome.Pass, Judge(Two, typed).Outcome);
        Assert.Equal(
            (
                RuleOutcome.Fail,
                "SYS-0001 has 1 overseer whose appointment and training are valid; 2 are required. "
                    + "Appoint more overseers on the page of the system."
            ),
            Said(Judge(Two, typed with { Oversight = roster.Oversight }))
        );
    }

    [Theory]
    [InlineData(1, null, 30)]
    [InlineData(-9, -1, 30)]
    [InlineData(-9, 0, 30)]
    [InlineData(-9, null, 0)]
    [InlineData(-9, null, null)]
    public void Person_NotYetNoMoreOrUntrained_DoesNotCount(int from, int? until, int? trained)
    {
        var one = new GateOverseer(
            "OVS-0009",
            "USR-0009",
            "stop",
            Days(from),
            until is { } u ? Days(u) : null,
            trained is { } t ? Days(t) : null
        );

        var result = Judge("type: human_oversight", Overseen(new GateOverseenSystem("SYS-0001", [one], null)));

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.Equal(
            trained is null or 0,
            result.Message!.Contains(
                "The training of USR-0009 is missing or lapsed. Record it on the page of the system.",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public void SamePersonTwice_IsOne() =>
        Assert.Equal(RuleOutcome.Fail, Judge(Two, Overseen(Kept(people: ["USR-0004", "USR-0004"]))).Outcome);

    [Theory]
    [InlineData(
        null,
        "stopped",
        "SYS-0001 has no confirmed test of the stop control. Test it, and have a second person confirm the record."
    )]
    [InlineData(1d, "failed", "STP-0001: the stop control of SYS-0001 did not stop the system. Repair it and test it again.")]
    [InlineData(91d, "stopped", "STP-0001: the last test of the stop control of SYS-0001 is too old. Test it again.")]
    public void StopControl_NotTestedFailedOrTooLongAgo_Fails(double? daysAgo, string outcome, string message) =>
        Assert.Equal((RuleOutcome.Fail, message), Said(Judge(Two, Overseen(Kept(daysAgo, outcome)))));

    [Fact]
    public void EverySystemOfTheModel_IsAsked()
    {
        var result = Judge(Two, Overseen(Kept(), new GateOverseenSystem("SYS-0002", [], null)));

        Assert.Equal(RuleOutcome.Fail, result.Outcome);
        Assert.StartsWith("SYS-0002 has 0 overseers", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live", false, RuleOutcome.Error)]
    [InlineData("live", true, RuleOutcome.Pass)]
    [InlineData("filed", true, RuleOutcome.Fail)]
    [InlineData("filed", false, RuleOutcome.Fail)]
    [InlineData("either", true, RuleOutcome.Pass)]
    [InlineData("either", false, RuleOutcome.Fail)]
    public void Source_SaysWhichCounts_WhereNothingWasTyped(string source, bool hasRoster, RuleOutcome expected) =>
        Assert.Equal(expected, Judge(Sourced(source), hasRoster ? Overseen(Kept()) : Input).Outcome);

    [Theory]
    [InlineData(1, RuleOutcome.Pass)]
    [InlineData(3, RuleOutcome.Fail)]
    public void Either_TakesWhatWasTypedAfterTheRosterChanged(int typedDaysAgo, RuleOutcome expected)
    {
        var typed = With(Oversight(1, "A. Ode", "B. Ruiz") with { ProducedAt = Days(-typedDaysAgo) });
        var roster = Overseen(Kept(people: ["USR-0004"])).Oversight! with { ChangedAt = Days(-2) };

        Assert.Equal(expected, Judge(Sourced("either"), typed with { Oversight = roster }).Outcome);
    }

    [Fact]
    public void Input_WithRosters_IsReadBack_AndWithoutThemSaysNothing()
    {
        var said = Overseen(Kept());

        Assert.Equal(said.ToBytes(), GateInput.Read(said.ToBytes()).Input!.ToBytes());
        Assert.Contains("\"oversight\":{\"changedAt\":", Encoding.UTF8.GetString(said.ToBytes()), StringComparison.Ordinal);
        Assert.DoesNotContain("oversight", Encoding.UTF8.GetString(Input.ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyPeople_StaysTheSame_WhileTheSamePeopleOversee()
    {
        var before = Overseen(Kept()).Oversight!;
        var trained = Overseen(Kept(daysAgo: 1, trainedDays: 300)).Oversight! with { ChangedAt = Input.At };

        Assert.NotEqual(before.Sha256(), trained.Sha256());
        Assert.Equal(before.OnlyPeople().Sha256(), trained.OnlyPeople().Sha256());
        Assert.NotEqual(before.OnlyPeople().Sha256(), Overseen(Kept(people: ["USR-0004"])).Oversight!.OnlyPeople().Sha256());
    }

    private static string Sourced(string source) =>
        $"type: human_oversight, params: {{minOverseers: 2, stopControlMaxAgeDays: 90, source: {source}}}";

    private static DateTimeOffset Days(double days) => Input.At.AddDays(days);

    private static string Written(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static GateInput Overseen(params GateOverseenSystem[] systems) =>
        Input with
        {
            Oversight = new GateOversight(Days(-2), systems),
        };

    private static GateOverseenSystem Kept(
        double? daysAgo = 90,
        string outcome = "stopped",
        int trainedDays = 30,
        IReadOnlyList<string>? people = null
    ) =>
        new(
            "SYS-0001",
            [
                .. (people ?? ["USR-0004", "USR-0005"]).Select(
                    (person, i) => new GateOverseer($"OVS-000{i + 1}", person, "stop-and-override", Days(-9), null, Days(trainedDays))
                ),
            ],
            daysAgo is { } days ? new GateStopTest("STP-0001", Days(-days), outcome) : null
        );

    private static (RuleOutcome, string?) Said(RuleResult result) => (result.Outcome, result.Message);
}
