using Governance.Domain.Identity;

namespace Governance.Domain.Risks;

/// <summary>Something that lowers a risk.</summary>
/// <param name="Number">Its number within the risk, from 1 up.</param>
/// <param name="Text">What it is.</param>
/// <param name="Evidence">What shows that it is in place: a piece of evidence by its id, or a document by its name; null while it is
/// planned.</param>
/// <param name="InPlaceSince">Since when it is in place; null while it is planned.</param>
public sealed record RiskMitigation(int Number, string Text, string? Evidence, DateTimeOffset? InPlaceSince)
{
    /// <summary>True when it is in place.</summary>
    public bool IsInPlace => InPlaceSince is not null;
}

/// <summary>A step of a remediation plan.</summary>
/// <param name="Number">Its number within the risk, from 1 up.</param>
/// <param name="Text">What is to be done.</param>
/// <param name="DueAt">By when.</param>
/// <param name="AddedAt">When it was planned.</param>
/// <param name="DoneAt">When it was done; null while it is not.</param>
/// <param name="DoneBy">By whom; null while it is not, or when a program said so.</param>
/// <param name="Evidence">What shows it; optional.</param>
public sealed record RiskStep(
    int Number,
    string Text,
    DateTimeOffset DueAt,
    DateTimeOffset AddedAt,
    DateTimeOffset? DoneAt,
    UserId? DoneBy,
    string? Evidence
)
{
    /// <summary>True when it is done.</summary>
    public bool IsDone => DoneAt is not null;

    /// <summary>True when it should have been done by now.</summary>
    public bool IsOverdue(DateTimeOffset now) => !IsDone && DueAt < now;
}

/// <summary>
/// A threat, control or outcome of a framework that a risk is about. The edition is part of the id: <c>LLM06:2025</c> and <c>LLM03:2026</c>
/// are one risk.
/// </summary>
/// <param name="Framework">Key of the framework, such as <c>owasp-llm</c>.</param>
/// <param name="Item">Id within it, with the edition where there are several.</param>
public sealed record RiskThreat(string Framework, string Item);

/// <summary>What a person says about a risk.</summary>
/// <param name="Title">A few words.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Inherent">Before anything is done about it.</param>
public sealed record RiskFacts(string Title, RiskCategory Category, UserId Owner, RiskRating Inherent)
{
    /// <summary>What makes it happen.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What follows.</summary>
    public string Consequence { get; init; } = "";

    /// <summary>The model it is about; null when it is about none in particular.</summary>
    public string? Model { get; init; }

    /// <summary>The version; null for all of the model's.</summary>
    public string? Version { get; init; }

    /// <summary>The AI system, such as SYS-0001; null when it is about none in particular.</summary>
    public string? SystemId { get; init; }

    /// <summary>Who sees to its controls.</summary>
    public UserId? ControlOwner { get; init; }

    /// <summary>What is left with the controls that are in place; null when no one has assessed it yet.</summary>
    public RiskRating? Residual { get; init; }

    /// <summary>What is done about it; null when no one has decided.</summary>
    public RiskTreatment? Treatment { get; init; }

    /// <summary>When it is looked at next; null for the rhythm of its band.</summary>
    public DateTimeOffset? ReviewAt { get; init; }

    /// <summary>Threats, controls and outcomes of frameworks.</summary>
    public IReadOnlyList<RiskThreat> Threats { get; init; } = [];
}
