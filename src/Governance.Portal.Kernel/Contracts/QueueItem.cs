using Governance.Domain.Approvals;
using Governance.Domain.Models;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Something that waits for a person.</summary>
/// <param name="Promotion">The promotion it is about.</param>
/// <param name="Title">What it is.</param>
/// <param name="About">A second line: how far it is.</param>
/// <param name="Asked">What is asked of the person.</param>
/// <param name="RiskClass">The model's risk class.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="DueAt">By when.</param>
public sealed record QueueItem(
    PromotionId Promotion,
    string Title,
    string About,
    string Asked,
    RiskClass? RiskClass,
    DateTimeOffset Since,
    DateTimeOffset DueAt
)
{
    /// <summary>Its readable id.</summary>
    public string Id { get; init; } = Promotion.ToString();

    /// <summary>Where it is done.</summary>
    public string Href { get; init; } = $"/approvals/{Promotion}";

    /// <summary>True for an open request that waits for this person, not for others.</summary>
    public bool IsOpenRequest { get; init; }
}
