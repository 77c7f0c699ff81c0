using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Alerts;

/// <summary>An alert.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Version in which it was last seen.</param>
/// <param name="Rule">What raised it.</param>
/// <param name="Field">The field, or the kind of finding; never a person's value.</param>
/// <param name="Count">Number of occurrences: decisions, or windows of a monitor.</param>
/// <param name="RaisedAt">When it was raised.</param>
/// <param name="SeenAt">When it was last seen.</param>
/// <param name="State">open, acknowledged or resolved.</param>
/// <param name="Level">warning or alert.</param>
/// <param name="BeganAt">Start of the window, or time of the decision, in which it began.</param>
/// <param name="Value">The last value, in the unit of the monitor; null for live checks.</param>
/// <param name="Monitor">The monitor that raised it; null for live checks.</param>
/// <param name="Owner">Printed name of the person who is to look into it.</param>
/// <param name="SilencedUntil">Time until which it is silenced.</param>
/// <param name="SilenceReason">Why it is silenced.</param>
/// <param name="AcknowledgedBy">Who is looking into it.</param>
/// <param name="ResolvedAt">When it was resolved.</param>
/// <param name="ResolvedBy">Who resolved it; null if the windows did.</param>
/// <param name="Resolution">Reason for the resolution.</param>
/// <param name="Revision">Increases with every change by a person.</param>
public sealed record AlertView(
    AlertId Id,
    string Model,
    string Version,
    AlertRule Rule,
    string Field,
    long Count,
    DateTimeOffset RaisedAt,
    DateTimeOffset SeenAt,
    AlertState State,
    DriftLevel Level,
    DateTimeOffset BeganAt,
    double? Value,
    MonitorId? Monitor,
    string? Owner,
    DateTimeOffset? SilencedUntil,
    string? SilenceReason,
    string? AcknowledgedBy,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy,
    string? Resolution,
    int Revision
)
{
    /// <summary>Id of whoever is asked to look.</summary>
    public UserId? OwnerId { get; init; }

    /// <summary>True while it is silent.</summary>
    public bool IsSilent(DateTimeOffset now) => State is not AlertState.Resolved && SilencedUntil > now;
}

/// <summary>Which alerts.</summary>
/// <param name="Model">Of this model; null for all.</param>
/// <param name="States">In one of these states; none for all.</param>
/// <param name="Rule">Raised by this; null for all.</param>
public sealed record AlertFilter(string? Model = null, IReadOnlyList<AlertState>? States = null, AlertRule? Rule = null)
{
    /// <summary>Only what the live checks of decisions raised.</summary>
    public bool OfDecisions { get; init; }

    /// <summary>Only those this person is asked to look at; null for all.</summary>
    public UserId? Owner { get; init; }

    /// <summary>On a page: only those of whoever looks at it.</summary>
    public bool Mine { get; init; }

    /// <summary>Those of a model follow one another; first the models with the worst.</summary>
    public bool ByModel { get; init; }

    /// <summary>What is not over.</summary>
    public static IReadOnlyList<AlertState> NotOver { get; } = [AlertState.Open, AlertState.Acknowledged];
}

/// <summary>Lists alerts, those seen last first.</summary>
public sealed class ListAlerts(IDbContextFactory<GovernanceDbContext> dbFactory, Accounts accounts)
{
    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<AlertView>> RunAsync(
        AlertFilter filter,
        (DateTimeOffset SeenAt, AlertId Id)? after,
        int take,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var alerts = Of(db, filter);
        if (after is var (seen, id) && after is not null)
        {
            // Ids are compared as their numbers in the database, so ties are broken by reading one instant as a whole.
            var ties = await alerts.Where(a => a.SeenAt == seen).Select(a => a.Id).ToListAsync(ct);
            var rest = ties.Where(t => t.Number < id.Number).ToList();
            alerts = alerts.Where(a => a.SeenAt < seen || rest.Contains(a.Id));
        }

        return await ViewsAsync(
            db,
            await alerts.OrderByDescending(a => a.SeenAt).ThenByDescending(a => a.Id).Take(take).ToListAsync(ct),
            ct
        );
    }

    /// <summary>Those to look at first: not over, the worst first; then by what was seen last.</summary>
    public async Task<(IReadOnlyList<AlertView> Items, int Total)> WorstAsync(AlertFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var alerts = Of(db, filter);
        var ordered = filter.ByModel
            ? alerts
                .OrderByDescending(a =>
                    db.Alerts.Any(o => o.Model == a.Model && o.Level == DriftLevel.Alert && o.State != AlertState.Resolved)
                )
                .ThenBy(a => a.Model)
                .ThenBy(a => a.State == AlertState.Resolved)
            : alerts.OrderBy(a => a.State == AlertState.Resolved);
        var page = await ordered
            .ThenByDescending(a => a.Level == DriftLevel.Alert)
            .ThenBy(a => a.Model)
            .ThenBy(a => a.Rule)
            .ThenByDescending(a => a.Value)
            .ThenByDescending(a => a.SeenAt)
            .ThenBy(a => a.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return (await ViewsAsync(db, page, ct), await alerts.CountAsync(ct));
    }

    /// <summary>Whom a filter means by <c>me</c> or an e-mail address; null when that is no one.</summary>
    public async Task<UserId?> OwnerAsync(Actor actor, string owner, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (owner == "me")
        {
            return actor.User
                ?? (actor.Key is { } key ? await db.ApiKeys.Where(k => k.Id == key).Select(k => k.Owner).SingleOrDefaultAsync(ct) : null);
        }

        var email = accounts.Normalise(owner);
        return await db.Users.Where(u => u.NormalizedEmail == email).Select(u => (int?)u.Id).SingleOrDefaultAsync(ct) is { } id
            ? new UserId(id)
            : null;
    }

    /// <summary>One of them, or null.</summary>
    public async Task<AlertView?> GetAsync(AlertId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await ViewsAsync(db, await db.Alerts.AsNoTracking().Where(a => a.Id == id).ToListAsync(ct), ct)).SingleOrDefault();
    }

    private static IQueryable<Alert> Of(GovernanceDbContext db, AlertFilter filter)
    {
        var alerts = db.Alerts.AsNoTracking();
        if (filter.Model is { } model)
        {
            alerts = alerts.Where(a => a.Model == model);
        }

        if (filter.OfDecisions)
        {
            alerts = alerts.Where(a => a.Monitor == null);
        }

        if (filter.States is { Count: > 0 } wanted)
        {
            var states = wanted.ToList();
            alerts = alerts.Where(a => states.Contains(a.State));
        }

        if (filter.Owner is { } owner)
        {
            alerts = alerts.Where(a => a.Owner == owner);
        }

        return filter.Rule is { } rule ? alerts.Where(a => a.Rule == rule) : alerts;
    }

    private static async Task<IReadOnlyList<AlertView>> ViewsAsync(GovernanceDbContext db, List<Alert> alerts, CancellationToken ct)
    {
        var people = alerts
            .SelectMany(a => new[] { a.Owner, a.AcknowledgedBy, a.ResolvedBy })
            .OfType<UserId>()
            .Select(u => u.Number)
            .Distinct()
            .ToList();
        var names = await db.Users.AsNoTracking().Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.PrintedName, ct);
        string? Name(UserId? id) => id is { } known ? names.GetValueOrDefault(known.Number, known.ToString()) : null;
        return
        [
            .. alerts.Select(a => new AlertView(
                a.Id,
                a.Model,
                a.Version,
                a.Rule,
                a.Field,
                a.Count,
                a.RaisedAt,
                a.SeenAt,
                a.State,
                a.Level,
                a.BeganAt,
                a.Value,
                a.Monitor,
                Name(a.Owner),
                a.SilencedUntil,
                a.SilenceReason?.Text,
                Name(a.AcknowledgedBy),
                a.ResolvedAt,
                Name(a.ResolvedBy),
                a.Resolution?.Text,
                a.Revision
            )
            {
                OwnerId = a.Owner,
            }),
        ];
    }
}
