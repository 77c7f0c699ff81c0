using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Gates;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Which postures.</summary>
/// <param name="State">In this state; null for all.</param>
/// <param name="Model">Of this model.</param>
/// <param name="Environment">In this environment.</param>
public sealed record PostureFilter(PostureState? State = null, string? Model = null, string? Environment = null)
{
    /// <summary>Where this rule fails, written <c>policy/rule</c>.</summary>
    public string? Rule { get; init; }

    /// <summary>How they stood then; null for now.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A rule that fails somewhere.</summary>
/// <param name="Policy">Its policy.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Deployments">Where.</param>
public sealed record FailingCount(string Policy, string Rule, int Deployments)
{
    /// <summary>What it is about; null where its id alone is known.</summary>
    public Wording? Title { get; init; }

    /// <summary>Policy and rule.</summary>
    public string Name => $"{Policy}/{Rule}";
}

/// <summary>Reads postures: filtered, ordered and cut into pages by the database.</summary>
public sealed partial class ListPostures(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    // More columns are no table any more.
    private const int MostRules = 6;
    private const int MostEnvironments = 50;

    /// <summary>A page for a program, the newest changes first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many, 1 to 500.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ApiPage<PostureView>> ListAsync(PostureFilter filter, int? below, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await PageAsync(Of(db, filter), below, limit, ct);
    }

    /// <summary>How the deployments of a model stood, the newest first.</summary>
    public async Task<ApiPage<PostureView>> HistoryAsync(string model, int? below, int limit, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await PageAsync(db.Postures.AsNoTracking().Where(p => p.Model == model), below, limit, ct);
    }

    /// <summary>A page for a screen: out of policy first, those whose time ends first before the others.</summary>
    public async Task<PageOf<PostureView>> PageAsync(PostureFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var postures = Of(db, filter);
        var page = await postures
            .OrderBy(p =>
                p.State == PostureState.Out ? 0
                : p.State == PostureState.Warning ? 1
                : 2
            )
            .ThenBy(p => p.GraceUntil == null)
            .ThenBy(p => p.GraceUntil)
            .ThenBy(p => p.Model)
            .ThenBy(p => p.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(ct);
        return new([.. page.Select(PostureView.Of)], await postures.CountAsync(ct));
    }

    /// <summary>How many stand how now.</summary>
    public async Task<PostureCounts> CountAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await PosturesNow.CountAsync(db, ct);
    }

    /// <summary>How the most serious deployment of a model stands; null when it runs nowhere.</summary>
    public async Task<PostureState?> OfModelAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await PosturesNow.OfModelsAsync(db, [model], ct)).TryGetValue(model, out var state) ? state : null;
    }

    /// <summary>Names of the people whom sentences of rules name, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, string>> PeopleAsync(IEnumerable<string> sentences, CancellationToken ct)
    {
        var ids = sentences.SelectMany(s => NamedPerson().Matches(s)).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        if (ids.Count == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var names = await ActorNames.LoadAsync(db, ids.Select(id => $"user:{id}"), ct);
        // One that is not known stays what it is.
        return ids.Where(id => names[$"user:{id}"] != $"user:{id}")
            .ToDictionary(id => id, id => names[$"user:{id}"], StringComparer.Ordinal);
    }

    /// <summary>What drives the drift of the versions that fail a rule about it: as the page of the monitor says it.</summary>
    public async Task<ILookup<(string Model, string Version), Reason>> ReasonsAsync(IEnumerable<PostureView> postures, CancellationToken ct)
    {
        List<(string, string)> drifting = [.. postures.Where(p => p.Failing.Any(f => f.IsOfDrift)).Select(p => (p.Model, p.Version))];
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await DriftReasons.OfAsync(db, drifting, ct);
    }

    /// <summary>Rules that fail now, those of the most deployments first, of these the most severe.</summary>
    public async Task<IReadOnlyList<FailingCount>> FailingAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var failing = await db
            .PostureFindings.AsNoTracking()
            .Where(f => db.Postures.Any(p => p.Id == f.Posture && p.Until == null))
            .GroupBy(f => new { f.Policy, f.Rule })
            .Select(g => new
            {
                g.Key.Policy,
                g.Key.Rule,
                Count = g.Count(),
                Statements = g.Max(f => f.Statements),
                Rank = g.Min(f =>
                    f.Severity == "critical" ? 0
                    : f.Severity == "high" ? 1
                    : f.Severity == "medium" ? 2
                    : 3
                ),
            })
            .OrderByDescending(r => r.Count)
            .ThenBy(r => r.Rank)
            .ThenBy(r => r.Policy)
            .ThenBy(r => r.Rule)
            .Take(MostRules)
            .ToListAsync(ct);
        return [.. failing.Select(r => new FailingCount(r.Policy, r.Rule, r.Count) { Title = RuleNames.Of(r.Rule, r.Statements) })];
    }

    /// <summary>How a version stands where it fails something.</summary>
    public async Task<IReadOnlyList<PostureView>> FailingOfAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var failing = await db
            .Postures.AsNoTracking()
            .Where(p => p.Model == model && p.Version == version && p.Until == null && p.State != PostureState.In)
            .OrderBy(p => p.Id)
            .ToListAsync(ct);
        return [.. failing.Select(PostureView.Of)];
    }

    /// <summary>Environments that something runs in, for the filter.</summary>
    public async Task<IReadOnlyList<string>> EnvironmentsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .Postures.AsNoTracking()
            .Where(p => p.Until == null)
            .Select(p => p.Environment)
            .Distinct()
            .OrderBy(e => e)
            .Take(MostEnvironments)
            .ToListAsync(ct);
    }

    /// <summary>True when there is such a model that the reader may know of.</summary>
    public async Task<bool> KnowsAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AnyAsync(m => m.Name == model, ct);
    }

    /// <summary>All that match, for a file.</summary>
    public async IAsyncEnumerable<PostureView> AllAsync(
        PostureFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        int? below = null;
        do
        {
            var page = await ListAsync(filter, below, 500, ct);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            below = page.NextCursor is null ? null : page.Items[^1].Id.Number;
        } while (below is not null);
    }

    [GeneratedRegex(@"\bUSR-[0-9]{4,}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedPerson();

    private static IQueryable<Posture> Of(GovernanceDbContext db, PostureFilter filter)
    {
        var postures = db.Postures.AsNoTracking();
        postures = filter.At is { } at
            ? postures.Where(p => p.From <= at && (p.Until == null || p.Until > at))
            : postures.Where(p => p.Until == null);
        if (filter.State is { } state)
        {
            postures = postures.Where(p => p.State == state);
        }

        if (filter.Model is { } model)
        {
            postures = postures.Where(p => p.Model == model);
        }

        if (filter.Environment is { } environment)
        {
            postures = postures.Where(p => p.Environment == environment);
        }

        if (filter.Rule?.Split('/', 2) is [var policy, var rule])
        {
            postures = postures.Where(p => p.Findings.Any(f => f.Policy == policy && f.Rule == rule));
        }

        return postures;
    }

    private static async Task<ApiPage<PostureView>> PageAsync(IQueryable<Posture> postures, int? below, int limit, CancellationToken ct)
    {
        var found = await postures
            .Where(p => below == null || (int)(object)p.Id < below)
            .OrderByDescending(p => p.Id)
            .Take(limit + 1)
            .ToListAsync(ct);
        return new ApiPage<PostureView>(
            [.. found.Take(limit).Select(PostureView.Of)],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Id.ToString()) : null
        );
    }
}
