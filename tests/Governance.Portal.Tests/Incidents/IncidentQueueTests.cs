using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Incidents;

/// <summary>What an incident asks of people stands in their queues.</summary>
public sealed class IncidentQueueTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Queue_OfTheLead_HasTheNextStep_AndOfLegal_TheClassToConfirm()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var opened = await scene
            .Get<OpenIncident>()
            .RunAsync(
                scene.Engineer,
                new()
                {
                    Title = "Stale feed",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(ApprovalsScene.ModelName, "1.4.0")],
                    Lead = "security@test.example",
                },
                Ct
            );
        Assert.True(opened.IsDone, opened.Refusal?.Message);

        Assert.Equal([("Contain", "Severe")], await AskedAsync(scene, scene.Security));
        Assert.Empty(await AskedAsync(scene, scene.Legal));
        var due = Assert.Single((await scene.Get<MyQueue>().RunAsync(scene.Security, Ct)).Items).DueAt;
        Assert.Equal(scene.Clock.GetUtcNow().AddDays(2), due);

        var answers = IncidentLibrary.Shipped.Questions.Questions.ToDictionary(q => q.Id, _ => "no", StringComparer.Ordinal);
        Assert.True(
            (
                await scene.Get<ClassifyIncident>().RunAsync(scene.Engineer, opened.Value, new(answers, "likely", "Near miss"), null, Ct)
            ).IsDone
        );
        Assert.Equal([("Confirm the class", "Severe")], await AskedAsync(scene, scene.Legal));
        Assert.True((await scene.Get<ConfirmIncidentClass>().RunAsync(scene.Legal, opened.Value, null, null, Ct)).IsDone);
        Assert.Empty(await AskedAsync(scene, scene.Legal));
        Assert.Empty(await scene.Get<ListIncidents>().ClocksAsync(Ct));
    }

    [Fact]
    public async Task Reminder_OfTheTwoDayClock_ComesWhenADayIsLeft_AndNotWhenItIsDeclared()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var opened = await scene
            .Get<OpenIncident>()
            .RunAsync(
                scene.Engineer,
                new()
                {
                    Title = "Stale feed",
                    Category = "data-quality",
                    Severity = "severe",
                    Versions = [new(ApprovalsScene.ModelName, "1.4.0")],
                    Lead = "security@test.example",
                },
                Ct
            );
        Assert.True(opened.IsDone, opened.Refusal?.Message);

        Assert.Empty(await RemindAsync(scene));
        scene.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Empty(await RemindAsync(scene));
        scene.Clock.Advance(TimeSpan.FromHours(2));

        var ahead = await RemindAsync(scene);
        Assert.NotEmpty(ahead);
        Assert.All(ahead, n => Assert.Equal(("2", "24"), (n.Parameters["days"], n.Parameters["hours"])));
    }

    private static async Task<IReadOnlyList<Notification>> RemindAsync(ApprovalsScene scene)
    {
        await scene.Get<RemindPeople>().RunAsync(Ct);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Notifications.AsNoTracking()
            .Where(n => n.Kind == NotificationKind.IncidentClock && n.Stage == NotificationStage.Ahead)
            .ToListAsync(Ct);
    }

    private static async Task<IReadOnlyList<(string Asked, string? Severity)>> AskedAsync(ApprovalsScene scene, Actor actor) =>
        [
            .. (await scene.Get<MyQueue>().RunAsync(actor, Ct))
                .Items.Where(i => i.Id.StartsWith("INC-", StringComparison.Ordinal))
                .Select(i => (i.Asked.English, i.Severity?.Word)),
        ];
}
