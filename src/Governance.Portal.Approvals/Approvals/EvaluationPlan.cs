using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The content of a promotion's next bundle, computed from the stored facts. Nothing of it is stored yet.</summary>
/// <param name="Question">What is to be promoted.</param>
/// <param name="Evidence">Evidence of the version.</param>
/// <param name="Waivers">Waivers in force for the version.</param>
/// <param name="Risks">Open risks of the version.</param>
/// <param name="ProductionVersion">The version in production now.</param>
/// <param name="Named">The run the bundle goes on naming, or null when the new one takes its place.</param>
/// <param name="Fresh">A run that has to be stored, or null.</param>
internal sealed record EvaluationPlan(
    GateQuestion Question,
    IReadOnlyList<Evidence> Evidence,
    IReadOnlyList<Waiver> Waivers,
    IReadOnlyList<Risk> Risks,
    string? ProductionVersion,
    GateRun? Named,
    Evaluation? Fresh
)
{
    /// <summary>The retirement it belongs to; null for every target but retired.</summary>
    public BundledRetirement? Retirement { get; init; }

    /// <summary>Where measurements of the version stand; null while nothing monitors it.</summary>
    public GateBands? Monitoring { get; init; }

    /// <summary>Who oversees the model's AI systems; null where no policy asks, or none keeps a roster.</summary>
    public GateOversight? Oversight { get; init; }

    /// <summary>What was signed for the systems of the risks; those without are left out.</summary>
    public IReadOnlyDictionary<string, int> Appetites { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Attestations of the evidence.</summary>
    public IReadOnlyList<EvidenceAttestation> Attestations { get; init; } = [];

    /// <summary>Who made the version and what the bundle names, and who opened its gate.</summary>
    public IReadOnlyList<PromotionParty> Parties { get; init; } = [];

    /// <summary>Slots asked for beside those of the policies.</summary>
    public IReadOnlyList<SignOffRole> MoreRoles { get; init; } = [];
}
