namespace Governance.Domain.Agents.Calls;

/// <summary>Refusals about calls of tools.</summary>
public static class CallRefusals
{
    /// <summary>The name of the run is missing or too long.</summary>
    public static Refusal RunNotValid { get; } =
        Refusal.Field("agent-call.run", "run", $"Name the run in at most 100 characters, with the same name for every call of the run.");

    /// <summary>No tool, or too long a name.</summary>
    public static Refusal ToolNotValid { get; } =
        Refusal.Field("agent-call.tool", "tool", $"Name the tool, and its server where it has one, in at most 200 characters each.");

    /// <summary>Too many or empty scopes.</summary>
    public static Refusal ScopesNotValid { get; } =
        Refusal.Field("agent-call.scopes", "scopes", $"Name at most 50 scopes, each in 1 to 200 characters.");

    /// <summary>An amount that is none.</summary>
    public static Refusal AmountNotValid { get; } =
        Refusal.Field("agent-call.amount", "amount", $"An amount must be between 0 and 100 billion, with at most four decimal places.");

    /// <summary>A currency that is none.</summary>
    public static Refusal CurrencyNotValid { get; } =
        Refusal.Field("agent-call.currency", "currency", $"A currency must be three capital letters, such as EUR.");

    /// <summary>Arguments beyond the limit.</summary>
    public static Refusal ArgumentsTooLarge { get; } =
        Refusal.Field("agent-call.arguments", "arguments", $"The arguments are larger than 64 KiB.", RefusalKind.TooLarge);

    /// <summary>Arguments that two programs could read differently.</summary>
    /// <param name="why">Why, in a sentence.</param>
    public static Refusal ArgumentsAmbiguous(Sentence why) =>
        Refusal.Field("agent-call.arguments-ambiguous", "arguments", $"Two programs could read the arguments differently. {why}");

    /// <summary>The filter of the list is none of its words.</summary>
    public static Refusal FilterNotValid { get; } = Refusal.Field("agent-call.filter", "state", $"Filter by waiting, allow, ask or deny.");

    /// <summary>An outcome that is none.</summary>
    public static Refusal OutcomeUnknown { get; } = Refusal.Field("agent-call.outcome", "outcome", $"The outcome must be allow or deny.");

    /// <summary>No such call.</summary>
    public static Refusal NotFound { get; } = new("agent-call.not-found", $"This agent has no call with this ID.", RefusalKind.NotFound);

    /// <summary>It could not be recorded, so it was not decided.</summary>
    public static Refusal NotRecorded { get; } =
        new(
            "agent-call.not-recorded",
            $"The call could not be recorded, so it is not allowed. Try again in a moment.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>Too many calls wait already.</summary>
    public static Refusal QueueFull { get; } =
        new(
            "agent-call.queue-full",
            $"Too many calls are waiting to be decided, so this one is not allowed. Try again after the time in Retry-After.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>Its time was over before it was decided.</summary>
    public static Refusal NotInTime { get; } =
        new(
            "agent-call.not-in-time",
            $"The call could not be decided in time, so it is not allowed and was not recorded. Try again after the time in Retry-After.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };

    /// <summary>Someone who does not answer for the agent.</summary>
    public static Refusal NotYours { get; } =
        new(
            "agent-call.not-yours",
            $"Only the agent's owner, the owner's deputies and security approvers can answer its calls.",
            RefusalKind.Forbidden
        );

    /// <summary>They are behind the key that asked.</summary>
    public static Refusal OwnKey { get; } =
        new(
            "agent-call.own-key",
            $"The agent asks with one of your keys, so someone else has to answer: the owner, a deputy or a security approver.",
            RefusalKind.Forbidden
        );

    /// <summary>No person is asked.</summary>
    public static Refusal NotAsked(AgentCallId id) =>
        new("agent-call.not-asked", $"{id} was decided automatically, so there is nothing to answer.", RefusalKind.Conflict);

    /// <summary>The time is over.</summary>
    public static Refusal TooLate(AgentCallId id) =>
        new(
            "agent-call.too-late",
            $"The time to answer {id} has run out, so it was denied. The agent can ask again.",
            RefusalKind.Conflict
        );

    /// <summary>Someone was quicker.</summary>
    public static Refusal Answered(AgentCallId id) => new("agent-call.answered", $"{id} has already been answered.", RefusalKind.Conflict);
}
