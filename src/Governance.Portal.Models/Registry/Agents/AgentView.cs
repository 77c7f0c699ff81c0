using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Governance.Domain.Agents;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>An agent.</summary>
public sealed record AgentView
{
    /// <summary>Name of the agent and of its model.</summary>
    public required string Name { get; init; }

    /// <summary>Display name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Purpose of the agent.</summary>
    public string? Purpose { get; init; }

    /// <summary>E-mail address of its owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of its owner.</summary>
    public required string OwnerName { get; init; }

    /// <summary>Risk class; null while the agent is not classified.</summary>
    public RiskClass? RiskClass { get; init; }

    /// <summary>Whether the agent may act.</summary>
    public AgentState State { get; init; }

    /// <summary>Who last stopped it, when and why; null if it was never stopped.</summary>
    public AgentActView? Stopped { get; init; }

    /// <summary>Who last resumed it, when and why; null if it was never resumed.</summary>
    public AgentActView? Resumed { get; init; }

    /// <summary>Number of other agents stopped in the same step that are still stopped.</summary>
    public int StoppedWith { get; init; }

    /// <summary>Version in production, if any.</summary>
    public string? ProductionVersion { get; init; }

    /// <summary>Tool servers that the version in production names, and what they list now; empty without one.</summary>
    public IReadOnlyList<AgentServerView> Servers { get; init; } = [];

    /// <summary>Number of versions.</summary>
    public int Versions { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Revision, for the ETag.</summary>
    [JsonIgnore]
    public int Revision { get; init; }

    /// <summary>Everyone behind the act that stopped it.</summary>
    [JsonIgnore]
    public IReadOnlyList<UserId> Stoppers { get; init; } = [];

    /// <summary>Its owner and deputies.</summary>
    [JsonIgnore]
    public IReadOnlyList<UserId> AnsweredForBy { get; init; } = [];
}

/// <summary>The stop or resumption of an agent.</summary>
/// <param name="At">Time of the stop or resumption.</param>
/// <param name="By">The person, as written in the audit log.</param>
/// <param name="ByName">Name of that person.</param>
/// <param name="Reason">The reason; null once erased.</param>
public sealed record AgentActView(DateTimeOffset At, string By, string ByName, string? Reason);

/// <summary>An agent in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">Display name.</param>
/// <param name="Owner">E-mail address of its owner.</param>
/// <param name="OwnerName">Name of its owner.</param>
/// <param name="RiskClass">Risk class; null while the agent is not classified.</param>
/// <param name="State">Whether the agent may act.</param>
/// <param name="ProductionVersion">Version in production, if any.</param>
/// <param name="Versions">Number of versions.</param>
/// <param name="RegisteredAt">When the agent was registered.</param>
public sealed record AgentRow(
    string Name,
    string DisplayName,
    string Owner,
    string OwnerName,
    RiskClass? RiskClass,
    AgentState State,
    string? ProductionVersion,
    int Versions,
    DateTimeOffset RegisteredAt
)
{
    /// <summary>Autonomy of the version in production, or of the newest one if there is none. Null without a version.</summary>
    public string? Autonomy { get; init; }

    /// <summary>The tools of that version by their most serious risk, most serious first; <c>unreviewed</c> for those no one has
    /// reviewed.</summary>
    public IReadOnlyList<ToolCount> Tools { get; init; } = [];
}

/// <summary>How many tools have this risk as their most serious.</summary>
/// <param name="Risk">The risk, or <c>unreviewed</c>.</param>
/// <param name="Count">How many tools.</param>
public sealed record ToolCount(string Risk, int Count);

/// <summary>A version of an agent in a list.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Number">Number of the version within the agent, from 1.</param>
/// <param name="Stage">Stage of the version.</param>
/// <param name="ManifestSha256">SHA-256 of its manifest: the digest of its artifact.</param>
/// <param name="RegisteredAt">When it was registered.</param>
public sealed record AgentVersionRow(string Version, int Number, Stage Stage, string ManifestSha256, DateTimeOffset RegisteredAt);

/// <summary>A version of an agent.</summary>
public sealed record AgentVersionView
{
    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>Name of the version.</summary>
    public required string Version { get; init; }

    /// <summary>Number of the version within the agent, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Stage of the version.</summary>
    public Stage Stage { get; init; }

    /// <summary>SHA-256 of the manifest in its canonical form, which signers sign and which is the digest of the artifact.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>What the version consists of and may do.</summary>
    public required JsonObject Manifest { get; init; }

    /// <summary>How its permissions differ from those of the version in production; null if there is none, or if it is this one.</summary>
    public AgentDifferenceView? Difference { get; init; }

    /// <summary>Its tool servers, and what they list now.</summary>
    public IReadOnlyList<AgentServerView> Servers { get; init; } = [];

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Who registered it, as written in the audit log.</summary>
    public required string RegisteredBy { get; init; }

    /// <summary>The manifest with the risks that count, for pages.</summary>
    [JsonIgnore]
    public AgentManifest Content { get; init; } = null!;

    /// <summary>Revision, for the ETag.</summary>
    [JsonIgnore]
    public int Revision { get; init; }
}

/// <summary>What an agent's tool server lists now.</summary>
/// <param name="Server">The server, as the manifest names it.</param>
/// <param name="State"><c>unseen</c>, <c>approved</c> (it lists what the manifest names), <c>changed</c> or <c>silent</c>.</param>
/// <param name="Since">When this state began; null if the server was never seen.</param>
/// <param name="Changes">How the last list differs from the manifest, in sentences.</param>
public sealed record AgentServerView(string Server, string State, DateTimeOffset? Since, IReadOnlyList<string> Changes)
{
    /// <summary>The changes, for pages.</summary>
    [JsonIgnore]
    public IReadOnlyList<AgentChange> Content { get; init; } = [];
}

/// <summary>How the permissions of an agent's version differ from those of the one in production.</summary>
/// <param name="To">The version in production.</param>
/// <param name="Changes">The differences in sentences, the most serious first; none if both may do the same.</param>
public sealed record AgentDifferenceView(string To, IReadOnlyList<string> Changes)
{
    /// <summary>The changes, for pages.</summary>
    [JsonIgnore]
    public IReadOnlyList<AgentChange> Content { get; init; } = [];
}
