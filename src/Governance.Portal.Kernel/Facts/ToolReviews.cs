using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Tools;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// What reviewers found that tools can do. A manifest counts with its own risks and those of the reviews: anyone who writes one cannot make
/// a tool harmless, and need not say again what was found once.
/// </summary>
public static class ToolReviews
{
    /// <summary>The reviews of some tools by digest, in one query.</summary>
    public static async Task<IReadOnlyDictionary<string, AgentToolReview>> OfAsync(
        GovernanceDbContext db,
        IEnumerable<string> digests,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var asked = digests.Distinct(StringComparer.Ordinal).ToList();
        return asked.Count == 0
            ? new Dictionary<string, AgentToolReview>(StringComparer.Ordinal)
            : (
                await db
                    .AgentToolReviews.Where(r => asked.Contains(r.Sha256))
                    .WithPendingAsync(db, r => asked.Contains(r.Sha256, StringComparer.Ordinal), ct)
            ).ToDictionary(r => r.Sha256, StringComparer.Ordinal);
    }

    /// <summary>Compares the reviews of a manifest's tools with the log, those that were taken away among them.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static Task EnsureAsync(GovernanceDbContext db, AgentManifest manifest, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var digests = manifest.Tools.Select(t => t.SchemaSha256).Distinct(StringComparer.Ordinal).ToList();
        return digests.Count == 0
            ? Task.CompletedTask
            : RecordIntegrity.EnsureAsync(
                db,
                [RecordsAsked.Of<AgentToolReview>(nameof(AgentToolReview.Sha256), digests).OrGone(digests.Select(d => new object[] { d }))],
                ct
            );
    }

    /// <summary>The manifest with the risks that count.</summary>
    public static AgentManifest ApplyTo(AgentManifest manifest, IReadOnlyDictionary<string, AgentToolReview> reviews)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(reviews);
        return manifest.Tools.Any(t => reviews.TryGetValue(t.SchemaSha256, out var review) && Adds(t, review))
            ? manifest with
            {
                Tools = [.. manifest.Tools.Select(t => reviews.TryGetValue(t.SchemaSha256, out var review) ? With(t, review) : t)],
            }
            : manifest;
    }

    private static bool Adds(AgentTool tool, AgentToolReview review) => review.Risks.Except(tool.Risks, StringComparer.Ordinal).Any();

    private static AgentTool With(AgentTool tool, AgentToolReview review) =>
        Adds(tool, review)
            ? tool with
            {
                Risks = [.. tool.Risks.Union(review.Risks, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            }
            : tool;
}
