using System.Text.Json.Serialization;
using Governance.Domain.Gates;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>May this version be deployed to this stage now?</summary>
/// <param name="Allow">True only when everything is known and in order.</param>
/// <param name="Reasons">Why not; empty when it may.</param>
/// <param name="GateRun">The run the answer rests on, or null.</param>
/// <param name="PolicyDigest">Digest over that run's policies, or null.</param>
public sealed record DeployAnswer(bool Allow, IReadOnlyList<DeployReason> Reasons, GateRunId? GateRun, string? PolicyDigest)
{
    /// <summary>The promotion that the answer is based on, or null.</summary>
    public string? Promotion { get; init; }

    /// <summary>The emergency override without which deployment would not be allowed, or null.</summary>
    public string? Override { get; init; }
}

/// <summary>One reason why a version may not be deployed.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong, and how to fix it.</param>
/// <param name="Rule">The policy rule, or null.</param>
/// <param name="Evidence">Ids of the evidence the rule read.</param>
public sealed record DeployReason(
    string Code,
    string Message,
    string? Rule,
    [property: JsonPropertyName("evidence")] IReadOnlyList<string> Evidence
)
{
    /// <summary>What the rule asks for; left out where the message says it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expected { get; init; }

    /// <summary>What was measured or found; left out where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actual { get; init; }

    /// <summary>A reason that is no rule of a policy.</summary>
    public static DeployReason Of(string code, string message) => new(code, message, null, []);
}
