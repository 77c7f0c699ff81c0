using Governance.Data;
using Governance.Domain.Decisions;
using Governance.Domain.Explanations;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>Reads what is on record of a decision that a person affected may be told.</summary>
internal static class ReadExplanationFacts
{
    /// <summary>The decision of a sender's id; null when there is none.</summary>
    public static async Task<ExplainedDecision?> FindAsync(GovernanceDbContext db, string? id, CancellationToken ct)
    {
        if (
            string.IsNullOrEmpty(id)
            || await db.DecisionIds.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, ct) is not { } key
            || await RowAsync(db, key.Number, key.Time, ct) is not { } row
        )
        {
            return null;
        }

        var source = await db.DecisionSources.AsNoTracking().SingleAsync(s => s.Id == row.Source, ct);
        return new ExplainedDecision(row.Number, row.Id, row.Time, source.Model, source.Version);
    }

    /// <summary>What is on record of the decision that a request is about, now.</summary>
    public static async Task<ExplanationFacts> OfAsync(GovernanceDbContext db, ExplanationRequest request, CancellationToken ct)
    {
        var row =
            await RowAsync(db, request.Decision, request.DecisionTime, ct)
            ?? throw new InvalidOperationException($"The decision of {request.Id} is not in the decision log.");
        var name = await db.Models.AsNoTracking().Where(m => m.Name == request.Model).Select(m => m.DisplayName).SingleAsync(ct);
        var overrides = await db
            .DecisionOverrides.AsNoTracking()
            .Where(o => o.Decision == request.Decision)
            .OrderBy(o => o.Ordinal)
            .Select(o => new
            {
                o.Outcome,
                o.ReasonCode,
                o.At,
            })
            .ToListAsync(ct);
        var systems = await db
            .AiSystems.AsNoTracking()
            .Naming(request.Model)
            .OrderBy(s => s.Id)
            .Select(s => new
            {
                s.Id,
                s.Name,
                s.Purpose,
            })
            .ToListAsync(ct);
        return ExplanationFacts.Of(row, name, request.Version) with
        {
            Systems = [.. systems.Select(s => new ExplainedSystem(s.Id.ToString(), s.Name, s.Purpose))],
            Overrides = [.. overrides.Select(o => new ExplainedOverride(o.Outcome, o.ReasonCode, o.At))],
        };
    }

    // The time names the partition.
    private static Task<Decision?> RowAsync(GovernanceDbContext db, long number, DateTimeOffset time, CancellationToken ct) =>
        db.Decisions.AsNoTracking().SingleOrDefaultAsync(d => d.Number == number && d.Time == time, ct);
}
