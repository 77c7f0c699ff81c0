using System.Text.Json.Serialization;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>What an agent is answered.</summary>
/// <param name="Decision">Whether the call may be made: allow, deny, or ask while a person has not answered.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Policy">Policy that decided; null where the manifest or the state of the agent did.</param>
/// <param name="Rule">Rule of the policy that decided.</param>
/// <param name="Id">Id of the call: an agent that is told to ask reads it again under this id.</param>
/// <param name="ExpiresAt">Until when a person may answer; then the call is denied.</param>
public sealed record CallDecisionView(
    CallVerdict Decision,
    string Reason,
    string Code,
    string? Policy,
    string? Rule,
    AgentCallId Id,
    DateTimeOffset? ExpiresAt
)
{
    /// <summary>Of a call as it was decided.</summary>
    public static CallDecisionView Of(AgentCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new(call.Verdict, call.Reason, call.Code, call.Policy, call.Rule, call.Id, call.ExpiresAt);
    }
}

/// <summary>A call in a list.</summary>
public record CallRow
{
    /// <summary>Its id.</summary>
    public required AgentCallId Id { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Version that acted; null when none did.</summary>
    public string? Version { get; init; }

    /// <summary>The caller's name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>The tool as people read it.</summary>
    public required string Tool { get; init; }

    /// <summary>Money it moves.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Currency of the money.</summary>
    public string? Currency { get; init; }

    /// <summary>What holds now: a person's answer where one was asked; ask while they may answer; deny once time is over.</summary>
    public CallVerdict Decision { get; init; }

    /// <summary>What was decided at first.</summary>
    public CallVerdict Decided { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Code { get; init; }

    /// <summary>Policy that decided.</summary>
    public string? Policy { get; init; }

    /// <summary>Rule that decided.</summary>
    public string? Rule { get; init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Until when a person may answer.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who answered, by name.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
}

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

    /// <summary>SHA-256(salt ‖ arguments).</summary>
    public required string ArgumentsSha256 { get; init; }

    /// <summary>Whether allowing it takes an electronic signature.</summary>
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

    /// <summary>Whether the one who reads it may answer it.</summary>
    [JsonIgnore]
    public bool MayAnswer { get; init; }

    /// <summary>Why the one who reads it may not answer.</summary>
    [JsonIgnore]
    public string? WhyNot { get; init; }
}

/// <summary>Who reads a call.</summary>
/// <param name="Person">The person; null for a key.</param>
/// <param name="Role">The role they work in.</param>
public sealed record CallReader(UserId? Person, string? Role)
{
    /// <summary>Of an actor.</summary>
    public static CallReader Of(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new(actor.User, actor.Role);
    }
}
