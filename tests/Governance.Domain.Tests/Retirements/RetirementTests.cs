using Governance.Domain.Identity;
using Governance.Domain.Retirements;

namespace Governance.Domain.Tests.Retirements;

/// <summary>What a retirement lets pass, and what stands against it.</summary>
public sealed class RetirementTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly string s_file = $"mail.eml {new string('a', 64)}";

    private static readonly RetirementTemplate s_template = new()
    {
        Id = "standard",
        Version = 1,
        Title = "Test",
        Tasks =
        [
            new("tell", "Tell users", "Say so.", ["in-use"], 14, true),
            new("high", "File", "Complete it.", ["high-risk"], 0, true),
            new("lessons", "Lessons", "Write them.", [], 0, false),
        ],
    };

    [Fact]
    public void Open_TakesTheTasksItsFactsAskFor_AndNoneIsDueInThePast()
    {
        var retirement = Open(s_now.AddDays(3), "in-use");

        Assert.Equal(["tell", "lessons"], retirement.Tasks.Select(t => t.Key));
        Assert.Equal([s_now.AddDays(1), s_now.AddDays(3)], retirement.Tasks.Select(t => t.DueAt));
    }

    [Fact]
    public void Propose_WithSomethingLeft_NamesEveryStepOfIt()
    {
        var retirement = Open(s_now.AddDays(30));
        var found = new RetirementFindings
        {
            Dependants = [new(DependantKind.System, "SYS-0001", "Lending", "names it", true)],
            Keys = [new("KEY-0001", "scoring", s_now, false)],
            Data = [new("artifact", "a@1", "Artifact", null, null, null, null)],
        };

        Assert.Equal("retirement.blocked", retirement.Propose(found)?.Code);
        Assert.Equal(
            Enum.GetValues<RetirementStep>().Where(s => s is not RetirementStep.Signature),
            retirement.Blockers(found).Select(b => b.Step).Distinct()
        );
    }

    [Fact]
    public void Confirm_ByAPerson_TakesEvidence_AndDecisionsAfterwardsBlockAgain()
    {
        var retirement = Open(s_now.AddDays(30));
        Assert.Null(retirement.Stop("Owner", s_now));
        Assert.Equal(RetirementRefusals.EvidenceMissing, retirement.Confirm(TrafficProof.Person, "gateway", null, new(), s_now));
        Assert.Null(retirement.Confirm(TrafficProof.ServingSystem, "gateway", null, new(), s_now));
        Assert.Equal(RetirementRefusals.ConfirmedAlready, retirement.Confirm(TrafficProof.Person, "gateway", s_file, new(), s_now));

        var late = new RetirementFindings { DecisionsAfterStop = 3 };
        Assert.Contains(retirement.Blockers(late), b => b.Step is RetirementStep.Traffic && b.Message.StartsWith('3'));
        Assert.Null(retirement.Confirm(TrafficProof.Person, "gateway", s_file, late, s_now.AddHours(1)));
        Assert.Equal(s_now.AddHours(1), retirement.QuietSince);
    }

    [Fact]
    public void Dispose_OfWhatIsHeldOrYoung_IsRefused_AndKeepingIsNot()
    {
        var retirement = Open(s_now.AddDays(30));
        var found = new RetirementFindings
        {
            Data =
            [
                new("artifact", "a@1", "Artifact", null, null, null, "INC-0001"),
                new("decisions", "a@1", "Decisions", null, new DateOnly(2027, 5, 20), "six months", null),
            ],
        };

        Assert.Equal(
            "retirement.held",
            retirement.Dispose([("artifact", "a@1")], DispositionKind.Delete, null, "Old", found, "Owner", s_now)?.Code
        );
        Assert.Equal(
            "retirement.too-early",
            retirement.Dispose([("decisions", "a@1")], DispositionKind.Delete, null, "Old", found, "Owner", s_now)?.Code
        );
        Assert.Equal(
            "retirement.too-early",
            retirement.Dispose([("decisions", "a@1")], DispositionKind.Keep, new DateOnly(2027, 5, 19), "Old", found, "Owner", s_now)?.Code
        );
        Assert.Null(
            retirement.Dispose([("decisions", "a@1")], DispositionKind.Keep, new DateOnly(2027, 5, 20), "Art. 19(1)", found, "Owner", s_now)
        );
    }

    [Fact]
    public void Statement_IsTheSameForTheSameFacts_AndAnotherForOthers()
    {
        var (one, other) = (Ready(), Ready());
        Assert.Null(one.Propose(new()));
        Assert.Null(other.Propose(new()));
        Assert.Equal(WithoutReason(one), WithoutReason(other));
        Assert.Equal(one.StatementSha256, one.BundledSha256);
        Assert.Equal(RetirementRefusals.BeingSigned, one.Stop("Owner", s_now));

        var third = Ready();
        Assert.Null(third.Propose(new() { IsHighRisk = true }));
        Assert.NotEqual(WithoutReason(one), WithoutReason(third));
    }

    [Fact]
    public void Closed_WithTheLastVersion_AndNeverCalledOffAfterwards()
    {
        var retirement = Ready();
        Assert.Null(retirement.Propose(new()));

        Assert.True(retirement.Retired("a", "1", "APR-0001", s_now));
        Assert.Equal(RetirementState.Closed, retirement.State);
        Assert.Equal("retirement.over", retirement.Cancel("Oh", s_now)?.Code);
        Assert.Equal("retirement.over", retirement.Reopen("Oh")?.Code);
    }

    [Theory]
    [InlineData("EVD-0001", "EVD-0001")]
    [InlineData("evd-0001", "EVD-0001")]
    [InlineData("a mail", null)]
    [InlineData("", null)]
    public void Evidence_IsARecordOrANamedDigest(string text, string? read) => Assert.Equal(read, Retirement.ReadEvidence(text));

    // The opening digest holds the salted reason, which is another one each time.
    private static string WithoutReason(Retirement retirement) =>
        System.Text.Encoding.UTF8.GetString(retirement.Statement!).Replace(retirement.OpeningSha256, "", StringComparison.Ordinal);

    private static Retirement Ready()
    {
        var retirement = Open(s_now.AddDays(30));
        Assert.Null(retirement.Finish(1, "Done", null, "Owner", s_now));
        Assert.Null(retirement.Stop("Owner", s_now));
        Assert.Null(retirement.Confirm(TrafficProof.ServingSystem, "gateway", null, new(), s_now));
        Assert.Null(retirement.Retain(s_now, s_now.AddYears(10), "Ours", null, ""));
        return retirement;
    }

    private static Retirement Open(DateTimeOffset plannedAt, params string[] facts)
    {
        var opened = Retirement.Open(
            new(1),
            new(RetirementKind.Version, "a@1", "A 1", "Replaced", new UserId(1), plannedAt, null, [("a", "1")]),
            s_template,
            facts,
            "user:USR-0001",
            s_now
        );
        Assert.True(opened.IsDone, opened.Refusal?.Message);
        return opened.Value;
    }
}
