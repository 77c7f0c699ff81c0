using System.Globalization;

namespace Governance.Policies;

/// <summary>
/// Which evidence counts for a rule: about this artifact, produced in the past, readable, young enough, and bound where a policy asks for
/// it.
/// </summary>
internal sealed class EvidenceChoice(GateInput input, RequiredBinding bound)
{
    /// <summary>Evidence of a kind, the newest first; of the same instant, by id.</summary>
    public IEnumerable<GateEvidence> OfKind(string kind) =>
        input
            .Evidence.Where(evidence => evidence.Kind == kind)
            .OrderByDescending(evidence => evidence.ProducedAt)
            .ThenBy(evidence => evidence.Id, StringComparer.Ordinal);

    /// <summary>
    /// Why a piece of evidence does not count: a statement that starts with its id, and what older engines wrote behind that; null when it
    /// counts.
    /// </summary>
    /// <remarks>Evidence exactly <paramref name="maxAgeDays"/> days old still counts; a millisecond more does not.</remarks>
    public Sentence? WhyNot(GateEvidence evidence, int? maxAgeDays) => WhyNot(evidence, maxAgeDays, bound.Of(evidence.Kind));

    /// <summary>The same for one figure that is read from it.</summary>
    public Sentence? WhyNot(GateEvidence evidence, GateMetric figure) => WhyNot(evidence, null, bound.OfFigure(evidence.Kind, figure.Name));

    /// <summary>True when evidence does not state what has to be known of it before this figure is read from it.</summary>
    public bool IsLoose(GateEvidence evidence, string metric) =>
        bound.OfFigure(evidence.Kind, metric) is { Count: > 0 } asked
        && new EvidenceBinding(input, asked).WhyNotBriefly(evidence) is not null;

    /// <summary>True when a figure that the author declares may stand where no one measured it.</summary>
    public bool CountsDeclared(GateMetric figure) => bound.AllowsDeclared(figure.Name);

    private Sentence? WhyNot(GateEvidence evidence, int? maxAgeDays, IReadOnlyList<string> boundTo)
    {
        var id = ("evidence", Values.Id(evidence.Id));
        if (evidence.ArtifactSha256 is null)
        {
            return Sentence.Of("evidence.unbound", "is not bound to an artifact", id);
        }

        // Where it was filed counts, and what it states of itself.
        var other = new[] { evidence.ArtifactSha256, evidence.Facts.Subject?.ArtifactSha256 }
            .OfType<string>()
            .FirstOrDefault(artifact => artifact != input.Artifact.DeclaredSha256);
        if (other is not null)
        {
            return Sentence.Of(
                "evidence.other-artifact",
                $"is about another artifact ({other[..12]}…)",
                id,
                ("artifact", Values.Id($"{other[..12]}…"))
            );
        }

        if (evidence.ProducedAt > input.At)
        {
            return Sentence.Of(
                "evidence.future",
                $"says it was produced in the future ({Instant.Write(evidence.ProducedAt)})",
                id,
                ("produced", Values.Time(evidence.ProducedAt))
            );
        }

        if (evidence.Facts.Unreadable is { } reason)
        {
            return Sentence.Of("evidence.unreadable", $"could not be read ({reason.TrimEnd('.')})", id, ("reason", Values.Foreign(reason)));
        }

        if (evidence.Facts.NotMeasured is { } nothing)
        {
            return Sentence.Of(
                "evidence.empty",
                $"measured nothing that counts ({nothing.TrimEnd('.')})",
                id,
                ("reason", Values.Foreign(nothing))
            );
        }

        if (boundTo.Count > 0 && new EvidenceBinding(input, boundTo).WhyNotBriefly(evidence) is { } loose)
        {
            return loose;
        }

        var age = Instant.DaysBetween(evidence.ProducedAt, input.At);
        return maxAgeDays is { } days && input.At - evidence.ProducedAt > TimeSpan.FromDays(days)
            ? Sentence.Of("evidence.old", string.Create(CultureInfo.InvariantCulture, $"is {age} days old"), id, ("age", Values.Days(age)))
            : null;
    }

    public bool Counts(GateEvidence evidence, int? maxAgeDays = null) => WhyNot(evidence, maxAgeDays) is null;

    public bool Counts(GateEvidence evidence, GateMetric figure) => WhyNot(evidence, figure) is null;

    /// <summary>The newest evidence of a kind that counts; else null, and the finding that says why.</summary>
    public (GateEvidence? Evidence, Finding Missing) Newest(string kind, int? maxAgeDays, Sentence expected)
    {
        var all = OfKind(kind).ToList();
        var missing = Missing(kind, all, maxAgeDays);
        return all.Find(evidence => Counts(evidence, maxAgeDays)) is { } found
            ? (found, Finding.Pass(missing))
            : (
                null,
                Finding
                    .Fail(
                        missing,
                        expected,
                        all.Count > 0 && WhyNot(all[0], maxAgeDays) is { } why ? why.Said($"{all[0].Id} {why.Frozen}") : Sentence.None
                    )
                    .From(all.Take(3))
            );
    }

    /// <summary>What is missing of a kind of which nothing counts.</summary>
    public Sentence Missing(string kind, IReadOnlyList<GateEvidence> all, int? maxAgeDays)
    {
        var wanted = maxAgeDays is { } days
            ? string.Create(CultureInfo.InvariantCulture, $" that is at most {days} days old")
            : string.Empty;
        var (word, age) = (("kind", Values.Term(StatementTerms.EvidenceKind, kind)), ("days", Values.Days(maxAgeDays)));
        return all.Count > 0 && WhyNot(all[0], maxAgeDays) is { } why
            ? Sentence.Of(
                "evidence.unusable",
                $"No {kind} evidence of this version counts: {all[0].Id} {why.Frozen}. Add {kind} evidence about this artifact{wanted}.",
                word,
                ("why", Values.Phrase(why.Statements[0])),
                age
            )
            : Sentence.Of(
                "evidence.none",
                $"There is no {kind} evidence for this version. Add evidence of kind {kind}{wanted}.",
                word,
                age
            );
    }
}
