using Governance.Domain.ModelRisk;

namespace Governance.Portal.Approvals.ModelRisk;

/// <summary>Whether a version is a material change.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Name of the version.</param>
/// <param name="Against">The version in production that it was compared with; null if there was none.</param>
/// <param name="Material">True for a material change.</param>
/// <param name="Reason">The reason; null once erased.</param>
/// <param name="SignedBy">Printed name of the signer.</param>
/// <param name="SignedAt">When it was signed.</param>
public sealed record ModelChangeView(
    ModelChangeId Id,
    string Model,
    string Version,
    string? Against,
    bool Material,
    string? Reason,
    string SignedBy,
    DateTimeOffset SignedAt
)
{
    internal static ModelChangeView Of(ModelChange change) =>
        new(
            change.Id,
            change.Model,
            change.Version,
            change.Against,
            change.IsMaterial,
            change.Reason.Text,
            change.Attestation.PrintedName,
            change.Attestation.At
        );
}
