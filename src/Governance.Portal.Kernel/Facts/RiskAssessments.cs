using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// When risks were assessed last: when someone gave what is left of them another score, or reviewed them. A signal that raises a score
/// assesses nothing.
/// </summary>
public sealed class RiskAssessments
{
    private readonly Dictionary<RiskId, DateTimeOffset> _scored;

    private RiskAssessments(DateTimeOffset release, Dictionary<RiskId, DateTimeOffset> scored) => (Release, _scored) = (release, scored);

    /// <summary>From when on an assessment is one of the release: when the version was registered.</summary>
    public DateTimeOffset Release { get; }

    /// <summary>When a risk was assessed last; null for one that is not assessed.</summary>
    public DateTimeOffset? Of(Risk risk)
    {
        ArgumentNullException.ThrowIfNull(risk);
        return risk.ResidualScore is null ? null
            : _scored.TryGetValue(risk.Id, out var scored) && scored > risk.ReviewedAt ? scored
            : risk.ReviewedAt;
    }

    /// <summary>Reads them from the revisions of the risks, compared with the log.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="version">The version of the release.</param>
    /// <param name="risks">The risks; null when the register says nothing.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A revision is not what the log states.</exception>
    public static async Task<RiskAssessments> ReadAsync(
        GovernanceDbContext db,
        ModelVersion version,
        IReadOnlyList<Risk>? risks,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(version);
        List<RiskId> ids = [.. (risks ?? []).Select(r => r.Id)];
        if (ids.Count == 0)
        {
            return new(version.RegisteredAt, []);
        }

        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<RiskVersion>(nameof(RiskVersion.Risk), ids.Select(id => (object)id))], ct);
        var revisions = await db
            .RiskVersions.IgnoreQueryFilters()
            .Where(v => ids.Contains(v.Risk))
            .WithPendingAsync(db, v => ids.Contains(v.Risk), ct);
        var scored = new Dictionary<RiskId, DateTimeOffset>();
        foreach (var risk in revisions.GroupBy(v => v.Risk))
        {
            int? before = null;
            foreach (var revision in risk.OrderBy(v => v.Revision))
            {
                if (revision.Residual is not null && revision.Residual != before && revision.Action is not "risk.rescored")
                {
                    scored[risk.Key] = revision.At;
                }

                before = revision.Residual;
            }
        }

        return new(version.RegisteredAt, scored);
    }
}
