using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Who signs nothing of a promotion, and why, in words.</summary>
internal static class ExcludedText
{
    /// <summary>The people, as the log writes actors.</summary>
    public static IEnumerable<string> People(Promotion promotion) =>
        promotion.Requesters.Concat(promotion.Excluded.Select(p => p.Person)).Distinct().Select(p => $"user:{p}");

    /// <summary>A line for each person and what they did; null when there is no one.</summary>
    public static IReadOnlyList<ExcludedView>? Of(Promotion promotion, ActorNames names)
    {
        var lines = promotion
            .Requesters.Select(r => Line(r, "Requested this promotion", names))
            .Concat(
                promotion
                    .Excluded.GroupBy(p => (p.Person, p.Part))
                    .Select(g => Line(g.Key.Person, Reason(g.Key.Part, [.. g.Select(p => p.Of).Distinct()]), names))
            )
            .OrderBy(l => l.Person, StringComparer.Ordinal)
            .ToList();
        return lines.Count == 0 ? null : lines;
    }

    private static ExcludedView Line(UserId person, string reason, ActorNames names) =>
        new($"user:{person}", names[$"user:{person}"], reason);

    private static string Reason(PartyPart part, IReadOnlyList<string> of) =>
        part switch
        {
            PartyPart.RegisteredVersion => "Registered the version",
            PartyPart.StoredArtifact => "Stored the artifact",
            PartyPart.StoredSignature => "Stored a signature of the artifact",
            PartyPart.AddedEvidence => $"Added evidence: {Listed(of)}",
            PartyPart.WroteCard => $"Wrote cards: {Listed(of)}",
            PartyPart.LaidRollbackPlan => $"Recorded a rollback plan: {Listed(of)}",
            PartyPart.GrantedWaiver => $"Granted waivers: {Listed(of)}",
            PartyPart.WithdrewEvidence => $"Withdrew evidence: {Listed(of)}",
            PartyPart.LoweredRiskClass => "Lowered the risk class",
            PartyPart.LoosenedGate => $"Changed what the gate requires or reads: {Listed(of)}",
        };

    private static string Listed(IReadOnlyList<string> of) => string.Join(", ", of);
}
