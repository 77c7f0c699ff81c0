using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Validation;

namespace Governance.Domain.Tests.Validation;

public sealed class ValidationScheduleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private static readonly ValidationSettings s_settings = new()
    {
        Environment = "production",
        Endpoint = "https://serving.example/v2/models/fraud",
        Protocol = ScoringProtocol.KserveV2,
        Checks = [ValidationCheck.Performance],
        EveryDays = 7,
    };

    [Fact]
    public void Schedule_FirstRun_IsDueAtOnce_AndOverdueADayLater()
    {
        var schedule = Made();

        Assert.True(schedule.IsDue(s_now));
        Assert.False(schedule.IsOverdue(s_now.AddHours(23)));
        Assert.True(schedule.IsOverdue(s_now.AddDays(1)));
    }

    [Fact]
    public void Run_ThatSucceeds_MovesTheDueTime_AndOneThatFailsDoesNot()
    {
        var schedule = Made();
        schedule.Ended(Succeeded(schedule), s_now);
        Assert.Equal((s_now.AddDays(7), s_now.AddDays(7)), (schedule.DueAt, schedule.NextRunAt));

        var later = s_now.AddDays(7);
        schedule.Ended(Failed(schedule), later);

        Assert.Equal((s_now.AddDays(7), later.AddDays(1)), (schedule.DueAt, schedule.NextRunAt));
        Assert.Equal((ValidationRunState.Failed, null, s_now), (schedule.LastState, schedule.LastVerdict, schedule.SucceededAt));
        Assert.True(schedule.IsOverdue(later.AddDays(1)));
    }

    [Fact]
    public void Failure_LastsFromTheFirstRunThatFails_UntilOneSucceeds()
    {
        var schedule = Made();
        schedule.Ended(Failed(schedule), s_now);
        schedule.Ended(Failed(schedule), s_now.AddDays(1));
        Assert.Equal((s_now, ValidationFault.Data), (schedule.FailingSince, schedule.LastFault));

        schedule.Ended(Cancelled(schedule), s_now.AddDays(2));
        Assert.Equal((s_now, null), (schedule.FailingSince, schedule.LastFault));
        schedule.Ended(Succeeded(schedule), s_now.AddDays(3));
        Assert.Null(schedule.FailingSince);
        schedule.Ended(Failed(schedule), s_now.AddDays(10));
        Assert.Equal(s_now.AddDays(10), schedule.FailingSince);
    }

    [Fact]
    public void Paused_IsNeitherDueNorOverdue_AndWhatFellDueMeanwhileIsDueWhenItResumes()
    {
        var schedule = Made();
        Assert.Null(schedule.Pause());
        Assert.Equal(ValidationRefusals.NotActive, schedule.Pause());
        var later = s_now.AddDays(30);

        Assert.False(schedule.IsDue(later) || schedule.IsOverdue(later));
        Assert.Equal(ValidationRefusals.NotActive, ValidationRun.Ask(new(1), schedule, "user:USR-0001", later).Refusal);
        Assert.Null(schedule.Resume(later));
        Assert.Equal(ValidationRefusals.IsActive, schedule.Resume(later));
        Assert.True(schedule.IsDue(later));
        Assert.False(schedule.IsOverdue(later));
    }

    [Fact]
    public void WhoSetItUp_AndWhoChangedIt_StandBehindWhatItFiles()
    {
        var schedule = Made();
        Assert.Null(schedule.Change(s_settings with { EveryDays = 14 }, new UserId(2), "key:KEY-0004"));
        Assert.Null(schedule.Change(s_settings, new UserId(2), "user:USR-0001"));

        Assert.Equal(["user:USR-0001", "key:KEY-0004"], schedule.Makers);
        Assert.Equal(schedule.Id, ValidationSchedule.OfActor($"system:{ValidationSchedule.JobOf(schedule.Id)}"));
        Assert.Null(ValidationSchedule.OfActor("system:validation"));
        Assert.Null(ValidationSchedule.OfActor("user:USR-0001"));
    }

    [Fact]
    public void Settings_ThatCannotWork_AreRefusedByField()
    {
        (ValidationSettings Settings, string Field)[] wrong =
        [
            (s_settings with { Version = "1.0.0" }, "environment"),
            (s_settings with { Environment = " " }, "environment"),
            (s_settings with { Environment = null, Version = "1/0" }, "version"),
            (s_settings with { Endpoint = "ftp://serving.example/v2/models/fraud" }, "endpoint"),
            (s_settings with { Endpoint = "https://me:secret@serving.example/v2/models/fraud" }, "endpoint"),
            (s_settings with { Endpoint = "https://serving.example/v2/models/fraud?key=1" }, "endpoint"),
            (s_settings with { Endpoint = "https://serving.example/" }, "endpoint"),
            (s_settings with { Checks = [] }, "checks"),
            (s_settings with { Checks = [ValidationCheck.Performance, ValidationCheck.Prompts] }, "checks"),
            (s_settings with { Protocol = ScoringProtocol.ChatCompletions }, "checks"),
            (s_settings with { Checks = [ValidationCheck.Fairness] }, "protected"),
            (s_settings with { Features = [""] }, "features"),
            (s_settings with { Rows = 0 }, "rows"),
            (s_settings with { EveryDays = 367 }, "everyDays"),
        ];

        Assert.All(
            wrong,
            w => Assert.Equal([w.Field], ValidationSchedule.Create(new(1), "fraud", w.Settings, new(1), "host", s_now).Refusal!.Errors.Keys)
        );
    }

    [Fact]
    public void Try_ThatMayPass_IsMadeAgain_ThreeTimesInAll()
    {
        var run = ValidationRun.Ask(new(1), Made(), "user:USR-0001", s_now).Value;
        for (var i = 0; i < 2; i++)
        {
            run.Begin(TimeSpan.FromMinutes(30), s_now);
            run.Miss(ValidationFault.Endpoint, "busy", mayPass: true, s_now);
            Assert.Equal(ValidationRunState.Queued, run.State);
            Assert.True(run.NextAt > s_now);
        }

        run.Begin(TimeSpan.FromMinutes(30), s_now);
        run.Miss(ValidationFault.Endpoint, "busy", mayPass: true, s_now);

        Assert.Equal((ValidationRunState.Failed, s_now, "busy"), (run.State, run.EndedAt, run.Problem));
        Assert.Equal(ValidationRefusals.RunOver, run.Cancel(s_now));
    }

    [Fact]
    public void Try_ThatNoRetryHelps_EndsTheRun()
    {
        var run = ValidationRun.Ask(new(1), Made(), "user:USR-0001", s_now).Value;
        run.Begin(TimeSpan.FromMinutes(30), s_now);
        run.Miss(ValidationFault.Settings, "no such column", mayPass: false, s_now);

        Assert.Equal(ValidationRunState.Failed, run.State);
    }

    [Fact]
    public void File_ThatNoVersionDeclares_IsNotKept()
    {
        var sha256 = new string('a', 64);

        var stored = HeldOutSet.Store(new(1), "fraud", (sha256, 10, 2), "../rows.csv", declared: false, ("host", "Host"), s_now);
        var declared = HeldOutSet.Store(new(1), "fraud", (sha256, 10, 2), "../rows.csv", declared: true, ("host", "Host"), s_now);

        Assert.Equal("validation.set-not-declared", stored.Refusal!.Code);
        Assert.Equal("rows.csv", declared.Value.Name);
    }

    [Theory]
    [InlineData("words.ndjson.gz", "words.prompts.ndjson")]
    [InlineData("words.prompts.ndjson", "words.prompts.ndjson")]
    [InlineData("words", "words.prompts.ndjson")]
    [InlineData(null, "aaaaaaaaaaaa.prompts.ndjson")]
    public void Suite_IsCalledSo_AndNoOtherFileMayBe(string? name, string called)
    {
        var content = (new string('a', 64), 10L, 2L);

        var suite = HeldOutSet.Store(new(1), "fraud", content, name, true, ("host", "Host"), s_now, isPromptSuite: true);
        var rows = HeldOutSet.Store(new(2), "fraud", content, called, true, ("host", "Host"), s_now);

        Assert.Equal((called, true), (suite.Value.Name, suite.Value.IsPromptSuite));
        Assert.Equal(ValidationRefusals.NotASuite, rows.Refusal);
    }

    [Fact]
    public void Prompts_AreSentByEachProtocol_OnTheirOwn()
    {
        foreach (var protocol in Enum.GetValues<ScoringProtocol>())
        {
            var made = ValidationSchedule.Create(
                new(1),
                "fraud",
                s_settings with
                {
                    Protocol = protocol,
                    Checks = [ValidationCheck.Prompts],
                },
                new(1),
                "host",
                s_now
            );

            Assert.True(made.Value.SendsPrompts);
        }

        Assert.False(Made().SendsPrompts);
    }

    [Fact]
    public void File_ThatIsRemoved_StaysOnRecord_AndIsRefusedWithoutReason_WhileItIsScoredWith_OrHeld()
    {
        var set = HeldOutSet.Store(new(1), "fraud", (new string('a', 64), 10, 2), "rows.csv", true, ("host", "Host"), s_now).Value;
        var access = new Access { Actor = Actor.Host, PrintedName = "Olga Owner" };

        Assert.Equal(ValidationRefusals.RemovalReasonMissing, set.Remove(" ", null, null, access, s_now));
        Assert.Contains("VSC-0003", set.Remove("Names", new(3), null, access, s_now)!.Message, StringComparison.Ordinal);
        Assert.Equal("validation.set-held", set.Remove("Names", null, "INC-0001", access, s_now)!.Code);
        Assert.Null(set.RemovedAt);
        Assert.Null(set.Remove(" Names ", null, null, access, s_now));

        Assert.Equal((s_now, "Olga Owner", "Names"), (set.RemovedAt, set.RemovedByName, set.RemovalReason!.Text));
        Assert.Equal((10L, (long?)2), (set.SizeBytes, set.Rows));
        Assert.Equal("validation.set-removed", set.Remove("Again", null, null, access, s_now)!.Code);
    }

    private static ValidationSchedule Made() =>
        ValidationSchedule.Create(new(1), "fraud", s_settings, new UserId(1), "user:USR-0001", s_now).Value;

    private static ValidationRun Succeeded(ValidationSchedule schedule)
    {
        var run = ValidationRun.Ask(new(1), schedule, "system:validation", s_now).Value;
        run.Begin(TimeSpan.FromMinutes(30), s_now);
        run.Succeed(new(ValidationVerdict.Ok, new string('a', 64), null, new string('b', 64)) { Evidence = [new EvidenceId(3)] }, s_now);
        return run;
    }

    private static ValidationRun Cancelled(ValidationSchedule schedule)
    {
        var run = ValidationRun.Ask(new(3), schedule, "system:validation", s_now).Value;
        Assert.Null(run.Cancel(s_now));
        return run;
    }

    private static ValidationRun Failed(ValidationSchedule schedule)
    {
        var run = ValidationRun.Ask(new(2), schedule, "system:validation", s_now).Value;
        run.Begin(TimeSpan.FromMinutes(30), s_now);
        run.Miss(ValidationFault.Data, "not there", mayPass: false, s_now);
        return run;
    }
}
