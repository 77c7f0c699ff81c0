using System.Globalization;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Committee;

/// <summary>What the pack claims: one claim for each row, on the record that it names.</summary>
internal static class CommitteeClaims
{
    public static IReadOnlyList<EvidencedClaim> Of(CommitteeRecord record) =>
        [
            .. record.Findings.SelectMany(f => f.Records.SelectMany(id => Claim(record, id, f.Text, null))),
            .. record.Decisions.Printed.SelectMany(d => Claim(record, d.Record, $"{d.Kind}: {d.Title}", d.State.English)),
            .. record.Changes.Printed.SelectMany(c => Claim(record, c.Record, c.Text, Time(c.At))),
            .. record.Risks.Printed.SelectMany(r => Claim(record, r.Record, $"Residual score of {r.Record}", Number(r.Residual))),
            .. record.Incidents.Printed.SelectMany(i => Claim(record, i.Record, $"State of {i.Record}", i.State)),
            .. record.Figures.SelectMany(f => Claim(record, f.Name, f.Name, f.Value)),
            .. record.OutOfPolicy.Printed.SelectMany(d =>
                Claim(record, d.Record, $"{d.Version} is out of policy in {d.Environment}", Time(d.Since))
            ),
        ];

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? Number(int? score) => score?.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<EvidencedClaim> Claim(CommitteeRecord record, string id, string claim, string? value) =>
        record.Evidence.TryGetValue(id, out var evidence) ? [new(claim, value, evidence)] : [];
}
