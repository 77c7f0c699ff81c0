namespace Governance.Policies;

/// <summary>What a call of a tool is answered with.</summary>
/// <param name="Decision">One of <see cref="AgentVocabulary.Decisions"/>.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Policy">Policy that decided; null where the manifest did.</param>
/// <param name="Rule">Rule of <paramref name="Policy"/> that decided; null where the manifest did.</param>
/// <param name="AskMinutes">Minutes within which a person answers, when the decision is <c>ask</c>; null otherwise.</param>
public sealed record CallDecision(string Decision, string Reason, string? Policy, string? Rule, int? AskMinutes)
{
    /// <summary>The call may be made.</summary>
    public const string Allow = "allow";

    /// <summary>A person decides first; without an answer the call is refused.</summary>
    public const string Ask = "ask";

    /// <summary>The call may not be made.</summary>
    public const string Deny = "deny";

    /// <summary>Minutes within which a person answers where a rule asks and no checkpoint of the manifest says otherwise.</summary>
    public const int DefaultAskMinutes = 15;
}
