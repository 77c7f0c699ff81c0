using Governance.Domain.Validation;

namespace Governance.Portal.Operations.Validation;

/// <summary>When the file of a held-out set was removed, by whom and why.</summary>
/// <param name="At">When.</param>
/// <param name="By">Their name.</param>
/// <param name="Reason">Why; null once erased.</param>
public sealed record HeldOutSetRemoval(DateTimeOffset At, string By, string? Reason);

/// <summary>A held-out set, rows or a suite of prompts: its file is on record, or was until it was removed.</summary>
public sealed record HeldOutSetView(
    HeldOutSetId Id,
    string Model,
    string Name,
    string Sha256,
    long SizeBytes,
    long? Rows,
    bool PromptSuite,
    string StoredBy,
    DateTimeOffset StoredAt,
    HeldOutSetRemoval? Removed
)
{
    internal static HeldOutSetView Of(HeldOutSet set) =>
        new(
            set.Id,
            set.Model,
            set.Name,
            set.Sha256,
            set.SizeBytes,
            set.Rows,
            set.IsPromptSuite,
            set.StoredByName,
            set.StoredAt,
            set.RemovedAt is { } at ? new(at, set.RemovedByName!, set.RemovalReason?.Text) : null
        );
}
