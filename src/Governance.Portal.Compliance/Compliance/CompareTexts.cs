using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>The same answers under two texts of the law.</summary>
/// <param name="Current">Under the text in force.</param>
/// <param name="Other">Under the other text.</param>
/// <param name="CurrentLaw">The text in force.</param>
/// <param name="OtherLaw">The other text.</param>
/// <param name="Differences">Duties that differ.</param>
public sealed record TextComparison(
    Classification Current,
    Classification Other,
    Law CurrentLaw,
    Law OtherLaw,
    IReadOnlyList<ObligationDifference> Differences
);

/// <summary>A duty that differs between two texts.</summary>
/// <param name="Id">Id of the obligation.</param>
/// <param name="Ref">Provision.</param>
/// <param name="Title">Title.</param>
/// <param name="InCurrent">True when the text in force lists it.</param>
/// <param name="CurrentFrom">From when there; null when not listed or suspended.</param>
/// <param name="InOther">True when the other text lists it.</param>
/// <param name="OtherFrom">From when there; null when not listed or suspended.</param>
public sealed record ObligationDifference(
    string Id,
    string Ref,
    string Title,
    bool InCurrent,
    DateOnly? CurrentFrom,
    bool InOther,
    DateOnly? OtherFrom
);

/// <summary>Classifies the answers of an assessment under the text in force and under another one, and lists the differences.</summary>
public sealed class CompareTexts(IDbContextFactory<GovernanceDbContext> dbFactory, LawLibrary laws, ObligationBoard board)
{
    /// <summary>Of a stored assessment.</summary>
    public async Task<Result<TextComparison>> RunAsync(AssessmentId id, string? law, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.Assessments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } assessment)
        {
            return AssessmentRefusals.NotFound;
        }

        return laws.Find(law) is { } other ? Of(assessment.Given(), other) : AssessmentRefusals.LawUnknown;
    }

    /// <summary>Of answers.</summary>
    public Result<TextComparison> Of(IReadOnlyDictionary<string, GivenAnswer> answers, Law other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var now = Classifier.Under(laws.Current, answers, board.Today);
        var then = Classifier.Under(other, answers, board.Today);
        if ((now.Refusal ?? then.Refusal) is { } refusal)
        {
            return refusal;
        }

        var current = now.Value.Obligations.ToDictionary(o => o.Id, StringComparer.Ordinal);
        var before = then.Value.Obligations.ToDictionary(o => o.Id, StringComparer.Ordinal);
        var differences = laws
            .Current.Obligations.Where(o => current.ContainsKey(o.Id) || before.ContainsKey(o.Id))
            .Select(o => new ObligationDifference(
                o.Id,
                o.Ref,
                o.Title,
                current.ContainsKey(o.Id),
                current.GetValueOrDefault(o.Id)?.AppliesFrom,
                before.ContainsKey(o.Id),
                before.GetValueOrDefault(o.Id)?.AppliesFrom
            ))
            .Where(d => d.InCurrent != d.InOther || d.CurrentFrom != d.OtherFrom)
            .ToList();
        return new TextComparison(now.Value, then.Value, laws.Current, other, differences);
    }
}
