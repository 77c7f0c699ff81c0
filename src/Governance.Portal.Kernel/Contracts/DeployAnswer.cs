using System.Text.Json.Serialization;
using Governance.Domain.Gates;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;

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

    /// <summary>The experiment it is allowed for and for nothing else; left out where none was asked about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Experiment { get; init; }

    /// <summary>The share of the traffic that it may decide in that experiment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Share { get; init; }

    /// <summary>
    /// What decided now, which can be later than the approval: the rules on the facts of this moment. Null where no rule was asked.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeployDecision? Decision { get; init; }

    /// <summary>The same as a document, for those who store it with what they do.</summary>
    [JsonIgnore]
    public Evaluation? Decided { get; init; }
}

/// <summary>What decided about a deployment.</summary>
/// <param name="Run">The stored run, which can be replayed: `governance gate replay`. Null where it was not stored.</param>
/// <param name="At">Time to which ages were counted.</param>
/// <param name="InputSha256">Digest of the document that was judged.</param>
/// <param name="Outcome">What its rules said: `pass`, `warn`, `fail` or `error`.</param>
/// <param name="Policies">Every policy that was asked, with the built-in baseline.</param>
public sealed record DeployDecision(
    GateRunId? Run,
    DateTimeOffset At,
    string InputSha256,
    string Outcome,
    IReadOnlyList<DecidingPolicy> Policies
)
{
    /// <summary>Makes it of an evaluation.</summary>
    public static DeployDecision Of(Evaluation decided, GateRunId? run)
    {
        ArgumentNullException.ThrowIfNull(decided);
        return new(
            run,
            decided.Result.EvaluatedAt,
            decided.Result.InputSha256,
            decided.Result.Outcome.ToWireName(),
            [.. decided.Result.Policies.Select(p => new DecidingPolicy(p.Name, p.Version, p.Sha256, p.Applied))]
        );
    }
}

/// <summary>A policy that was asked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">SHA-256 of its text.</param>
/// <param name="Applied">False if it is about other models or stages.</param>
public sealed record DecidingPolicy(string Name, string Version, string Sha256, bool Applied);

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
    /// <summary>The rule's policy: several may have a rule of one id. Left out of a reason that is no rule.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Policy { get; init; }

    /// <summary>What the rule asks for; left out where the message says it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expected { get; init; }

    /// <summary>What was measured or found; left out where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Actual { get; init; }

    /// <summary>A reason that is no rule of a policy.</summary>
    public static DeployReason Of(string code, string message) => new(code, message, null, []);
}
