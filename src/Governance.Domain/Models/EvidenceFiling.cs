using Governance.Domain.Identity;

namespace Governance.Domain.Models;

/// <summary>
/// Who files what: a risk officer, as the second line, files what an independent validation measured, and not what the first line writes
/// about its own work.
/// </summary>
public static class EvidenceFiling
{
    private static readonly IReadOnlyList<string> s_firstLine =
    [
        .. Permission.AddEvidence.GrantedTo.Where(role => role != Roles.RiskOfficer),
    ];

    /// <summary>Kinds that the second line files.</summary>
    public static IReadOnlyList<EvidenceKind> OfSecondLine { get; } =
    [
        EvidenceKind.Validation,
        EvidenceKind.Fairness,
        EvidenceKind.Robustness,
        EvidenceKind.Explainability,
        EvidenceKind.PromptSafety,
        EvidenceKind.Other,
    ];

    /// <summary>Why evidence of a kind may not be filed in this act; null when it may.</summary>
    public static Refusal? Refuses(Access access, EvidenceKind kind)
    {
        ArgumentNullException.ThrowIfNull(access);
        IEnumerable<string>? roles = access.Actor.Kind switch
        {
            ActorKind.User => access.Role is { } role ? [role] : [],
            ActorKind.Key => access.OwnerRoles,
            _ => null,
        };
        return
            roles is null
            || OfSecondLine.Contains(kind)
            || roles.Intersect(s_firstLine, StringComparer.Ordinal).Any()
            || !access.Has(Permission.AddEvidence)
            ? null
            : new Refusal(
                "evidence.not-second-line",
                $"As Risk officer you add evidence of a validation: {string.Join(", ", OfSecondLine.Select(k => WireName.Of(k)))}. "
                    + $"Evidence of "
                    + $"kind {WireName.Of(kind)} is added by those who build or own the model.",
                RefusalKind.Forbidden
            );
    }
}
