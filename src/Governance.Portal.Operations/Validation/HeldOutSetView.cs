using Governance.Domain.Validation;

namespace Governance.Portal.Operations.Validation;

/// <summary>A held-out set whose file is on record.</summary>
public sealed record HeldOutSetView(
    HeldOutSetId Id,
    string Model,
    string Name,
    string Sha256,
    long SizeBytes,
    string StoredBy,
    DateTimeOffset StoredAt
)
{
    internal static HeldOutSetView Of(HeldOutSet set) =>
        new(set.Id, set.Model, set.Name, set.Sha256, set.SizeBytes, set.StoredByName, set.StoredAt);
}
