using System.Text.Json.Serialization;
using Governance.Domain.Agents.Calls;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>A call with all that is known of it.</summary>
public sealed record CallDetail : CallRow
{
    /// <summary>Digest of the manifest it was decided by.</summary>
    public string? ManifestSha256 { get; init; }

    /// <summary>Environment the version acts in.</summary>
    public string? Environment { get; init; }

    /// <summary>Data it touches.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The arguments, for those who may answer; null for others, and where no person was asked.</summary>
    public string? Arguments { get; init; }

    /// <summary>True when a person was asked and the arguments have since been erased: they are kept for a limited time.</summary>
    public bool ArgumentsErased { get; init; }

    /// <summary>SHA-256(salt ‖ arguments).</summary>
    public required string ArgumentsSha256 { get; init; }

    /// <summary>Whether allowing it requires an electronic signature.</summary>
    public bool NeedsSignature { get; init; }

    /// <summary>Why the person answered so.</summary>
    public string? AnswerReason { get; init; }

    /// <summary>How they proved who they are, where it was signed.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Batch whose entry in the log holds the root over this call.</summary>
    public required AgentCallBatchId Batch { get; init; }

    /// <summary>Its place in the batch, from 0.</summary>
    public int Position { get; init; }

    /// <summary>SHA-256 of what the call says, lower-case hex: the leaf of the tree.</summary>
    public required string Commitment { get; init; }

    /// <summary>Calls of the same run before this one.</summary>
    public int RunCalls { get; init; }

    /// <summary>Money of the same run that was allowed before this call, in the call's currency.</summary>
    public decimal RunSpent { get; init; }

    /// <summary>Whether the caller may answer it.</summary>
    [JsonIgnore]
    public bool MayAnswer { get; init; }

    /// <summary>Why the caller may not answer.</summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }
}
