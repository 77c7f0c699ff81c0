using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Targets;

/// <summary>Appetite and targets of an AI system.</summary>
public sealed record TargetsView
{
    /// <summary>The system.</summary>
    public required SystemId System { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the system's owner, who may sign it, as may risk officers.</summary>
    public required string Owner { get; init; }

    /// <summary>True once the system is retired; the targets then only stay on record.</summary>
    public required bool Retired { get; init; }

    /// <summary>The appetite that applies to its risks now: the signed one, or otherwise the organisation's.</summary>
    public required int Appetite { get; init; }

    /// <summary>The appetite of the organisation, which no system's appetite exceeds.</summary>
    public required int OrganisationAppetite { get; init; }

    /// <summary>The version in force with its results; null if none was signed.</summary>
    public TargetsVersionView? InForce { get; init; }

    /// <summary>The draft; null when there is none.</summary>
    public TargetsVersionView? Draft { get; init; }

    /// <summary>Versions that were replaced, newest first.</summary>
    public required IReadOnlyList<TargetsVersionView> Earlier { get; init; }
}
