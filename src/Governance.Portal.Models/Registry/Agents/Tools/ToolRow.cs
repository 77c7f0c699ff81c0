namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>Which tools a list shows. Null or empty: all.</summary>
/// <param name="Name">A part of the name, with its server.</param>
/// <param name="State"><c>reviewed</c> or <c>unreviewed</c>.</param>
/// <param name="Risk">A risk it has.</param>
public sealed record ToolFilter(string? Name = null, string? State = null, string? Risk = null);

/// <summary>A tool that agent manifests name.</summary>
/// <param name="Id">Its readable name: <c>payments.transfer</c>.</param>
/// <param name="Server">Server of the tool; null for one built into an agent.</param>
/// <param name="Tool">Name by which it is called.</param>
/// <param name="Sha256">Digest of its name, description and schemas.</param>
/// <param name="Description">The tool's description of itself.</param>
/// <param name="Agents">Agents whose manifests name it, by name.</param>
/// <param name="InProduction">True if one of them is in production.</param>
/// <param name="Risks">What the tool can do, according to its review and all manifests; none if neither says so.</param>
/// <param name="Declared">What the manifests declare.</param>
/// <param name="Review">Review of the tool; null if no one has reviewed it.</param>
public sealed record ToolRow(
    string Id,
    string? Server,
    string Tool,
    string Sha256,
    string? Description,
    IReadOnlyList<string> Agents,
    bool InProduction,
    IReadOnlyList<string> Risks,
    IReadOnlyList<string> Declared,
    ToolReviewView? Review
);

/// <summary>The review of what a tool can do.</summary>
/// <param name="Risks">What the tool can do.</param>
/// <param name="By">The reviewer, as written in the audit log.</param>
/// <param name="ByName">Name of the reviewer.</param>
/// <param name="At">Time of the review.</param>
/// <param name="Reason">The reason; null once erased.</param>
public sealed record ToolReviewView(IReadOnlyList<string> Risks, string By, string ByName, DateTimeOffset At, string? Reason);
