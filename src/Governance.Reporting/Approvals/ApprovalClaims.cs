using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;

namespace Governance.Reporting.Approvals;

/// <summary>Lists what the approval record claims with the evidence of each claim.</summary>
internal static class ApprovalClaims
{
    // It comes with the product: no one activates it, so no entry names it.
    private const string BuiltInPolicy = "baseline";

    public static IReadOnlyList<EvidencedClaim> Of(ApprovalRecord record) =>
        [
            new(
                "The artifact that was approved",
                Print.Size(record.Artifact.SizeBytes),
                new($"{record.Model.Name}@{record.Model.Version}", "artifact", record.Artifact.Sha256)
            ),
            new("The version as registered", null, VersionOf(record)),
            .. record.GateRun is { } gate ? OfGate(gate) : [],
            .. record.SignOffs.Select(signOff => new EvidencedClaim(
                $"{PrintLabels.Role(signOff.Role)}: {PrintLabels.SignOff(signOff.Status).Text} by {signOff.Signer.PrintedName}"
                    + (signOff.InPlaceOf is { } absent ? $" for {absent}" : "")
                    + $", log entry {signOff.LogIndex}",
                PrintLabels.Decision(signOff.Decision),
                new(signOff.Id, "sign-off", signOff.BundleSha256)
            )),
            .. record.Metrics.Select(metric => new EvidencedClaim(
                $"Metric {metric.Name}",
                metric.Value is { } value ? Print.RoundTrip(value) : null,
                metric.Evidence ?? VersionOf(record)
            )),
            .. record.Datasets.Select(dataset => new EvidencedClaim(
                $"{PrintLabels.DatasetRole(dataset.Role)} data",
                null,
                new($"{dataset.Name}@{dataset.Version}", "dataset", dataset.Sha256) { IsUnlogged = true }
            )),
            .. record.Evidence.Select(evidence => new EvidencedClaim(
                $"{PrintLabels.EvidenceKind(evidence.Kind)} on file",
                null,
                new(evidence.Id, evidence.Kind, evidence.Sha256)
            )),
            .. record.Waivers.Select(waiver => new EvidencedClaim(
                $"Waiver of {waiver.Rule}",
                Print.Date(waiver.Until, record.Document.Zone),
                new(waiver.Id, "waiver", waiver.Sha256)
            )),
        ];

    public static EvidenceReference VersionOf(ApprovalRecord record) =>
        new($"{record.Model.Name}@{record.Model.Version}", "version", record.Model.VersionSha256);

    private static IEnumerable<EvidencedClaim> OfGate(GateRunFacts gate) =>
        [
            new("Outcome of the policy gate", PrintLabels.Gate(gate.Outcome).Text, new(gate.Id, "gate-run", gate.ResultSha256)),
            .. gate.Policies.Select(policy => new EvidencedClaim(
                "Policy evaluated",
                policy.Version,
                new(policy.Name, "policy", policy.Sha256) { IsUnlogged = policy.Name == BuiltInPolicy }
            )),
            .. gate.Results.SelectMany(result =>
                result.Evidence.Select(evidence => new EvidencedClaim(
                    $"Rule {result.Rule}: {PrintLabels.Rule(result.Outcome, result.Blocking).Text}",
                    result.Measured,
                    evidence
                ))
            ),
        ];
}
