using Governance.Domain.Compliance;
using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Systems;

/// <summary>An AI system in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">E-mail address of its owner.</param>
/// <param name="OwnerName">Name of the owner.</param>
/// <param name="LifeCycle">Life-cycle phase.</param>
/// <param name="Roles">Roles of the organisation: those of the classification, or as registered while there is none.</param>
/// <param name="Classes">Classes of the newest signed classification; several can apply.</param>
/// <param name="Headline">The class named first.</param>
/// <param name="Classification">State of the newest assessment; null without one.</param>
/// <param name="Met">Number of own obligations that are met; null without a classification.</param>
/// <param name="Owed">Number of own obligations that apply.</param>
/// <param name="NextReview">The next day on which a review is due.</param>
public sealed record SystemRow(
    SystemId Id,
    string Name,
    string Owner,
    string OwnerName,
    LifeCycle LifeCycle,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Classes,
    string? Headline,
    AssessmentState? Classification,
    int? Met,
    int? Owed,
    DateOnly? NextReview
);

/// <summary>An AI system.</summary>
public sealed record SystemView
{
    /// <summary>Its id.</summary>
    public required SystemId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Purpose of the system, in one sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>E-mail address of its owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the owner.</summary>
    public required string OwnerName { get; init; }

    /// <summary>Life-cycle phase.</summary>
    public required LifeCycle LifeCycle { get; init; }

    /// <summary>Roles of the organisation, as registered.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Supplier of the system, if that is not the organisation itself.</summary>
    public string? Supplier { get; init; }

    /// <summary>Date of first placing on the market or putting into service, past or planned.</summary>
    public DateOnly? PlacedOn { get; init; }

    /// <summary>Registered models that the system uses, with the version in production.</summary>
    public required IReadOnlyList<SystemModel> Models { get; init; }

    /// <summary>Parts supplied by third parties.</summary>
    public required IReadOnlyList<SystemComponent> Components { get; init; }

    /// <summary>Groups of people affected by its output.</summary>
    public required IReadOnlyList<string> AffectedGroups { get; init; }

    /// <summary>Countries of use.</summary>
    public required IReadOnlyList<string> Countries { get; init; }

    /// <summary>How it will be taken out of use.</summary>
    public string? DecommissioningPlan { get; init; }

    /// <summary>The business unit that uses it.</summary>
    public string? BusinessUnit { get; init; }

    /// <summary>The open or applicable assessment; null without one.</summary>
    public AssessmentId? Assessment { get; init; }

    /// <summary>State of that assessment.</summary>
    public AssessmentState? Classification { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Who registered it, as written in the audit log.</summary>
    public required string RegisteredBy { get; init; }

    /// <summary>Increases with every change; also the ETag.</summary>
    public required int Revision { get; init; }
}

/// <summary>A model of a system.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Production">The version in production; null when none is.</param>
public sealed record SystemModel(string Model, string? Production);
