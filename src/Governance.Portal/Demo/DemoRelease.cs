using Governance.Domain.Approvals;

namespace Governance.Portal.Demo;

/// <summary>A release as the story tells it; its times are <c>MM-dd HH:mm</c> of the samples' calendar.</summary>
/// <param name="Version">The version.</param>
/// <param name="Auc">Its discrimination, where its evidence is made by the story.</param>
/// <param name="Reason">Why it is asked for.</param>
/// <param name="Requested">When it was asked for.</param>
/// <param name="Security">When security signed.</param>
/// <param name="Legal">When legal signed, or rejected it.</param>
/// <param name="Owner">When the owner signed; null when it was rejected before.</param>
/// <param name="Deployed">When it was deployed; null when it was not.</param>
internal sealed record DemoRelease(
    string Version,
    double Auc,
    string Reason,
    string Requested,
    string Security,
    string Legal,
    string? Owner = null,
    string? Deployed = null
)
{
    /// <summary>Why legal rejected it; null when it did not.</summary>
    public string? Rejected { get; init; }

    /// <summary>Why there is no roll-back; null when there is one.</summary>
    public string? NoWayBack { get; init; }

    /// <summary>Who signed when, in that order.</summary>
    public IReadOnlyList<(SignOffRole Role, string Time)> Signed =>
        Owner is null
            ? [(SignOffRole.Security, Security), (SignOffRole.Legal, Legal)]
            : [(SignOffRole.Security, Security), (SignOffRole.Legal, Legal), (SignOffRole.Owner, Owner)];
}
