using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Which agents a list shows. Null or empty: all.</summary>
/// <param name="Name">A part of the name.</param>
/// <param name="Owner">E-mail address of the owner.</param>
/// <param name="RiskClass">Risk class by its wire name.</param>
/// <param name="State">State by its wire name.</param>
public sealed record AgentFilter(string? Name = null, string? Owner = null, string? RiskClass = null, string? State = null);

/// <summary>Lists agents by name: filtered and cut into pages by the database.</summary>
public sealed class ListAgents(IDbContextFactory<GovernanceDbContext> dbFactory, AgentManifests manifests)
{
    /// <summary>A page for a screen, with how many there are in all.</summary>
    public async Task<Result<PageOf<AgentRow>>> PageAsync(AgentFilter filter, int skip, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await filtered.Value.CountAsync(ct);
        var rows = await Rows(db, filtered.Value.OrderBy(m => m.DisplayName).ThenBy(m => m.Name).Skip(skip).Take(take)).ToListAsync(ct);
        return new PageOf<AgentRow>(await WithManifestsAsync(db, rows, ct), total);
    }

    /// <summary>A page for the API, from a cursor on.</summary>
    public async Task<Result<ApiPage<AgentRow>>> ListAsync(AgentFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var (take, after) = asked.Value;
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var filtered = await FilterAsync(db, filter, ct);
        if (filtered.Refusal is { } refusal)
        {
            return refusal;
        }

        var models = after is null ? filtered.Value : filtered.Value.Where(m => string.Compare(m.Name, after) > 0);
        var rows = await Rows(db, models.OrderBy(m => m.Name).Take(take + 1)).ToListAsync(ct);
        var page = await WithManifestsAsync(db, [.. rows.Take(take)], ct);
        return new ApiPage<AgentRow>(page, rows.Count > take ? Cursor.Encode(page[^1].Name) : null);
    }

    /// <summary>Who owns an agent, for the filter.</summary>
    public async Task<IReadOnlyList<Person>> OwnersAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var owners = await db
            .Models.AsNoTracking()
            .Where(m => db.Agents.Any(a => a.Model == m.Name))
            .Select(m => m.Owner)
            .Distinct()
            .ToListAsync(ct);
        return [.. (await People.ByIdAsync(db, owners, ct)).Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static async Task<Result<IQueryable<Model>>> FilterAsync(GovernanceDbContext db, AgentFilter filter, CancellationToken ct)
    {
        var models = db.Models.AsNoTracking().Where(m => db.Agents.Any(a => a.Model == m.Name));
        if (!string.IsNullOrWhiteSpace(filter.Name))
        {
            var pattern = SearchText.Pattern(ListModels.Plain(filter.Name));
            models = models.Where(m => SearchText.Matches(m.Name, pattern) || SearchText.Matches(m.DisplayName, pattern));
        }

        if (!string.IsNullOrWhiteSpace(filter.Owner))
        {
            var owner = await People.ByEmailAsync(db, ListModels.Plain(filter.Owner), ct) is { } person ? person.UserId : new UserId(0);
            models = models.Where(m => m.Owner == owner);
        }

        if (!string.IsNullOrWhiteSpace(filter.RiskClass))
        {
            if (!WireName.TryParse<RiskClass>(filter.RiskClass, out var risk))
            {
                return Refusal.Field("agent.filter", "riskClass", $"This must be one of {string.Join(", ", WireName.All<RiskClass>())}.");
            }

            models = models.Where(m => m.RiskClass == risk);
        }

        if (string.IsNullOrWhiteSpace(filter.State))
        {
            return Result<IQueryable<Model>>.Done(models);
        }

        if (!WireName.TryParse<AgentState>(filter.State, out var state))
        {
            return Refusal.Field("agent.filter", "state", $"This must be one of {string.Join(", ", WireName.All<AgentState>())}.");
        }

        var stopped = state is AgentState.Stopped;
        return Result<IQueryable<Model>>.Done(models.Where(m => db.Agents.Any(a => a.Model == m.Name && a.IsStopped == stopped)));
    }

    private static IQueryable<Raw> Rows(GovernanceDbContext db, IQueryable<Model> models) =>
        models.Select(m => new Raw
        {
            Name = m.Name,
            DisplayName = m.DisplayName,
            Owner = db.Users.Where(u => u.Id == (int)(object)m.Owner).Select(u => u.Email).FirstOrDefault(),
            OwnerName = db.Users.Where(u => u.Id == (int)(object)m.Owner).Select(u => u.PrintedName).FirstOrDefault(),
            RiskClass = m.RiskClass,
            IsStopped = db.Agents.Any(a => a.Model == m.Name && a.IsStopped),
            ProductionVersion = db
                .Versions.Where(v => v.Model == m.Name && v.Stage == Stage.Production)
                .OrderBy(v => v.Number)
                .Select(v => v.Version)
                .FirstOrDefault(),
            ManifestSha256 = db
                .Versions.Where(v => v.Model == m.Name)
                .OrderByDescending(v => v.Stage == Stage.Production)
                .ThenByDescending(v => v.Number)
                .Select(v => v.ArtifactSha256)
                .FirstOrDefault(),
            Versions = db.Versions.Count(v => v.Model == m.Name),
            RegisteredAt = m.RegisteredAt,
        });

    private async Task<IReadOnlyList<AgentRow>> WithManifestsAsync(GovernanceDbContext db, IReadOnlyList<Raw> rows, CancellationToken ct)
    {
        var read = new Dictionary<string, AgentManifest>(StringComparer.Ordinal);
        foreach (var sha256 in rows.Select(r => r.ManifestSha256).Where(m => m is { Length: > 0 }).Distinct(StringComparer.Ordinal))
        {
            if (await manifests.FindAsync(sha256!, ct) is { } found)
            {
                read[sha256!] = found;
            }
        }

        var reviews = await ToolReviews.OfAsync(db, read.Values.SelectMany(m => m.Tools).Select(t => t.SchemaSha256), ct);
        var made = new List<AgentRow>(rows.Count);
        foreach (var row in rows)
        {
            var manifest = read.TryGetValue(row.ManifestSha256 ?? "", out var signed)
                ? manifests.WithReviews(row.ManifestSha256!, signed, reviews)
                : null;
            made.Add(
                new AgentRow(
                    row.Name,
                    row.DisplayName,
                    row.Owner ?? "",
                    row.OwnerName ?? "",
                    row.RiskClass,
                    row.IsStopped ? AgentState.Stopped : AgentState.Running,
                    row.ProductionVersion,
                    row.Versions,
                    row.RegisteredAt
                )
                {
                    Autonomy = manifest?.Autonomy,
                    Tools = manifest is null ? [] : ToolRisks.Count(manifest),
                }
            );
        }

        return made;
    }

    private sealed class Raw
    {
        public required string Name { get; init; }

        public required string DisplayName { get; init; }

        public string? Owner { get; init; }

        public string? OwnerName { get; init; }

        public RiskClass? RiskClass { get; init; }

        public bool IsStopped { get; init; }

        public string? ProductionVersion { get; init; }

        // The artifact of an agent's version is its manifest.
        public string? ManifestSha256 { get; init; }

        public int Versions { get; init; }

        public DateTimeOffset RegisteredAt { get; init; }
    }
}
