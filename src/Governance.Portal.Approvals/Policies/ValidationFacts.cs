using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Policies;

/// <summary>What gates read of a model's tier and of its validations, each only while a policy asks for it.</summary>
/// <param name="Tier">The tier in force; null where none is, or no policy asks.</param>
/// <param name="Validation">Report and open findings; null where no policy asks.</param>
internal sealed record ValidationFacts(string? Tier, GateValidation? Validation)
{
    /// <summary>Changes when what is judged does.</summary>
    public string Key =>
        $"{Tier} {(Validation is null ? "" : $"{Validation.Report} {Validation.Change} {string.Join(',', Validation.Findings)}")}";

    /// <summary>Reads them.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="policies">The policies that are asked.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">One of them is not what the log states.</exception>
    public static async Task<ValidationFacts> ReadAsync(
        GovernanceDbContext db,
        string model,
        string version,
        IReadOnlyList<PolicyDocument> policies,
        CancellationToken ct
    )
    {
        var tier = policies.Any(p => p.AppliesTo.Tiers is not null) ? await TierAsync(db, model, ct) : null;
        var rules = policies.SelectMany(p => p.Rules).Where(r => r.Type == "validation_findings").ToList();
        var (asked, changeAsked) = (rules.Count > 0, rules.Exists(r => r.Parameters.Has("reportFor")));
        return new(
            tier is { } known ? WireName.Of(known) : null,
            asked ? await ValidationAsync(db, model, version, changeAsked, ct) : null
        );
    }

    // A lower tier that waits for a second person does not count yet.
    private static async Task<ModelTier?> TierAsync(GovernanceDbContext db, string model, CancellationToken ct)
    {
        await RecordIntegrity.EnsureAsync(
            db,
            [RecordsAsked.Of<TierAssessment>(nameof(TierAssessment.Model), model).OrGoneUnder([model])],
            ct
        );
        var inForce = await db
            .TierAssessments.Where(t => t.Model == model && t.State == TierState.InForce)
            .WithPendingAsync(db, t => t.Model == model && t.State is TierState.InForce, ct);
        return TierAssessment.Current(inForce)?.Tier;
    }

    private static async Task<GateValidation> ValidationAsync(
        GovernanceDbContext db,
        string model,
        string version,
        bool changeAsked,
        CancellationToken ct
    )
    {
        await RecordIntegrity.EnsureAsync(
            db,
            [
                RecordsAsked.Of<ModelValidation>(nameof(ModelValidation.Model), model).OrGoneUnder([model]),
                RecordsAsked.Of<ValidationReport>(nameof(ValidationReport.Model), model).OrGoneUnder([model]),
                RecordsAsked.Of<ValidationFinding>(nameof(ValidationFinding.Model), model).OrGoneUnder([model]),
            ],
            ct
        );
        var reported = await db
            .ModelValidations.Where(v => v.Model == model && v.Version == version && v.State == ValidationState.Reported)
            .WithPendingAsync(db, v => v.Model == model && v.Version == version && v.State is ValidationState.Reported, ct);
        var open = await db
            .ValidationFindings.Where(f => f.Model == model && f.State == FindingState.Open)
            .WithPendingAsync(db, f => f.Model == model && f.State is FindingState.Open, ct);
        var newest = reported.OrderBy(v => v.Report!.Attestation.At).ThenBy(v => v.Id.Number).LastOrDefault();
        return new(
            newest?.Report is { } report
                ? new GateValidationReport(newest.Id.ToString(), WireName.Of(report.Conclusion), ToMillisecond(report.Attestation.At))
                : null,
            [.. open.OrderBy(f => f.Id.Number).Select(f => new GateFinding(f.Id.ToString(), WireName.Of(f.Severity), f.DueAt))]
        )
        {
            Change = changeAsked ? await ChangeAsync(db, model, version, ct) : null,
        };
    }

    // A changed mind is a further decision: the newest counts.
    private static async Task<GateChange?> ChangeAsync(GovernanceDbContext db, string model, string version, CancellationToken ct)
    {
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<ModelChange>(nameof(ModelChange.Model), model).OrGoneUnder([model])], ct);
        var judged = await db
            .ModelChanges.Where(c => c.Model == model && c.Version == version)
            .WithPendingAsync(db, c => c.Model == model && c.Version == version, ct);
        return judged.MaxBy(c => c.Id.Number) is { } newest
            ? new(newest.Id.ToString(), newest.IsMaterial ? "material" : "not-material")
            : null;
    }

    // As the input is written, so that a run judges the same when it is replayed.
    private static DateTimeOffset ToMillisecond(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
}
