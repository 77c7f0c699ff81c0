using Governance.Data;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using static Governance.Portal.Tests.Explanations.ExplanationScene;

namespace Governance.Portal.Tests.Explanations;

/// <summary>An answer that is overdue is said so to Compliance, once, until it is given.</summary>
public sealed class ExplanationRemindersTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task AnOverdueAnswer_IsReminded_ByTheIdOfItsRequest(DatabaseKind kind)
    {
        await using var scene = await CreateAsync(kind);
        var late = await scene.ReceivedAsync("d0", dueHours: 2);
        var answered = await scene.ReceivedAsync("d1", dueHours: 2);
        await PostAsync(scene.Compliance, $"/{answered}:withdraw", new { });

        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);
        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var told = await db.Notifications.AsNoTracking().Where(n => n.Kind == NotificationKind.ObligationDue).ToListAsync(Ct);
        Assert.All(told, n => Assert.Equal(late, n.Subject));
        Assert.Single(told, n => n.Stage is NotificationStage.Late);
        Assert.DoesNotContain(told, n => n.Parameters.Values.Any(v => v.Contains(Person, StringComparison.Ordinal)));
    }
}
