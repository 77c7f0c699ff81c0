using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Postures;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.ModelReviews;

/// <summary>What a review asks for starts: a task of the owner until it is done, and the call of the pipeline for a retraining.</summary>
public sealed class ReviewOutcomesTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory]
    [InlineData("restrict", "Apply the limits, then record the next review")]
    [InlineData("retrain", "Train the model again and register the new version")]
    [InlineData("roll-back", "Roll back to the earlier version")]
    [InlineData("retire", "Start the retirement")]
    public async Task AnOutcome_IsATaskOfTheOwner_UntilTheNextReview(string outcome, string asked)
    {
        await using var scene = await PostureScene.CreateAsync(PostureScene.DriftLimit, before: MeasuredAsync);
        Assert.Empty(await TasksAsync(scene, scene.Owner));

        await ReviewAsync(scene, outcome);
        Assert.Equal(asked, Assert.Single(await TasksAsync(scene, scene.Owner)).Asked.English);
        Assert.Empty(await TasksAsync(scene, scene.Security));

        await ReviewAsync(scene, "keep");
        Assert.Empty(await TasksAsync(scene, scene.Owner));
    }

    [Fact]
    public async Task Retrain_EndsWithTheNextVersion_AndCallsThePipelineOfTheAlert()
    {
        await using var scene = await PostureScene.CreateAsync(PostureScene.DriftLimit, before: MeasuredAsync);
        await Measurements.AlertAsync(scene, PostureScene.Running);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var alert = await db.Alerts.Select(a => a.Id).SingleAsync(Ct);

        await ReviewAsync(scene, "retrain", alert);
        // No pipeline is set up here: the task alone stands for it.
        Assert.Empty(await db.RetrainCalls.ToListAsync(Ct));
        Assert.Single(await TasksAsync(scene, scene.Owner));

        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.5.0");
        Assert.Empty(await TasksAsync(scene, scene.Owner));
    }

    private static async Task MeasuredAsync(ApprovalsScene scene)
    {
        await Measurements.WatchAsync(scene, PostureScene.Running);
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-09", seed: 8);
        await Measurements.EvaluateAsync(scene);
    }

    private static async Task<IReadOnlyList<Kernel.Contracts.QueueItem>> TasksAsync(ApprovalsScene scene, Actor person) =>
        [.. (await scene.Get<MyQueue>().RunAsync(person, Ct)).Items.Where(i => i.Id.StartsWith("REV-", StringComparison.Ordinal))];

    private static async Task ReviewAsync(ApprovalsScene scene, string outcome, AlertId? alert = null)
    {
        var recorded = await scene
            .Get<RecordReview>()
            .RunAsync(
                scene.Owner,
                new(ApprovalsScene.ModelName, PostureScene.Running, outcome, "Looked at", null) { Answers = alert?.ToString() },
                Ct
            );
        Assert.True(recorded.IsDone, recorded.Refusal?.Message);
    }
}
