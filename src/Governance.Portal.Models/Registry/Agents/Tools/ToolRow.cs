namespace Governance.Portal.Models.Registry.Agents.Tools;

/// <summary>Which tools a list shows. Null or empty: all.</summary>
/// <param name="Name">A part of the name, with its server.</param>
/// <param name="State"><c>reviewed</c> or <c>unreviewed</c>.</param>
/// <param name="Risk">A risk it has.</param>
public sealed record ToolFilter(string? Name = null, string? State = null, string? Risk = null);

/// <summary>A tool that manifests of agents name.</summary>
/// <param name="Id">Its readable name: <c>payments.transfer</c>.</param>
/// <param name="Server">The server it comes from; null for one built into an agent.</param>
/// <param name="Tool">Name by which it is called.</param>
/// <param name="Sha256">Digest of its name, description and schemas.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="Agents">Agents whose manifests name it, by name.</param>
/// <param name="InProduction">True when one of them does so in production.</param>
/// <param name="Risks">What it can do: by its review and all manifests; none when neither says so.</param>
/// <param name="Declared">What its manifests say.</param>
/// <param name="Review">Its review; null when no one has reviewed it.</param>
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

/// <summary>What a reviewer found that a tool can do.</summary>
/// <param name="Risks">What it can do.</param>
/// <param name="By">Who, as the audit log writes an actor.</param>
/// <param name="ByName">Their name.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null once erased.</param>
public sealed record ToolReviewView(IReadOnlyList<string> Risks, string By, string ByName, DateTimeOffset At, string? Reason);
