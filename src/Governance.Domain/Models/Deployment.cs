using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Experiments;

namespace Governance.Domain.Models;

/// <summary>A version put to use at a stage from an instant on, until another replaced it or it was retired.</summary>
public sealed class Deployment : IAudited
{
    /// <summary>The readable id.</summary>
    public DeploymentId Id { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>The stage it serves.</summary>
    public Stage Stage { get; init; }

    /// <summary>By promotion, or by roll-back.</summary>
    public DeploymentKind Kind { get; init; }

    /// <summary>Name of the environment, as the deployer calls it.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Region, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The promotion it rests on.</summary>
    public PromotionId Promotion { get; init; }

    /// <summary>The emergency override it was made under, instead of an approval; null for the normal case.</summary>
    public OverrideId? Override { get; init; }

    /// <summary>
    /// The experiment in which the version decides for a share of people beside the one in production; null for any other deployment. Its
    /// stage is then staging, as the version's is, and its approval one to production.
    /// </summary>
    public ExperimentId? Experiment { get; init; }

    /// <summary>Digest of the artifact deployed.</summary>
    public string ArtifactSha256 { get; init; } = "";

    /// <summary>Digest of the configuration it runs with, or null.</summary>
    public string? ConfigSha256 { get; init; }

    /// <summary>Container image, or null. A label.</summary>
    public string? Image { get; init; }

    /// <summary>The version it replaced: where a roll-back goes by default.</summary>
    public string? RollbackTarget { get; init; }

    /// <summary>Why, for a roll-back.</summary>
    public SaltedText? Reason { get; init; }

    /// <summary>From when.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Until when (exclusive), or null while it serves.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string DeployedBy { get; init; } = "";

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>Ends it.</summary>
    public void End(DateTimeOffset at) => Until ??= at;
}
