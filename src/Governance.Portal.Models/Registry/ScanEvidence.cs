using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// The verdict of the scanner of uploads on an artifact, as evidence of its version, recorded with the artifact or not at all.
/// </summary>
public sealed class ScanEvidence(AddEvidence add)
{
    private const string Schema = "governance.upload-scan/v1";

    /// <summary>What takes long, before the action; nothing where nothing is scanned.</summary>
    internal Task PrepareAsync(string model, string version, ContentStore.Incoming incoming, CancellationToken ct) =>
        incoming.Verdict is null ? Task.CompletedTask : add.PrepareAsync(model, version, ct);

    /// <summary>Records it.</summary>
    /// <returns>Why it could not be recorded, or null.</returns>
    internal async Task<Refusal?> RecordAsync(
        ActionContext context,
        ModelVersion version,
        ContentStore.Incoming incoming,
        CancellationToken ct
    )
    {
        if (incoming.Verdict is not { } verdict)
        {
            return null;
        }

        var at = CanonicalJson.Time(verdict.At);
        var document = new JsonObject
        {
            ["schema"] = Schema,
            ["sha256"] = incoming.Content.Sha256,
            ["sizeBytes"] = incoming.Content.SizeBytes,
            ["tool"] = verdict.Tool,
            ["result"] = verdict.Outcome,
            ["scannedAt"] = at,
        };
        var canonical = ForeignJson.Canonicalize(Encoding.UTF8.GetBytes(document.ToJsonString()));
        var recorded = await add.RecordAsync(
            context,
            version,
            new AddEvidence.Command(version.Model, version.Version, WireName.Of(EvidenceKind.SecurityScan), verdict.Tool, at),
            canonical.Value,
            ct
        );
        return recorded.Refusal;
    }
}
