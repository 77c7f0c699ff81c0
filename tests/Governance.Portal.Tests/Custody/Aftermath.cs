using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Domain.Integrations.Formats;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>What has to be true after nodes were killed under their writers: in the database, and at those who are called.</summary>
internal static class Aftermath
{
    /// <summary>The risk that comments are about: it is there before the first write.</summary>
    public const string Talk = "talk";

    // One call becomes due after the other, all the time.
    public static async Task AskForTrainingAsync(PortalFactory portal, int calls, CancellationToken ct)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(ct);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var number in Enumerable.Range(1, calls))
        {
            var alert = new Alert
            {
                Id = new AlertId(number),
                Model = "scorer",
                Rule = AlertRule.Drift,
                Field = $"field-{number}",
                BeganAt = now,
                RaisedAt = now,
            };
            alert.See("1.0.0", 1, now);
            var call = new RetrainCall { Alert = alert.Id, Model = "scorer" };
            call.Claim(now, TimeSpan.FromSeconds(number));
            db.Add(alert);
            db.Add(call);
            db.Append(new AuditEvent("alert.raised", alert.Id.ToString(), []), Actor.Host, now);
        }

        await db.SaveChangesAsync(ct);
    }

    // No one runs: what dead nodes had taken in hand is due now and not in two minutes.
    public static async Task LeaseNothingAsync(string database, CancellationToken ct)
    {
        await using var services = Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var now = await db.TimeAsync(ct);
        await db.Set<LogFollower>().ExecuteUpdateAsync(f => f.SetProperty(x => x.LeaseUntil, now), ct);
        await db.RetrainCalls.ExecuteUpdateAsync(c => c.SetProperty(x => x.NextAt, now), ct);
        await db.Deliveries.ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAt, now), ct);
        await db.Dispatches.ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAt, now), ct);
    }

    public static async Task EveryoneWasToldAsync(string database, TimeSpan patience, CancellationToken ct)
    {
        await using var services = Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var end = await LogFollowers.EndAsync(db, ct);
        await Until.HoldsAsync(
            "every call and delivery is made, and every follower is at the end of the log",
            patience,
            async now =>
                !await db.RetrainCalls.AnyAsync(c => c.State == RetrainState.Waiting, now)
                && !await db.Deliveries.AnyAsync(d => d.State == DeliveryState.Waiting, now)
                && !await db.Dispatches.AnyAsync(d => d.State == DispatchState.Waiting || d.State == DispatchState.Sending, now)
                && !await db.Set<LogFollower>().AnyAsync(f => f.Position < end, now),
            ct
        );
    }

    public static async Task EverythingIsThereOnceAsync(string database, NodeWriters writers, CancellationToken ct)
    {
        await using var services = Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        async Task<int> LoggedAsync(string action) => await db.AuditEntries.CountAsync(e => e.Action == action && !e.Refused, ct);
        List<string> Sent(NodeWriters.Kind kind) =>
            [.. writers.Answered.Keys.Where(k => k.Kind == kind).Select(k => k.Name).Order(StringComparer.Ordinal)];

        var models = await db.Models.Where(m => m.Name != "scorer").Select(m => m.Name).ToListAsync(ct);
        Assert.Equal(Sent(NodeWriters.Kind.Model), models.Order(StringComparer.Ordinal));
        Assert.Equal(models.Count + 1, await LoggedAsync("model.registered"));
        var risks = await db.Risks.Where(r => r.Title != Talk).Select(r => r.Title).ToListAsync(ct);
        Assert.Equal(Sent(NodeWriters.Kind.Risk), risks.Order(StringComparer.Ordinal));
        Assert.Equal(await db.Risks.CountAsync(ct), await LoggedAsync("risk.raised"));
        var comments = (await db.Comments.AsNoTracking().ToListAsync(ct)).ConvertAll(c => c.Text.Text!);
        Assert.Equal(Sent(NodeWriters.Kind.Comment), comments.Order(StringComparer.Ordinal));
        Assert.Equal(comments.Count, await LoggedAsync(ConversationSubject.ActionOf(ConversationKind.Risk)));
        var decisions = await db.Decisions.Select(d => d.Id).ToListAsync(ct);
        Assert.Equal(
            Sent(NodeWriters.Kind.Decisions)
                .SelectMany(b => Enumerable.Range(0, NodeWriters.BatchLines).Select(line => $"{b}-{line}"))
                .Order(StringComparer.Ordinal),
            decisions.Order(StringComparer.Ordinal)
        );
        Assert.Equal(Sent(NodeWriters.Kind.Decisions).Count, await LoggedAsync("decisions.stored"));
    }

    /// <returns>How many calls came a second time.</returns>
    public static async Task<int> EveryoneKnowsItOnceAsync(
        string database,
        IReadOnlyList<string> told,
        Receiver hub,
        Receiver pipeline,
        CancellationToken ct
    )
    {
        await using var services = Services(database);
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var entries = await db
            .AuditEntries.Where(e => told.Contains(e.Action) && !e.Refused)
            .Select(e => new { e.Index, e.LeafHash })
            .ToListAsync(ct);
        var expected = entries.ConvertAll(e => OutboundEvent.IdOf(e.Index, Convert.ToHexStringLower(e.LeafHash)));
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            hub.Taken.Select(t => t.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
        // Of each subject in the order of the log.
        Assert.All(
            hub.Taken.DistinctBy(t => t.Id).GroupBy(t => t.Subject, StringComparer.Ordinal),
            s => Assert.Equal(s.Select(t => t.Index).Order(), s.Select(t => t.Index))
        );

        var asked = await db.RetrainCalls.AsNoTracking().ToListAsync(ct);
        var calls = pipeline.Sent.Select(c => c.Headers["x-governance-delivery"]).ToList();
        Assert.All(asked, call => Assert.Equal(RetrainState.Sent, call.State));
        Assert.Equal(
            asked.Select(c => c.Alert.ToString()).Order(StringComparer.Ordinal),
            calls.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
        Assert.Equal(asked.Count, await db.AuditEntries.CountAsync(e => e.Action == "retrain.sent", ct));
        return hub.Taken.Count - expected.Count + calls.Count - asked.Count;
    }

    internal static ServiceProvider Services(string database) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(database, Path.GetTempPath())
            .BuildServiceProvider();
}
