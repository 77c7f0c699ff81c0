using Governance.Domain.Competences;
using Governance.Domain.Identity;

namespace Governance.Domain.Tests.Competences;

public sealed class CompetenceTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_today = new(2026, 11, 24);
    private static readonly UserId s_person = new(7);
    private static readonly UserId s_recorder = new(8);
    private static readonly CompetenceTopic s_topic = CompetencePlan.Usual[1] with { Enforced = true };

    [Fact]
    public void NeitherThePerson_NorWhoRecordedIt_Confirms()
    {
        var record = Record();

        Assert.Equal(CompetenceRefusals.ConfirmsThemselves, record.Confirm((s_person, "Paul Person"), s_now));
        Assert.Equal(CompetenceRefusals.ConfirmsOwnRecord, record.Confirm((s_recorder, "Rita Recorder"), s_now));
        Assert.False(record.CountsOn(s_today));
        Assert.Null(record.Confirm((new UserId(9), "Carl Compliance"), s_now));
        Assert.True(record.CountsOn(s_today));
        Assert.Equal(CompetenceRefusals.AlreadyDecided(record.Id), record.Confirm((new UserId(10), "Ann Other"), s_now));
    }

    [Fact]
    public void WithoutALastDay_ItCountsAsLongAsTheTopicSays() => Assert.Equal(s_today.AddDays(-10).AddMonths(24), Record().ValidUntil);

    [Theory]
    [InlineData(1, 0, "competence.day-not-valid")]
    [InlineData(-10, -11, "competence.validity-not-valid")]
    [InlineData(-10, 4000, "competence.validity-not-valid")]
    public void DaysThatCannotBe_AreRefused(int on, int until, string code) =>
        Assert.Equal(
            code,
            Competence
                .Record(
                    new(1),
                    (s_person, "Paul Person"),
                    s_topic,
                    Training() with
                    {
                        On = s_today.AddDays(on),
                        ValidUntil = s_today.AddDays(until),
                    },
                    By(s_recorder),
                    s_now
                )
                .Refusal!.Code
        );

    [Fact]
    public void ADuty_IsRefusedWithWhatIsMissingAndSinceWhen_UntilARecordCounts()
    {
        Assert.Contains("you have none", Refusal([])!.Message, StringComparison.Ordinal);

        var waits = Record();
        Assert.Contains("waiting for confirmation", Refusal([waits])!.Message, StringComparison.Ordinal);

        var lapsed = Confirmed(s_today.AddDays(-1));
        Assert.Contains("valid until 2026-11-23", Refusal([lapsed])!.Message, StringComparison.Ordinal);
        Assert.Null(Refusal([lapsed, Confirmed(s_today)]));

        var withdrawn = Confirmed(s_today.AddYears(1));
        Assert.Null(withdrawn.Withdraw("Someone else's certificate", "Carl Compliance", s_now));
        Assert.Contains("you have none", Refusal([withdrawn])!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADuty_ThatIsNotEnforced_IsOpenToEveryone()
    {
        Assert.Null(CompetenceRule.Refuses(CompetencePlan.Usual, CompetenceDuty.SignSecurity, [], s_today));
        Assert.Null(CompetenceRule.Refuses([s_topic], CompetenceDuty.SignLegal, [], s_today));
    }

    [Fact]
    public void APlan_TakesNoTwoTopicsOfOneKey_AndNamesWhatChanged()
    {
        var plan = CompetencePlan.New();
        var topics = CompetencePlan.Usual;

        Assert.Equal("competence.key-not-valid", plan.Change([.. topics, topics[0]], "Carl", s_now).Refusal!.Code);
        Assert.Equal("competence.role-unknown", plan.Change([topics[0] with { Roles = ["Boss"] }], "Carl", s_now).Refusal!.Code);
        var changed = plan.Change([.. topics.Skip(1).Select(t => t with { Enforced = t.Key == s_topic.Key })], "Carl", s_now);
        Assert.Equal([s_topic.Key, CompetenceTopic.Literacy], changed.Value);
        Assert.Equal(CompetenceRefusals.PlanUnchanged, plan.Change([.. plan.Topics], "Carl", s_now).Refusal);
    }

    [Fact]
    public void ARole_ThatIsEnforced_IsRefusedUntilARecordCounts_AndNoOtherIs()
    {
        CompetenceTopic[] topics = [s_topic with { Enforced = false, EnforcedRoles = [Roles.Engineer] }];

        var none = CompetenceRule.RefusesRole(topics, Roles.Engineer, [], s_today)!;
        Assert.Equal(
            ("competence.role-lacking", "The role Engineer needs a valid record of “Security sign-off”, and you have none."),
            (none.Code, none.Message[..(none.Message.IndexOf('.', StringComparison.Ordinal) + 1)])
        );
        Assert.Contains(
            "valid until 2026-11-23",
            CompetenceRule.RefusesRole(topics, Roles.Engineer, [Confirmed(s_today.AddDays(-1))], s_today)!.Message,
            StringComparison.Ordinal
        );
        Assert.Null(CompetenceRule.RefusesRole(topics, Roles.Engineer, [Confirmed(s_today)], s_today));
        Assert.Null(CompetenceRule.RefusesRole(topics, Roles.RiskOfficer, [], s_today));
        // The duty is another demand, made by another choice.
        Assert.Null(CompetenceRule.Refuses(topics, CompetenceDuty.SignSecurity, [], s_today));
    }

    [Fact]
    public void APlan_LocksOutNeitherTheAdministrator_NorEveryoneWhoConfirms()
    {
        var plan = CompetencePlan.New();
        var topics = CompetencePlan.Usual;

        Assert.Equal(
            CompetenceRefusals.AdministratorEnforced,
            plan.Change([Enforcing(topics[0], Roles.Administrator)], "Carl", s_now).Refusal
        );
        Assert.Equal(
            CompetenceRefusals.NoRoleLeftToConfirm,
            plan.Change([Enforcing(topics[0], Roles.RiskOfficer), Enforcing(topics[1], Roles.ComplianceOfficer)], "Carl", s_now).Refusal
        );
        Assert.Equal("competence.role-unknown", plan.Change([Enforcing(topics[0], "Boss")], "Carl", s_now).Refusal!.Code);
        var changed = plan.Change([Enforcing(topics[0], Roles.RiskOfficer), .. topics.Skip(1)], "Carl", s_now);
        Assert.Equal([CompetenceTopic.Literacy], changed.Value);
        // Should stored requirements name the administrator all the same, they are passed over.
        Assert.Null(CompetenceRule.RefusesRole([Enforcing(topics[0], Roles.Administrator)], Roles.Administrator, [], s_today));
    }

    private static CompetenceTopic Enforcing(CompetenceTopic topic, string role) => topic with { EnforcedRoles = [role] };

    private static Refusal? Refusal(IReadOnlyCollection<Competence> records) =>
        CompetenceRule.Refuses([s_topic], CompetenceDuty.SignSecurity, records, s_today);

    private static CompetenceTraining Training() =>
        new("Secure AI", "Academy", s_today.AddDays(-10), null, null, null, CompetenceSource.Manual);

    private static Access By(UserId person) =>
        new()
        {
            Actor = Actor.OfUser(person, null, null),
            Person = person,
            People = [person],
            PrintedName = "Rita Recorder",
        };

    private static Competence Record(DateOnly? until = null) =>
        Competence.Record(new(1), (s_person, "Paul Person"), s_topic, Training() with { ValidUntil = until }, By(s_recorder), s_now).Value;

    private static Competence Confirmed(DateOnly until)
    {
        var record = Record(until);
        Assert.Null(record.Confirm((new UserId(9), "Carl Compliance"), s_now));
        return record;
    }
}
