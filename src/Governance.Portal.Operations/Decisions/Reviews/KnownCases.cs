using Governance.Data;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions.Reviews;

/// <summary>
/// Finds decisions whose truth is known, to mix in among those that are reviewed. A case matches a rule as the others do, was never
/// reviewed and never overridden: nothing about it gives it away.
/// </summary>
internal sealed class KnownCases(GovernanceDbContext db, ReviewPolicy policy)
{
    private const int Looked = 40;

    private readonly HashSet<long> _taken = [];
    private List<DecisionSource>? _sources;
    private int _count;

    /// <summary>The case that goes along with the review of a decision; null when there is none.</summary>
    public async Task<(Decision Row, DecisionSource Source, ReviewRule Rule)?> PickAsync(string beside, CancellationToken ct)
    {
        var known = await KnownAsync(ct);
        if (_count == 0)
        {
            return null;
        }

        var skip = Math.Max(0, Math.Min((int)(policy.Pivot(beside) * _count), _count - Looked));
        var found = await known.Skip(skip).Take(Looked).ToListAsync(ct);
        (Decision, DecisionSource, ReviewRule)? second = null;
        foreach (var (row, label) in found.Where(k => !_taken.Contains(k.Row.Number)).Select(k => (k.Row, k.Label)))
        {
            if (
                policy.WasRight(label, row.Outcome) is not { } right
                || DecisionReading.Parse(row) is not { } content
                || policy.RuleFor(ReviewReading.Ruled(row, content)) is not { } rule
            )
            {
                continue;
            }

            var source = _sources!.Single(s => s.Id == row.Source);
            if (right != policy.WantsWrong(beside))
            {
                _taken.Add(row.Number);
                return (row, source, rule);
            }

            second ??= (row, source, rule);
        }

        if (second is { Item1: var one })
        {
            _taken.Add(one.Number);
        }

        return second;
    }

    private async Task<IQueryable<Known>> KnownAsync(CancellationToken ct)
    {
        var isFirst = _sources is null;
        _sources ??= await db.DecisionSources.AsNoTracking().Where(s => s.Model == policy.Model).ToListAsync(ct);
        var numbers = _sources.Select(s => s.Id).ToList();
        var truths = db
            .DecisionTruths.AsNoTracking()
            .Where(t =>
                numbers.Contains(t.Source)
                && !db.DecisionReviews.Any(r => r.Decision == t.Decision)
                && !db.DecisionOverrides.Any(o => o.Decision == t.Decision)
            );
        if (isFirst)
        {
            _count = await truths.CountAsync(ct);
        }

        return from truth in truths
            join row in db.Decisions.AsNoTracking()
                on new { Number = truth.Decision, Time = truth.DecisionTime } equals new { row.Number, row.Time }
            where row.Content != null
            orderby truth.Decision
            select new Known { Row = row, Label = truth.Label };
    }

    private sealed class Known
    {
        public required Decision Row { get; init; }

        public required string Label { get; init; }
    }
}
