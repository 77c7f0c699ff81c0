using System.Globalization;
using Governance.Data;
using Governance.Domain.Notifications;
using Governance.Portal.Administration.Notifications.Reminders;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Decisions;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.DecisionReviews.ReviewScene;

namespace Governance.Portal.Tests.DecisionReviews;

/// <summary>Reviews that are due are said so to their reviewer, once for all of a model and day.</summary>
public sealed class ReviewRemindersTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task DueReviews_OfOneReviewer_AreOneReminder(DatabaseKind kind)
    {
        var clock = new TestClock();
        await using var scene = await CreateAsync(
            kind,
            new PortalFactory(kind) { Replace = services => services.AddSingleton<TimeProvider>(clock) }
        );
        await DecisionLines.PushedAsync(scene.Pipeline, DecisionLines.Batch(3));
        foreach (var decision in new[] { "d0", "d1", "d2" })
        {
            var due = clock.GetUtcNow().AddHours(30).ToString("O", CultureInfo.InvariantCulture);
            var body = new
            {
                decision,
                reason = "Check it",
                reviewer = "second@demo.example",
                due,
            };
            await SendAsync(scene.Risk, HttpMethod.Post, Address, body, System.Net.HttpStatusCode.Created);
        }

        clock.Advance(TimeSpan.FromHours(7));

        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);
        await scene.Portal.Get<RemindPeople>().RunAsync(Ct);

        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var told = await db
            .Notifications.AsNoTracking()
            .Where(n => n.Kind == NotificationKind.ObligationDue && n.Stage == NotificationStage.Ahead)
            .ToListAsync(Ct);
        Assert.Single(told);
    }
}
