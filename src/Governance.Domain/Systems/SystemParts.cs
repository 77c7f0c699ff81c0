namespace Governance.Domain.Systems;

/// <summary>Where a system is in its life.</summary>
public enum LifeCycle
{
    /// <summary>Thought of, nothing built.</summary>
    Idea,

    /// <summary>Being built or bought.</summary>
    Development,

    /// <summary>Tried out before it counts.</summary>
    Testing,

    /// <summary>Used.</summary>
    InUse,

    /// <summary>Stopped for a time.</summary>
    Suspended,

    /// <summary>Taken out of use for good.</summary>
    Retired,
}

/// <summary>What a bought or reused part is.</summary>
public enum ComponentKind
{
    /// <summary>A general-purpose AI model.</summary>
    GpaiModel,

    /// <summary>Another model.</summary>
    Model,

    /// <summary>Data.</summary>
    Dataset,

    /// <summary>A service called over the network.</summary>
    Service,

    /// <summary>A library or tool.</summary>
    Software,
}

/// <summary>A part that someone else supplies.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Supplier">Who supplies it.</param>
/// <param name="Version">Which version; null when not known.</param>
public sealed record SystemComponent(string Name, ComponentKind Kind, string Supplier, string? Version);

/// <summary>What a caller says about a system.</summary>
/// <param name="Name">Name people read; unique.</param>
/// <param name="Purpose">What it is for, in one sentence: the same words in every document.</param>
public sealed record SystemFacts(string Name, string Purpose)
{
    /// <summary>Where it is in its life.</summary>
    public LifeCycle LifeCycle { get; init; }

    /// <summary>Roles the organisation has, by the ids of the law's data: a set.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Who supplies it when the organisation does not; evidence is requested there.</summary>
    public string? Supplier { get; init; }

    /// <summary>First placing on the market or putting into service, past or planned.</summary>
    public DateOnly? PlacedOn { get; init; }

    /// <summary>Registered models it uses.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Parts others supply.</summary>
    public IReadOnlyList<SystemComponent> Components { get; init; } = [];

    /// <summary>Groups of people its output touches.</summary>
    public IReadOnlyList<string> AffectedGroups { get; init; } = [];

    /// <summary>Countries of use: two capital letters each (ISO 3166-1).</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>How it will be taken out of use.</summary>
    public string? DecommissioningPlan { get; init; }

    /// <summary>The business unit that uses it. A role can be given for the systems of a unit.</summary>
    public string? BusinessUnit { get; init; }
}
