using System.Globalization;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Documents;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents.Records;

/// <summary>
/// What reviewers did with decisions, as evidence of human oversight (Art. 14, Art. 26(2)): reviews that were answered, never rules alone
/// or reviews that wait.
/// </summary>
internal sealed class FindReviewRecords : IFindRecords
{
    private const string Kind = "human_oversight_record";
    private const int MaxOverseers = 20;

    public string Name => "Reviews of decisions";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var models = systems.SelectMany(s => s.Versions.Select(v => v.Model)).Distinct(StringComparer.Ordinal).ToList();
        var newest = await Answered(db)
            .Where(r => models.Contains(r.Model))
            .GroupBy(r => new { r.Model, r.Version })
            .Select(g => new
            {
                g.Key.Model,
                g.Key.Version,
                At = g.Max(r => r.AnsweredAt),
            })
            .ToListAsync(ct);
        return
        [
            .. from system in systems
            from version in system.Versions
            from found in newest
            where found.Model == version.Model && found.Version == version.Version
            let subject = ModelName.Of(found.Model, found.Version)
            select new SystemEvidence(
                system.System,
                new FoundEvidence(
                    Kind,
                    $"Decisions reviewed by people",
                    $"reviews:{subject}",
                    Href(found.Model),
                    found.At!.Value,
                    subject,
                    OfServedVersion: true,
                    Live: true
                )
            ),
        ];
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var found = new List<FoundRecord>();
        foreach (var (model, version) in scope.Served.Select(s => (s.Model, s.Version)))
        {
            var reviews = Answered(db).Where(r => r.Model == model && r.Version == version);
            var counts = await reviews
                .GroupBy(r => new { r.State, r.IsSample })
                .Select(g => new Counted(g.Key.State, g.Key.IsSample, g.LongCount(), g.Max(r => r.AnsweredAt)!.Value))
                .ToListAsync(ct);
            if (counts.Count > 0)
            {
                var names = await reviews.Select(r => r.AnsweredByName!).Distinct().Order().Take(MaxOverseers).ToListAsync(ct);
                found.Add(Of(model, ModelName.Of(model, version), counts, names, await BiasAsync(db, reviews, model, ct)));
            }
        }

        return found;
    }

    private static FoundRecord Of(
        string model,
        string subject,
        IReadOnlyList<Counted> counts,
        IReadOnlyList<string> names,
        (long Wrong, long Confirmed) bias
    )
    {
        // A document that prints the measure alone has to tell the rows apart too; beside event and outcome its first sentence is enough.
        Fields Row(string doing, FormattableString said, DateTimeOffset at) =>
            new Fields()
                .List("overseer", names)
                .Said("authority", "Reviewer of the model's decisions, may override them")
                .Sentences("measure", ". ", [$"A person reviews a decision", said])
                .Said("event", doing)
                .Day("time", at);

        Fields Counting(Counted of) =>
            (
                of.State is ReviewState.Confirmed
                    ? Row("Decision confirmed", $"Confirmed as the model made it: {of.Count}", of.Last)
                    : Row("Decision overridden", $"Decided otherwise: {of.Count}", of.Last)
            ).Measures("outcome", [new RecordMeasure("reviews", of.Count.ToString(CultureInfo.InvariantCulture))]);

        var rows = counts.Where(c => !c.IsSample).OrderBy(c => c.State).Select(Counting).ToList();
        if (bias.Wrong > 0)
        {
            // These reviews are counted above: the outcome says what is known of them and is no further count of reviews.
            FormattableString known = $"Outputs known to be wrong: {bias.Wrong}, confirmed by a reviewer: {bias.Confirmed}";
            rows.Add(
                Row("Confirmed although the model was wrong, a sign of automation bias", known, counts.Max(c => c.Last))
                    .Sentence("outcome", known)
            );
        }

        var written = rows.Select(r => r.Row).ToList();
        var id = $"reviews:{subject}";
        return new FoundRecord
        {
            Kind = Kind,
            Id = id,
            Title = $"Decisions reviewed by people",
            Href = Href(model),
            Sha256 = FoundRecord.DigestOf(Kind, id, written),
            IsComputed = true,
            At = counts.Max(c => c.Last),
            Version = subject,
            Rows = written,
        };
    }

    private static async Task<(long Wrong, long Confirmed)> BiasAsync(
        GovernanceDbContext db,
        IQueryable<DecisionReview> reviews,
        string model,
        CancellationToken ct
    )
    {
        if (await db.ReviewPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.Model == model, ct) is not { } policy)
        {
            return (0, 0);
        }

        var judged = await (
            from review in reviews
            join truth in db.DecisionTruths.AsNoTracking() on review.Decision equals truth.Decision
            join row in db.Decisions.AsNoTracking()
                on new { Number = truth.Decision, Time = truth.DecisionTime } equals new { row.Number, row.Time }
            group review by new
            {
                truth.Label,
                row.Outcome,
                Confirmed = review.State == ReviewState.Confirmed,
            } into cases
            select new JudgedCases(model, cases.Key.Label, cases.Key.Outcome, cases.Key.Confirmed, cases.LongCount())
        ).ToListAsync(ct);
        return ReviewFigures.Bias(judged, policy);
    }

    private static IQueryable<DecisionReview> Answered(GovernanceDbContext db) =>
        db.DecisionReviews.AsNoTracking().Where(r => r.State == ReviewState.Confirmed || r.State == ReviewState.Overridden);

    private static string Href(string model) => $"/decision-reviews?model={Uri.EscapeDataString(model)}";

    private sealed record Counted(ReviewState State, bool IsSample, long Count, DateTimeOffset Last);
}
