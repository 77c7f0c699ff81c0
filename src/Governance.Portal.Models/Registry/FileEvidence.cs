using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Transparency;

namespace Governance.Portal.Models.Registry;

/// <summary>Files what other features measured, the way evidence is added.</summary>
internal sealed class FileEvidence(AddEvidence add) : IFileEvidence
{
    public Task PrepareAsync(string model, string version, CancellationToken ct) => add.PrepareAsync(model, version, ct);

    public async Task<Result<EvidenceId>> FileAsync(ActionContext context, EvidenceToFile evidence, CancellationToken ct)
    {
        var command = new AddEvidence.Command(
            evidence.Model,
            evidence.Version,
            WireName.Of(evidence.Kind),
            evidence.Tool,
            CanonicalJson.Time(evidence.ProducedAt)
        )
        {
            Id = evidence.Id,
        };
        return (await add.RecordAsync(context, command, evidence.Canonical, ct)).Match<Result<EvidenceId>>(
            view => view.Id,
            refusal => refusal
        );
    }
}
