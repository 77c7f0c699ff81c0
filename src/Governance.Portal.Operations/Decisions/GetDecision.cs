using System.Text.Json;
using Governance.Data;
using Governance.Domain.Decisions;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Decisions.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Reads one decision. The values of its inputs are left out.</summary>
public sealed class GetDecision(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int MaxSimilar = 5;

    /// <summary>Runs it.</summary>
    /// <returns>Null when there is none of this id.</returns>
    public async Task<DecisionView?> RunAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await FindAsync(db, id, ct) is not { } row)
        {
            return null;
        }

        var source = await db.DecisionSources.AsNoTracking().SingleAsync(s => s.Id == row.Source, ct);
        var number = new DecisionNumber(row.Number);
        var batch = await db.DecisionBatches.AsNoTracking().SingleAsync(b => b.Id == number.Batch, ct);
        var overrides = await db
            .DecisionOverrides.AsNoTracking()
            .Where(o => o.Decision == row.Number)
            .OrderBy(o => o.Ordinal)
            .ToListAsync(ct);
        var names = await ActorNames.LoadAsync(db, [batch.StoredBy], ct);
        var (reviews, truth) = await ReadReviews.OfAsync(db, row, source.Model, ct);
        var view = new DecisionView
        {
            Decision = DecisionReading.Item(
                row,
                source,
                overrides.LastOrDefault(),
                await TrafficAuthorities.OfAsync(db, source.Model, source.Version, ct)
            ),
            Truth = truth,
            Reviews = reviews,
            Overrides = [.. overrides.Select(DecisionReading.Override)],
            Commitment = Convert.ToHexStringLower(row.Commitment),
            Position = number.Position,
            BatchCount = batch.Count,
            StoredAt = batch.StoredAt,
            StoredBy = names[batch.StoredBy],
            LogIndex = batch.LogIndex,
        };
        return DecisionReading.Parse(row) is not { } content
            ? view
            : view with
            {
                Output = content.GetProperty("output"),
                Action = DecisionReading.Text(content, "action"),
                InputFields = content.TryGetProperty("input", out var input) ? [.. input.EnumerateObject().Select(f => f.Name)] : [],
                InputDigest = DecisionReading.Text(content, "inputDigest"),
                InputCommitment = DecisionReading.Text(content, "inputCommitment"),
                HumanReview = DecisionReading.Review(content),
                HoldsValues = DecisionReading.HoldsValues(content),
            };
    }

    /// <summary>Decisions of the same version with the same outcome, made shortly before or after.</summary>
    public async Task<IReadOnlyList<DecisionItem>> SimilarAsync(DecisionItem decision, ListDecisions list, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(list);
        if (decision is not { Outcome: { } outcome, Confidence: { } confidence })
        {
            return [];
        }

        var filter = new DecisionFilter
        {
            Model = decision.Model,
            Version = decision.Version,
            Outcome = outcome,
            MinConfidence = confidence - 0.05,
            MaxConfidence = confidence + 0.05,
            To = decision.Time.AddDays(1),
        };
        var page = await list.RunAsync(filter, null, 50, ct);
        return
        [
            .. page
                .Items.Where(i => i.DecisionId != decision.DecisionId)
                .OrderBy(i => Math.Abs(i.Confidence!.Value - confidence))
                .Take(MaxSimilar),
        ];
    }

    internal static async Task<Decision?> FindAsync(GovernanceDbContext db, string id, CancellationToken ct) =>
        await db.DecisionIds.AsNoTracking().SingleOrDefaultAsync(k => k.Id == id, ct) is not { } key
            ? null
            // The time names the partition.
            : await db.Decisions.AsNoTracking().SingleOrDefaultAsync(d => d.Number == key.Number && d.Time == key.Time, ct);

    internal static UnmaskedView Unmasked(JsonElement content) =>
        new(content.TryGetProperty("input", out var input) ? input : null, DecisionReading.Factors(content, withValues: true));
}
