using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Models;

namespace Governance.Domain.Gates;

/// <summary>What a gate said.</summary>
public enum GateOutcome
{
    /// <summary>Every rule that counts passed.</summary>
    Pass,

    /// <summary>Only advisory rules failed.</summary>
    Warn,

    /// <summary>A blocking rule failed.</summary>
    Fail,

    /// <summary>A rule could not be evaluated, which blocks.</summary>
    Error,
}

/// <summary>One evaluation of the policies on a version for a stage, with everything needed to evaluate it again. Immutable.</summary>
public sealed class GateRun : IAudited
{
    /// <summary>The readable id.</summary>
    public GateRunId Id { get; init; }

    /// <summary>The promotion it was made for, or null.</summary>
    public PromotionId? Promotion { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>Target stage.</summary>
    public Stage Stage { get; init; }

    /// <summary>What the gate said.</summary>
    public GateOutcome Outcome { get; init; }

    /// <summary>The exact input document.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>SHA-256 of <see cref="Input"/>.</summary>
    public string InputSha256 { get; init; } = "";

    /// <summary>The part of the input that does not grow older by itself: SHA-256 of the input without its time.</summary>
    public string InputFactsSha256 { get; init; } = "";

    /// <summary>The exact result document.</summary>
    public byte[] Result { get; init; } = [];

    /// <summary>SHA-256 of <see cref="Result"/>.</summary>
    public string ResultSha256 { get; init; } = "";

    /// <summary>Digests of the policies, in the order evaluated, joined by commas; the sources are in the policy store.</summary>
    public string PolicySha256s { get; init; } = "";

    /// <summary>
    /// One digest over all policies: SHA-256 of <see cref="PolicySha256s"/>, or the digest itself when there is one policy.
    /// </summary>
    public string PolicyDigest { get; init; } = "";

    /// <summary>Version of the engine that evaluated.</summary>
    public string Engine { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset EvaluatedAt { get; init; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();
}
