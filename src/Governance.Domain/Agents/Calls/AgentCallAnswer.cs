using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Agents.Calls;

/// <summary>What a person answered to a call that asks. One for each call: a second one has no place.</summary>
public sealed class AgentCallAnswer : IAudited
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private AgentCallAnswer() { }

    /// <summary>The call.</summary>
    public AgentCallId Call { get; private init; }

    /// <summary>The agent: name of the model it is.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Whether the call may be made.</summary>
    public bool Allows { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who answered.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PrintedName { get; private init; } = "";

    /// <summary>The role they worked in.</summary>
    public string Role { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>How they proved who they are; null where the call asks for no signature.</summary>
    public string? AuthenticationMethod { get; private init; }

    /// <summary>When they proved it.</summary>
    public DateTimeOffset? AuthenticatedAt { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => Call.ToString();

    /// <summary>Answers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="agent">The agent's model, which says who answers for it.</param>
    /// <param name="answer">Whether it may be made, and why.</param>
    /// <param name="person">Who answers.</param>
    /// <param name="proof">How they proved who they are, as far as it was asked.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<AgentCallAnswer> Give(
        AgentCall call,
        Model agent,
        (bool Allows, string? Reason) answer,
        Signer person,
        Result<SigningProof>? proof,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(person);
        if (WhyNot(call, agent, person.Id, person.RoleInForce) is { } refusal)
        {
            return refusal;
        }

        if (call.Verdict is not CallVerdict.Ask)
        {
            return CallRefusals.NotAsked(call.Id);
        }

        if (!call.IsOpen(now))
        {
            return CallRefusals.TooLate(call.Id);
        }

        if (string.IsNullOrWhiteSpace(answer.Reason) || answer.Reason.Trim().Length > MaxReason)
        {
            return AgentRefusals.ReasonMissing;
        }

        // Refusing is safe, so only allowing takes the signature.
        var isSigned = answer.Allows && call.NeedsSignature;
        if (isSigned && proof is not { IsDone: true })
        {
            return proof?.Refusal ?? PromotionRefusals.ProofNotValid;
        }

        return new AgentCallAnswer
        {
            Call = call.Id,
            Model = call.Model,
            Allows = answer.Allows,
            Reason = SaltedText.Of(answer.Reason.Trim()),
            Person = person.Id,
            PrintedName = person.PrintedName,
            Role = person.RoleInForce ?? "",
            At = now,
            AuthenticationMethod = isSigned ? proof!.Value.Value.Method : null,
            AuthenticatedAt = isSigned ? proof!.Value.Value.At : null,
        };
    }

    /// <summary>Why this person does not answer this call, whatever its state; null when they may.</summary>
    public static Refusal? WhyNot(AgentCall call, Model agent, UserId person, string? role)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(agent);
        return role != Roles.SecurityReviewer && !agent.IsAnsweredForBy(person) ? CallRefusals.NotYours
            : call.Askers.Contains(person) ? CallRefusals.OwnKey
            : null;
    }
}
