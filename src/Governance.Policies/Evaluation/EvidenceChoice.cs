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

    /// <summary>Why a piece of evidence does not count, as the end of a sentence that starts with its id; null when it counts.</summary>
    /// <remarks>Evidence exactly <paramref name="maxAgeDays"/> days old still counts; a millisecond more does not.</remarks>
    public string? WhyNot(GateEvidence evidence, int? maxAgeDays) => WhyNot(evidence, maxAgeDays, bound.Of(evidence.Kind));

    /// <summary>The same for one figure that is read from it.</summary>
    public string? WhyNot(GateEvidence evidence, GateMetric figure) => WhyNot(evidence, null, bound.OfFigure(evidence.Kind, figure.Name));

    /// <summary>True when evidence does not state what has to be known of it before this figure is read from it.</summary>
    public bool IsLoose(GateEvidence evidence, string metric) =>
        bound.OfFigure(evidence.Kind, metric) is { Count: > 0 } asked
        && new EvidenceBinding(input, asked).WhyNotBriefly(evidence) is not null;

    /// <summary>True when a figure that the author declares may stand where no one measured it.</summary>
    public bool CountsDeclared(GateMetric figure) => bound.AllowsDeclared(figure.Name);

    private string? WhyNot(GateEvidence evidence, int? maxAgeDays, IReadOnlyList<string> boundTo)
    {
        if (evidence.ArtifactSha256 is null)
        {
            return "is not bound to an artifact";
        }

        // Where it was filed counts, and what it states of itself.
        var other = new[] { evidence.ArtifactSha256, evidence.Facts.Subject?.ArtifactSha256 }
            .OfType<string>()
            .FirstOrDefault(artifact => artifact != input.Artifact.DeclaredSha256);
        if (other is not null)
        {
            return $"is about another artifact ({other[..12]}…)";
        }

        if (evidence.ProducedAt > input.At)
        {
            return $"says it was produced in the future ({Instant.Write(evidence.ProducedAt)})";
        }

        if (evidence.Facts.Unreadable is { } reason)
        {
            return $"could not be read ({reason.TrimEnd('.')})";
        }

        if (evidence.Facts.NotMeasured is { } nothing)
        {
            return $"measured nothing that counts ({nothing.TrimEnd('.')})";
        }

        if (boundTo.Count > 0 && new EvidenceBinding(input, boundTo).WhyNotBriefly(evidence) is { } loose)
        {
            return loose;
        }

        return maxAgeDays is { } days && input.At - evidence.ProducedAt > TimeSpan.FromDays(days)
            ? string.Create(CultureInfo.InvariantCulture, $"is {Instant.DaysBetween(evidence.ProducedAt, input.At)} days old")
            : null;
    }

    public bool Counts(GateEvidence evidence, int? maxAgeDays = null) => WhyNot(evidence, maxAgeDays) is null;

    public bool Counts(GateEvidence evidence, GateMetric figure) => WhyNot(evidence, figure) is null;

    /// <summary>The newest evidence of a kind that counts; else null, and the finding that says why.</summary>
    public (GateEvidence? Evidence, Finding Missing) Newest(string kind, int? maxAgeDays, string expected)
    {
        var all = OfKind(kind).ToList();
        var found = all.Find(evidence => Counts(evidence, maxAgeDays));
        return found is not null
            ? (found, Finding.Pass(string.Empty))
            : (
                null,
                Finding
                    .Fail(Missing(kind, all, maxAgeDays), expected, all.Count == 0 ? "none" : $"{all[0].Id} {WhyNot(all[0], maxAgeDays)}")
                    .From(all.Take(3))
            );
    }

    public string Missing(string kind, IReadOnlyList<GateEvidence> all, int? maxAgeDays)
    {
        var wanted = maxAgeDays is { } days
            ? string.Create(CultureInfo.InvariantCulture, $" that is at most {days} days old")
            : string.Empty;
        return all.Count == 0
            ? $"There is no {kind} evidence for this version. Add evidence of kind {kind}{wanted}."
            : $"No {kind} evidence of this version counts: {all[0].Id} {WhyNot(all[0], maxAgeDays)}. Add {kind} evidence about this "
                + $"artifact{wanted}.";
    }
}
