using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Kpis;
using Governance.Domain.Models;
using Governance.Portal.Administration.Overview.Kpis;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Overview.Subscriptions;

/// <summary>Makes, lists, pauses and removes the dashboards a person is mailed. Each sees their own only.</summary>
public sealed class ChangeSubscriptions(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    private const int UsualHour = 8;

    /// <summary>One's own, the newest first.</summary>
    public async Task<Result<IReadOnlyList<SubscriptionView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.User is not { } person)
        {
            return SubscriptionRefusals.PersonNeeded;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var own = await db
            .DashboardSubscriptions.AsNoTracking()
            .Where(s => s.Person == person)
            .OrderByDescending(s => s.Id)
            .Take(DashboardSubscription.MaxPerPerson)
            .ToListAsync(ct);
        var views = new List<SubscriptionView>();
        foreach (var one in own)
        {
            var (recipient, prefix) = (person.ToString(), DashboardLetters.KeyOf(one.Id));
            var last = await db
                .Dispatches.AsNoTracking()
                .Where(d => d.Recipient == recipient && d.Key.StartsWith(prefix))
                .OrderByDescending(d => d.Id)
                .FirstOrDefaultAsync(ct);
            views.Add(SubscriptionView.Of(one, last));
        }

        return views;
    }

    /// <summary>Makes one.</summary>
    public Task<Result<SubscriptionView>> CreateAsync(Actor actor, SubscriptionBody body, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        return runner.RunAsync<SubscriptionView>(
            actor,
            new Attempt("subscription.created", "subscriptions", Permission.ReadOverview),
            async (context, token) =>
            {
                if (context.Access.Actor.User is not { } person)
                {
                    return SubscriptionRefusals.PersonNeeded;
                }

                if (!WireName.TryParse<DashboardView>(body.View, out var view))
                {
                    return Refusal.Field(
                        "subscription.view-unknown",
                        "view",
                        $"Valid dashboards: {string.Join(", ", WireName.All<DashboardView>())}."
                    );
                }

                if (!WireName.TryParse<Cadence>(body.Cadence, out var cadence))
                {
                    return SubscriptionRefusals.CadenceUnknown;
                }

                var scope = KpiScope.Read(
                    new KpiQuery
                    {
                        Period = body.Period,
                        Model = body.Model,
                        System = body.System,
                        Owner = body.Owner,
                    },
                    context.Now
                );
                if (scope.Refusal is { } wrong)
                {
                    return wrong;
                }

                // It is stored and stands in the log, so it is no text of anyone's.
                if (scope.Value.Model is { } model && !ModelName.IsModel(model))
                {
                    return Refusal.Field("kpi.scope-not-valid", "model", $"Enter the model's name, such as credit-scoring.");
                }

                var zone =
                    body.TimeZone
                    ?? await context
                        .Db.NotificationPreferences.AsNoTracking()
                        .Where(p => p.Person == person)
                        .Select(p => p.TimeZone)
                        .SingleOrDefaultAsync(token)
                    ?? "Etc/UTC";
                var schedule = new MailSchedule(cadence, body.Day ?? (cadence is Cadence.Daily ? 0 : 1), body.Hour ?? UsualHour, zone);
                if (schedule.Refuses() is { } never)
                {
                    return never;
                }

                if (
                    await context.Db.DashboardSubscriptions.CountAsync(s => s.Person == person, token) >= DashboardSubscription.MaxPerPerson
                )
                {
                    return SubscriptionRefusals.TooMany;
                }

                var asked = scope.Value;
                var made = DashboardSubscription.Create(
                    await context.Db.NextIdAsync<SubscriptionId>(token),
                    person,
                    context.Access.Actor.Role,
                    new SubscriptionScope(view, asked.Days, asked.Model, asked.System, asked.Owner),
                    schedule,
                    context.Now
                );
                context.Db.DashboardSubscriptions.Add(made);
                context.Append(
                    new AuditEvent(
                        "subscription.created",
                        made.Id.ToString(),
                        new JsonObject
                        {
                            ["view"] = WireName.Of(view),
                            ["days"] = asked.Days,
                            ["model"] = asked.Model,
                            ["system"] = asked.System,
                            ["owner"] = asked.Owner,
                            ["cadence"] = WireName.Of(cadence),
                        }
                    )
                );
                return SubscriptionView.Of(made, null);
            },
            ct
        );
    }

    /// <summary>Pauses one, or goes on.</summary>
    public Task<Result<SubscriptionView>> PauseAsync(Actor actor, string id, bool paused, CancellationToken ct) =>
        runner.RunAsync<SubscriptionView>(
            actor,
            new Attempt(paused ? "subscription.paused" : "subscription.resumed", id, Permission.ReadOverview),
            async (context, token) =>
            {
                if (await FindAsync(context, id, token) is not { } own)
                {
                    return SubscriptionRefusals.NotFound;
                }

                if (own.Pause(paused, context.Now))
                {
                    context.Append(
                        new AuditEvent(paused ? "subscription.paused" : "subscription.resumed", own.Id.ToString(), new JsonObject())
                    );
                }

                return SubscriptionView.Of(own, null);
            },
            ct
        );

    /// <summary>Removes one.</summary>
    public Task<Result<Done>> RemoveAsync(Actor actor, string id, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("subscription.removed", id, Permission.ReadOverview),
            async (context, token) =>
            {
                if (await FindAsync(context, id, token) is not { } own)
                {
                    return SubscriptionRefusals.NotFound;
                }

                context.Db.DashboardSubscriptions.Remove(own);
                context.Append(new AuditEvent("subscription.removed", own.Id.ToString(), new JsonObject()));
                return Done.Instance;
            },
            ct
        );

    /// <summary>The server's clock, for pages.</summary>
    public DateTimeOffset Now => clock.GetLocalNow();

    private static async Task<DashboardSubscription?> FindAsync(ActionContext context, string id, CancellationToken ct) =>
        context.Access.Actor.User is { } person && DisplayId.TryParse<SubscriptionId>(id, out var known)
            ? await context.Db.DashboardSubscriptions.SingleOrDefaultAsync(s => s.Id == known && s.Person == person, ct)
            : null;
}
