using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Approvals.ModelRisk;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Calendar;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.ModelRisk;

/// <summary>The day of a finding is moved with a reason, and of what is overdue or grave by two people.</summary>
public sealed class FindingExtensionTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Version = "2.0.0";
    private const string Rule = "    - {id: VAL-01, type: validation_findings, severity: high, params: {maxSeverityOpen: low}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnOverdueFinding_BlocksUntilASecondPersonConfirmsALaterDay(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await scene.RegisterVersionAsync(Version, by: await scene.PersonAsync("developer@test.example", Roles.Engineer));
        var validator = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var second = await scene.PersonAsync("second@test.example", Roles.RiskOfficer);
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", Rule))).IsDone);
        var finding = await RaiseAsync(scene, validator);
        scene.Clock.Advance(TimeSpan.FromDays(3));
        await scene.Get<RemindPeople>().RunAsync(Ct);
        Assert.Contains(await UnreadAsync(scene, scene.Owner), n => n.Stage is NotificationStage.Late);
        var promotion = await scene.RequestAsync(Version);
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));

        var day = Today(scene).AddDays(20);
        Done(await scene.Get<MoveFinding>().RunAsync(validator, new(Model, finding, day, "The new data come in March"), Ct));
        Assert.Equal("fail", await OutcomeAsync(scene, promotion));
        var own = await scene.Get<DecideExtension>().RunAsync(validator, Model, finding, confirm: true, Ct);
        Assert.Equal(FindingRefusals.OwnExtension, own.Refusal);
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        Assert.Contains(await UnreadAsync(scene, second), n => n.Kind is NotificationKind.ConfirmationAsked);
        Assert.DoesNotContain(await UnreadAsync(scene, validator), n => n.Kind is NotificationKind.ConfirmationAsked);

        Done(await scene.Get<DecideExtension>().RunAsync(second, Model, finding, confirm: true, Ct));
        Assert.Equal("pass", await OutcomeAsync(scene, promotion));
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        Assert.Empty(await UnreadAsync(scene, second));
        Assert.Empty(await UnreadAsync(scene, scene.Owner));
        var shown = Assert.Single((await scene.Get<ReadModelRisk>().OfAsync(Model, Ct))!.Findings);
        Assert.Equal((day, false), (shown.DueOn, shown.Overdue));
        var moved = Assert.Single(shown.Extensions);
        Assert.Equal((ExtensionState.InForce, "The new data come in March"), (moved.State, moved.Reason));
        Assert.Equal(
            ["finding.raised", "finding.extension-asked", "finding.extended"],
            (await scene.LogAsync(subject: finding.ToString()))
                .Where(e => (string?)e["outcome"] == "done")
                .Select(e => (string?)e["action"])
        );
    }

    [Fact]
    public async Task ADayThatSomeoneMovedInTheDatabase_IsNoticed()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync(Version, by: await scene.PersonAsync("developer@test.example", Roles.Engineer));
        var validator = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        var second = await scene.PersonAsync("second@test.example", Roles.RiskOfficer);
        var finding = await RaiseAsync(scene, validator, "high");
        Done(await scene.Get<MoveFinding>().RunAsync(validator, new(Model, finding, Today(scene).AddDays(20), "Later"), Ct));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE \"FindingExtensions\" SET \"By\" = 1", Ct);
        }

        var decided = await scene.Get<DecideExtension>().RunAsync(second, Model, finding, confirm: true, Ct);

        Assert.Equal("record.altered", decided.Refusal?.Code);
    }

    [Fact]
    public async Task Finding_StandsInTheCalendarOnItsDay_AndIsLateAfterIt()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await scene.RegisterVersionAsync(Version, by: await scene.PersonAsync("developer@test.example", Roles.Engineer));
        await RaiseAsync(scene, await scene.PersonAsync("risk@test.example", Roles.RiskOfficer));

        var clocks = await Clocks.OfAsync<ModelRiskClocks>(scene, scene.Owner);

        var clock = Assert.Single(clocks, c => c.English.EndsWith("validation finding", StringComparison.Ordinal));
        var day = Today(scene).AddDays(1);
        Assert.True(clock.IsAllDay);
        Assert.Equal(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), clock.At);
        Assert.Equal(clock.At.AddDays(1), clock.LateAt(clock.At));
    }

    private static async Task<FindingId> RaiseAsync(ApprovalsScene scene, Actor validator, string severity = "low")
    {
        var planned = Done(
            await scene
                .Get<PlanValidation>()
                .RunAsync(validator, new(Model, Version, "Card payments", "Calibration", "risk@test.example", Today(scene).AddDays(30)), Ct)
        );
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = await db.Users.Where(u => u.Id == scene.Owner.User!.Value.Number).Select(u => u.Email).SingleAsync(Ct);
        return Done(
            await scene
                .Get<RaiseFinding>()
                .RunAsync(validator, new(Model, planned, severity, "Calibration is off", owner, Today(scene).AddDays(1)), Ct)
        );
    }

    private static async Task<IReadOnlyList<Notification>> UnreadAsync(ApprovalsScene scene, Actor actor)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var person = actor.User!.Value;
        return await db
            .Notifications.AsNoTracking()
            .Where(n => n.Person == person && n.ReadAt == null && n.Subject.StartsWith("FND-"))
            .ToListAsync(Ct);
    }

    private static DateOnly Today(ApprovalsScene scene) => DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime);

    private static async Task<string> OutcomeAsync(ApprovalsScene scene, PromotionId promotion) =>
        (await scene.ReadAsync(promotion)).Gate.Results.Single(r => r.Rule == "VAL-01").Outcome;

    private static T Done<T>(Result<T> result)
    {
        Assert.True(result.IsDone, result.Refusal?.Message);
        return result.Value;
    }
}
