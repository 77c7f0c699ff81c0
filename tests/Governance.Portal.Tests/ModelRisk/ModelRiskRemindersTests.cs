using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Approvals.ModelRisk;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Notifications;
using Governance.Portal.Tests.Postures;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.ModelRisk;

/// <summary>A tier that no longer holds and a review that is due remind the model's owner, until something newer is there.</summary>
public sealed class ModelRiskRemindersTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Auc =
        "    - {id: PERF-01, type: metric_threshold, severity: high, params: {metric: auc, op: \">=\", value: 0.85}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task ATierPastItsDay_RemindsTheOwner_UntilItIsAssessedAgain()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await scene.PersonAsync("risk@test.example", Roles.RiskOfficer);
        await AssessAsync(scene, officer);
        Assert.Empty(await RemindedAsync(scene));

        // The answers give tier 1, which holds for a year.
        scene.Clock.Advance(TimeSpan.FromDays(370));
        var late = Assert.Single(await RemindedAsync(scene));
        Assert.Equal(("tier", NotificationStage.Late), (late.Parameters["what"], late.Stage));
        Assert.True((await scene.Get<ReadModelRisk>().OfAsync(Model, Ct))!.TierIsStale);
        Assert.Single(await RemindedAsync(scene));

        await AssessAsync(scene, officer);
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        Assert.Empty(await RemindedAsync(scene));
        Assert.False((await scene.Get<ReadModelRisk>().OfAsync(Model, Ct))!.TierIsStale);
    }

    [Fact]
    public async Task AnotherRiskClass_RemindsTheOwner_Once()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        await AssessAsync(scene, await scene.PersonAsync("risk@test.example", Roles.RiskOfficer));
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var before = await db.Models.Where(m => m.Name == Model).Select(m => m.RiskClass).SingleAsync(Ct);
            await db
                .Models.Where(m => m.Name == Model)
                .ExecuteUpdateAsync(
                    s => s.SetProperty(m => m.RiskClass, before is RiskClass.High ? RiskClass.Limited : RiskClass.High),
                    Ct
                );
        }

        var told = Assert.Single(await RemindedAsync(scene));
        Assert.Equal("tier-class", told.Parameters["what"]);
        Assert.Single(await RemindedAsync(scene));
    }

    [Fact]
    public async Task AReview_ClearsTheReminderOfTheOneWhoseDayItMeets()
    {
        await using var scene = await PostureScene.CreateAsync(Auc);
        await ReviewAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(31));
        var due = Assert.Single(await RemindedAsync(scene));
        Assert.Equal("revalidation", due.Parameters["what"]);

        await ReviewAsync(scene);
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);

        Assert.Empty(await RemindedAsync(scene));
    }

    private static async Task ReviewAsync(ApprovalsScene scene)
    {
        var day = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime).AddDays(30);
        var recorded = await scene
            .Get<RecordReview>()
            .RunAsync(scene.Owner, new(Model, PostureScene.Running, "keep", "As expected", day), Ct);
        Assert.True(recorded.IsDone, recorded.Refusal?.Message);
    }

    private static async Task AssessAsync(ApprovalsScene scene, Actor officer)
    {
        var assessed = await scene
            .Get<AssessTier>()
            .RunAsync(
                officer,
                new AssessTier.Command(Model)
                {
                    Impact = "high",
                    Reach = "low",
                    Reliance = "low",
                    Method = "moderate",
                    Data = "low",
                    Opacity = "low",
                    MaterialityReason = "It stops payments",
                    ComplexityReason = "Boosted trees",
                },
                Ct
            );
        Assert.True(assessed.IsDone, assessed.Refusal?.Message);
    }

    // What the owner has not read of what is due.
    private static async Task<IReadOnlyList<Notification>> RemindedAsync(ApprovalsScene scene)
    {
        await scene.Get<RemindPeople>().RunAsync(Ct);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var owner = scene.Owner.User!.Value;
        return await db
            .Notifications.AsNoTracking()
            .Where(n => n.Person == owner && n.Kind == NotificationKind.ObligationDue && n.ReadAt == null)
            .ToListAsync(Ct);
    }
}
