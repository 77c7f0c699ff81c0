using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>
/// The register of tools: read of the manifests themselves, which stay in memory under their digests, so that no second table can say
/// otherwise. Versions that are retired count no more.
/// </summary>
public sealed class ManifestTools(IDbContextFactory<GovernanceDbContext> dbFactory, AgentManifests manifests, LogLabels words)
{
    /// <summary>A page for a screen.</summary>
    public async Task<Result<PageOf<ToolRow>>> PageAsync(ToolFilter filter, int skip, int take, CancellationToken ct)
    {
        var rows = await FilteredAsync(filter, ct);
        return rows.IsDone ? new PageOf<ToolRow>([.. rows.Value.Skip(skip).Take(take)], rows.Value.Count) : rows.Refusal;
    }

    /// <summary>A page for a program.</summary>
    public async Task<Result<ApiPage<ToolRow>>> ListAsync(ToolFilter filter, ListQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query.TakeAfter();
        if (asked.Refusal is { } wrong)
        {
            return wrong;
        }

        var rows = await FilteredAsync(filter, ct);
        if (rows.Refusal is { } refusal)
        {
            return refusal;
        }

        var (take, after) = asked.Value;
        var rest = rows.Value.Where(r => after is null || string.CompareOrdinal(KeyOf(r), after) > 0).Take(take + 1).ToList();
        return new ApiPage<ToolRow>([.. rest.Take(take)], rest.Count > take ? Cursor.Encode(KeyOf(rest[take - 1])) : null);
    }

    /// <summary>The tools with this digest; none when no manifest that is visible here names one.</summary>
    public async Task<IReadOnlyList<ToolRow>> OfAsync(string sha256, CancellationToken ct) =>
        [.. (await AllAsync(ct)).Where(r => r.Sha256 == sha256)];

    /// <summary>Agents whose versions in use name a tool.</summary>
    /// <param name="db">The context; one without a filter sees all of them.</param>
    /// <param name="sha256">Digest of the tool.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<IReadOnlyList<(string Agent, AgentTool Tool)>> NamingAsync(
        GovernanceDbContext db,
        string sha256,
        CancellationToken ct
    ) =>
        [
            .. (await VersionsAsync(db.Versions.IgnoreQueryFilters(), ct))
                .SelectMany(v => v.Manifest.Tools.Where(t => t.SchemaSha256 == sha256).Select(t => (v.Agent, t)))
                .DistinctBy(t => t.Agent, StringComparer.Ordinal),
        ];

    private static string KeyOf(ToolRow row) => $"{row.Id} {row.Sha256}";

    private async Task<Result<IReadOnlyList<ToolRow>>> FilteredAsync(ToolFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.State is { Length: > 0 } state && state is not ("reviewed" or "unreviewed"))
        {
            return Refusal.Field("agent.filter", "state", $"Use reviewed or unreviewed.");
        }

        if (filter.Risk is { Length: > 0 } risk && !AgentVocabulary.ToolRisks.Contains(risk, StringComparer.Ordinal))
        {
            return Refusal.Field("agent.filter", "risk", $"This must be one of {string.Join(", ", AgentVocabulary.ToolRisks)}.");
        }

        return Result<IReadOnlyList<ToolRow>>.Done([
            .. (await AllAsync(ct)).Where(r =>
                (string.IsNullOrWhiteSpace(filter.Name) || r.Id.Contains(filter.Name.Trim(), StringComparison.OrdinalIgnoreCase))
                && (string.IsNullOrEmpty(filter.State) || filter.State == "reviewed" == r.Review is not null)
                && (string.IsNullOrEmpty(filter.Risk) || r.Risks.Contains(filter.Risk, StringComparer.Ordinal))
            ),
        ]);
    }

    private async Task<IReadOnlyList<ToolRow>> AllAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var versions = await VersionsAsync(db.Versions, ct);
        var tools = versions
            .SelectMany(v => v.Manifest.Tools.Select(t => (v.Agent, v.IsInProduction, Tool: t)))
            .GroupBy(t => (t.Tool.Id, t.Tool.SchemaSha256))
            .ToList();
        var reviews = await ToolReviews.OfAsync(db, tools.Select(t => t.Key.SchemaSha256), ct);
        var names = await AuditActors.LoadAsync(db, words, reviews.Values.Select(r => r.ReviewedBy).Distinct(StringComparer.Ordinal), ct);
        return
        [
            .. tools
                .Select(group =>
                {
                    var (tool, review) = (group.First().Tool, reviews.GetValueOrDefault(group.Key.SchemaSha256));
                    List<string> declared = [.. InOrder(group.SelectMany(t => t.Tool.Risks))];
                    return new ToolRow(
                        tool.Id,
                        tool.Server,
                        tool.Name,
                        tool.SchemaSha256,
                        group.Select(t => t.Tool.Description).FirstOrDefault(d => d is not null),
                        [.. group.Select(t => t.Agent).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                        group.Any(t => t.IsInProduction),
                        [.. InOrder(declared.Concat(review?.Risks ?? []))],
                        declared,
                        review is null
                            ? null
                            : new(
                                [.. InOrder(review.Risks)],
                                review.ReviewedBy,
                                names[review.ReviewedBy],
                                review.ReviewedAt,
                                review.Reason.Text
                            )
                    );
                })
                .OrderBy(KeyOf, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> InOrder(IEnumerable<string> risks)
    {
        var named = risks.ToHashSet(StringComparer.Ordinal);
        return AgentVocabulary.ToolRisks.Where(named.Contains);
    }

    private async Task<List<(string Agent, bool IsInProduction, AgentManifest Manifest)>> VersionsAsync(
        IQueryable<ModelVersion> versions,
        CancellationToken ct
    )
    {
        var rows = await versions
            .AsNoTracking()
            .Where(v => v.ArtifactMediaType == AgentManifest.MediaType && v.Stage != Stage.Retired)
            .OrderBy(v => v.Model)
            .ThenBy(v => v.Number)
            .Select(v => new
            {
                v.Model,
                v.Stage,
                v.ArtifactSha256,
            })
            .ToListAsync(ct);
        var read = new List<(string, bool, AgentManifest)>(rows.Count);
        foreach (var row in rows)
        {
            if (await manifests.FindAsync(row.ArtifactSha256, ct) is { } manifest)
            {
                read.Add((row.Model, row.Stage is Stage.Production, manifest));
            }
        }

        return read;
    }
}
