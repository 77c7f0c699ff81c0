using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Overrides;
using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Everything the review page shows.</summary>
public sealed record ReviewView(PromotionView Promotion, string Title, string ModelName, RiskClass? RiskClass, string ArtifactSha256)
{
    /// <summary>The slot this person may decide on now, or null.</summary>
    public required SignOffRole? MySlot { get; init; }

    /// <summary>Whose slot that is when it was delegated to this person; null when it is their own.</summary>
    public required SignsFor? MySlotFor { get; init; }

    /// <summary>The live decision of this person, or in their name, or null.</summary>
    public required SignOffView? MySignOff { get; init; }

    /// <summary>The name this person signs with.</summary>
    public required string MyName { get; init; }

    /// <summary>Why this person cannot sign although their role signs a slot; null when they can, or never could.</summary>
    public required string? WhyNot { get; init; }

    /// <summary>True when this person requested it and it is open.</summary>
    public required bool CanWithdraw { get; init; }

    /// <summary>True when this person may write in the conversation.</summary>
    public required bool CanComment { get; init; }

    /// <summary>True when this person may deploy it, and it is approved or under an emergency override.</summary>
    public required bool CanDeploy { get; init; }

    /// <summary>Waivers in force for this version by who granted them, as an actor is written in the log.</summary>
    public required ILookup<string, WaiverId> WaiversGranted { get; init; }

    /// <summary>True when this person may request a waiver of a rule that blocks it.</summary>
    public required bool CanRequestWaiver { get; init; }

    /// <summary>Emergency overrides that wait, are in force, or wait for their review.</summary>
    public required IReadOnlyList<OverrideView> Overrides { get; init; }

    /// <summary>What this person may do about an emergency override now.</summary>
    public required IReadOnlyList<OverrideStep> OverrideSteps { get; init; }

    /// <summary>How many comments its conversation has.</summary>
    public required int Comments { get; init; }

    /// <summary>The version's artifact: its size, and when it was registered.</summary>
    public required (long Bytes, DateTimeOffset RegisteredAt) Artifact { get; init; }

    /// <summary>Evidence of the version.</summary>
    public required IReadOnlyList<EvidenceRow> Evidence { get; init; }

    /// <summary>What differs from the version that was in production, or null when nothing was.</summary>
    public required ChangesView? Changes { get; init; }
}

/// <summary>Someone in whose name a person may sign.</summary>
/// <param name="Delegation">By which delegation.</param>
/// <param name="Name">Their name.</param>
public sealed record SignsFor(DelegationId Delegation, string Name);

/// <summary>A piece of evidence.</summary>
public sealed record EvidenceRow(
    EvidenceId Id,
    EvidenceKind Kind,
    string Tool,
    string Sha256,
    long SizeBytes,
    DateTimeOffset ProducedAt,
    string? FileName
);

/// <summary>What differs from the version in production.</summary>
/// <param name="Production">The version in production when the bundle was made.</param>
/// <param name="Comparison">Metrics, datasets and dependencies as registered.</param>
/// <param name="Policies">Policies that differ from those production was approved under.</param>
/// <param name="CardBefore">Model card of production, or null.</param>
/// <param name="CardAfter">The candidate's model card, or null.</param>
public sealed record ChangesView(
    string Production,
    VersionComparison Comparison,
    IReadOnlyList<PolicyChange> Policies,
    CardText? CardBefore,
    CardText? CardAfter
);

/// <summary>A model card.</summary>
/// <param name="Sha256">Its digest.</param>
/// <param name="Text">Its text; null when it is no text, or too long to compare.</param>
public sealed record CardText(string Sha256, string? Text);

/// <summary>A policy on either side.</summary>
public sealed record PolicyChange(string Name, BundledPolicy? Before, BundledPolicy? After, string TextBefore, string TextAfter);
