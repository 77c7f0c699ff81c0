using System.Text.Json.Serialization;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>A call with all that is known of it.</summary>
public sealed record CallDetail : CallRow
{
    /// <summary>Digest of the manifest that the decision is based on.</summary>
    public string? ManifestSha256 { get; init; }

    /// <summary>Environment in which the version acts.</summary>
    public string? Environment { get; init; }

    /// <summary>Data that the call touches.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The arguments, for those who may answer; null for others, and where no person was asked.</summary>
    public string? Arguments { get; init; }

    /// <summary>True when a person was asked and the arguments have since been erased: they are kept for a limited time.</summary>
    public bool ArgumentsErased { get; init; }

    /// <summary>SHA-256(salt ‖ arguments).</summary>
    public required string ArgumentsSha256 { get; init; }

    /// <summary>Whether allowing the call requires an electronic signature.</summary>
    public bool NeedsSignature { get; init; }

    /// <summary>Reason for the person's answer.</summary>
    public string? AnswerReason { get; init; }

    /// <summary>How they proved who they are, if the answer was signed.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Batch whose log entry contains the root over this call.</summary>
    public required AgentCallBatchId Batch { get; init; }

    /// <summary>Position in the batch, from 0.</summary>
    public int Position { get; init; }

    /// <summary>SHA-256 of the call's content, lower-case hex: the leaf of the tree.</summary>
    public required string Commitment { get; init; }

    /// <summary>Number of calls of the same run before this one.</summary>
    public int RunCalls { get; init; }

    /// <summary>Money that the same run was allowed to move before this call, in the call's currency.</summary>
    public decimal RunSpent { get; init; }

    /// <summary>The run as its spans were received; null when none was.</summary>
    [JsonIgnore]
    public AgentRunId? RunRecord { get; init; }

    /// <summary>Whether the caller may answer the call.</summary>
    [JsonIgnore]
    public bool MayAnswer { get; init; }

    /// <summary>Why the caller may not answer.</summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }
}
