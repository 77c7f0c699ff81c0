using Governance.Domain.Documents;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Documents;

/// <summary>Lists what a document claims: every value with the record it was read from, every text with its author's version.</summary>
internal static class DocumentClaims
{
    public static IReadOnlyList<EvidencedClaim> Of(DocumentRecord record) => [.. record.Points.SelectMany(p => OfPoint(record, p))];

    private static IEnumerable<EvidencedClaim> OfPoint(DocumentRecord record, FilledPoint filled)
    {
        var at = filled.Point.Ref.Length > 0 ? filled.Point.Ref : filled.Point.Title;
        foreach (var source in filled.Sources.Where(s => s.Record.Sha256 is not null))
        {
            var reference = new EvidenceReference(source.Record.Id, source.Record.Kind, source.Record.Sha256!)
            {
                IsUnlogged = source.Record.IsComputed,
            };
            if (source.Fields.Count == 0)
            {
                yield return new EvidencedClaim($"{at}: {source.Record.TitleText}", null, reference);
            }

            foreach (var (field, value) in source.Record.Rows.SelectMany(r => source.Fields.Where(r.ContainsKey).Select(f => (f, r[f]))))
            {
                if (value.Text is { } text)
                {
                    yield return new EvidencedClaim($"{at}: {DocumentLabels.Field(field)}", text, reference);
                }

                foreach (var measure in value.Measures)
                {
                    yield return new EvidencedClaim($"{at}: {measure.Name}", measure.Value, reference);
                }
            }
        }

        if (filled.Entry is { } entry)
        {
            yield return new EvidencedClaim(
                $"{at}: {(filled.State is PointState.NotApplicable ? "does not apply, says" : "written by")} {entry.ByName}",
                null,
                new EvidenceReference($"{record.Subject}/{entry.Point}#{Print(entry.Number)}", "section-text", entry.Text.Sha256)
            );
        }
    }

    private static string Print(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
