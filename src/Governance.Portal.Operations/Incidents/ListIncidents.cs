using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Which incidents.</summary>
public sealed record IncidentFilter
{
    /// <summary>Words in the title, or an id.</summary>
    public string? Text { get; init; }

    /// <summary>About this model.</summary>
    public string? Model { get; init; }

    /// <summary>About this AI system.</summary>
    public string? System { get; init; }

    /// <summary>In one of these states; none for all.</summary>
    public IReadOnlyList<IncidentState> States { get; init; } = [];

    /// <summary>This bad.</summary>
    public IncidentSeverity? Severity { get; init; }

    /// <summary>Drills, or none; null for both.</summary>
    public bool? Drill { get; init; }

    /// <summary>Reads the words of an address; the first that is none of ours is refused by name.</summary>
    public static Result<IncidentFilter> Parse(string? text, string? model, string? system, string? state, string? severity, bool? drill)
    {
        var filter = new IncidentFilter
        {
            Text = Given(text),
            Model = Given(model),
            System = Given(system),
            Drill = drill,
        };
        if (Given(state) is { } named)
        {
            if (named != "live" && !WireName.TryParse<IncidentState>(named, out _))
            {
                return IncidentRefusals.StateUnknown;
            }

            filter = filter with { States = named == "live" ? Incident.LiveStates : [WireName.Parse<IncidentState>(named)] };
        }

        if (Given(severity) is not { } bad)
        {
            return filter;
        }

        return WireName.TryParse<IncidentSeverity>(bad, out var known)
            ? filter with
            {
                Severity = known,
            }
            : IncidentRefusals.SeverityUnknown;
    }

    internal IQueryable<Incident> Apply(GovernanceDbContext db)
    {
        var (incidents, model, system, drill) = (db.Incidents.AsNoTracking(), Model, System, Drill);
        if (Text is { } text)
        {
            var id = DisplayId.TryParse<IncidentId>(text, out var named) ? named : default;
            var words = SearchText.Pattern(text);
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, where these comparisons mean the same in both databases.
            incidents = incidents.Where(i => i.Id == id || SearchText.Matches(i.Title, words));
#pragma warning restore CA1304, CA1311, CA1862
        }

        if (model is not null)
        {
            incidents = incidents.Where(i => i.Versions.Any(v => v.Model == model));
        }

        if (system is not null)
        {
            // Ids stand quoted in the column's JSON, so that SYS-0001 does not find SYS-00010.
            var quoted = $"\"{system.ToUpperInvariant()}\"";
            incidents = incidents.Where(i => ((string)(object)EF.Property<List<string>>(i, "_systems")).Contains(quoted));
        }

        if (States.Count > 0)
        {
            var states = States.ToList();
            incidents = incidents.Where(i => states.Contains(i.State));
        }

        incidents = Severity is { } severity ? incidents.Where(i => i.Severity == severity) : incidents;
        return drill is null ? incidents : incidents.Where(i => i.IsDrill == drill);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Lists incidents.</summary>
public sealed class ListIncidents(IDbContextFactory<GovernanceDbContext> dbFactory, IncidentLibrary library, TimeProvider clock)
{
    // Clocks that run at once: what is beyond that is on the list itself.
    private const int MaxClocks = 20;

    /// <summary>How many are not over, drills aside.</summary>
    public async Task<int> CountLiveAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.KeptAsync(
            "incidents-live",
            null,
            FigureBasis.Records,
            () => (new IncidentFilter { States = Incident.LiveStates, Drill = false }).Apply(db).IgnoreAutoIncludes().CountAsync(ct),
            ct
        );
    }

    /// <summary>A page for the screen: what is not over first, then the newest.</summary>
    public async Task<PageOf<IncidentRow>> PageAsync(IncidentFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var incidents = filter.Apply(db);
        var found = await incidents
            .OrderBy(i => i.State == IncidentState.Closed || i.State == IncidentState.Dismissed)
            .ThenByDescending(i => i.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new(await RowsAsync(db, found, ct), await incidents.IgnoreAutoIncludes().CountAsync(ct));
    }

    /// <summary>A page for programs, the newest first.</summary>
    public async Task<ApiPage<IncidentRow>> RunAsync(IncidentFilter filter, int? below, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await filter
            .Apply(db)
            .Where(i => below == null || (int)(object)i.Id < below)
            .OrderByDescending(i => i.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new(await RowsAsync(db, found.Take(limit), ct), found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null);
    }

    /// <summary>Incidents that are not over and whose clock counts, the one due first at the top. Drills aside.</summary>
    public async Task<IReadOnlyList<IncidentRow>> ClocksAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var live = await (new IncidentFilter { States = Incident.LiveStates, Drill = false })
            .Apply(db)
            .OrderBy(i => i.Id)
            .Take(500)
            .ToListAsync(ct);
        return [.. (await RowsAsync(db, live, ct)).Where(r => r.DueAt is not null).OrderBy(r => r.DueAt).Take(MaxClocks)];
    }

    private async Task<IReadOnlyList<IncidentRow>> RowsAsync(GovernanceDbContext db, IEnumerable<Incident> incidents, CancellationToken ct)
    {
        var list = incidents.ToList();
        var people = await People.ByIdAsync(db, list.Select(i => i.Lead), ct);
        var now = clock.GetLocalNow();
        return
        [
            .. list.Select(i =>
            {
                var ruling = i.IsLive ? i.Ruling(library.Law, now) : null;
                return new IncidentRow(
                    i.Id,
                    i.Title,
                    i.Severity,
                    i.State,
                    i.IsDrill,
                    i.Category,
                    string.Join(
                        ", ",
                        i.Versions.OrderBy(v => v.Model, StringComparer.Ordinal).Select(v => $"{v.Model} {v.Version}").Concat(i.Systems)
                    ),
                    i.Class is { IsConfirmed: true } decided ? decided.Finding.Serious : null,
                    ruling?.DueAt,
                    ruling?.Rule.Id,
                    ruling?.State,
                    people.GetValueOrDefault(i.Lead)?.Name ?? i.Lead.ToString(),
                    i.OpenedAt,
                    i.ClosedAt
                )
                {
                    Lead = i.Lead,
                };
            }),
        ];
    }
}
