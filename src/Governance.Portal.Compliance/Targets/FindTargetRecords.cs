using System.Globalization;
using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Targets;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Targets;

/// <summary>
/// Signed appetite and targets as evidence: that residual risk is judged by a number a named person signed (Art. 9(5)), and that metrics
/// and thresholds were set before testing (Art. 9(8)).
/// </summary>
internal sealed class FindTargetRecords : IFindRecords
{
    private const string Kind = "system_targets";
    private static readonly FormattableString s_title = $"Signed appetite and targets";

    private static readonly FormattableString s_noVersion = $"no version";

    private static readonly string[] s_obligations = ["OBL-9", "OBL-9-6"];

    public string Name => "Appetite and targets";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var ids = systems.Select(s => s.System).Distinct().ToList();
        var signed = await db
            .SystemTargets.AsNoTracking()
            .Where(t => ids.Contains(t.System) && t.State == TargetsState.InForce)
            .OrderBy(t => t.Id)
            .Select(t => new
            {
                t.Id,
                t.System,
                t.Signature!.Attestation.At,
            })
            .ToListAsync(ct);
        return
        [
            .. from one in signed
            from obligation in s_obligations
            select new SystemEvidence(
                one.System,
                new FoundEvidence(
                    Kind,
                    s_title,
                    one.Id.ToString(),
                    ComplianceAddresses.Targets(one.System),
                    one.At,
                    one.System.ToString(),
                    OfServedVersion: true,
                    Live: false
                )
                {
                    Obligation = obligation,
                }
            ),
        ];
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var id = scope.System.Id;
        if (
            await db.SystemTargets.AsNoTracking().SingleOrDefaultAsync(t => t.System == id && t.State == TargetsState.InForce, ct)
            is not { Signature: { } signature } targets
        )
        {
            return [];
        }

        var served = ServedVersions.Of(db, scope.Models, id.ToString());
        var standings = await TargetResults.ReadAsync(db, served, targets.Targets, ct);
        List<IReadOnlyDictionary<string, RecordValue>> rows =
        [
            Row(
                ("version", Said($"{targets.Id}, version {targets.Number}")),
                ("appetite", Said($"A residual score of at most {targets.Appetite}")),
                ("reason", RecordValue.Of(targets.Reason)),
                ("signed_by", Said($"{signature.Attestation.PrintedName}; drafted by {targets.DraftedByName}")),
                ("signed_at", Said($"{Day(signature.Attestation.At)}"))
            ),
            .. targets.Targets.Select(t =>
                Row(
                    ("metric", t.Slice is { } slice ? Said($"{t.Metric} in {slice}") : RecordValue.Of(t.Metric)),
                    ("threshold", RecordValue.Of(", ", Threshold(t))),
                    ("reason", RecordValue.Of(t.Why)),
                    ("outcome", RecordValue.Of("; ", [.. standings.Where(s => s.Target == t).Select(Outcome).DefaultIfEmpty(s_noVersion)])),
                    ("signed_at", Said($"{Day(t.Since ?? signature.Attestation.At)}"))
                )
            ),
        ];
        var reference = targets.Id.ToString();
        return
        [
            new FoundRecord
            {
                Kind = Kind,
                Id = reference,
                Title = s_title,
                Href = ComplianceAddresses.Targets(id),
                Sha256 = FoundRecord.DigestOf(Kind, reference, rows),
                IsComputed = true,
                By = signature.Attestation.PrintedName,
                At = signature.Attestation.At,
                Rows = rows,
            },
        ];
    }

    private static List<FormattableString> Threshold(MetricTarget target)
    {
        List<FormattableString> bounds = [];
        if (target.Min is { } min)
        {
            bounds.Add($"at least {Measured(min, target.Unit)}");
        }

        if (target.Max is { } max)
        {
            bounds.Add($"at most {Measured(max, target.Unit)}");
        }

        return bounds;
    }

    // People name the unit.
    private static FormattableString Measured(double value, string? unit)
    {
        var number = new PortalWords(Number(value));
        return unit is null ? $"{number}" : (FormattableString)$"{number} {unit}";
    }

    private static FormattableString Outcome(TargetStanding standing)
    {
        var said = new PortalWords(
            standing.Outcome switch
            {
                TargetOutcome.Met => "met",
                TargetOutcome.NoResult => "no result",
                TargetOutcome.KnownBefore => "result known before the target",
                TargetOutcome.Missed => "missed",
            }
        );
        return standing.Value is { } value
            ? $"{standing.Model} {standing.Version}: {said}, {new PortalWords(Number(value))} ({standing.Result!.Reference})"
            : (FormattableString)$"{standing.Model} {standing.Version}: {said}";
    }

    private static Dictionary<string, RecordValue> Row(params IEnumerable<(string Field, RecordValue Value)> fields) =>
        fields.ToDictionary(f => f.Field, f => f.Value, StringComparer.Ordinal);

    private static RecordValue Said(FormattableString sentence) => RecordValue.Of("", [sentence]);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
