namespace Governance.Domain.Gates;

/// <summary>A rule that a deployment does not meet.</summary>
/// <param name="Policy">Name of the policy; <c>baseline</c> for what the portal itself asks.</param>
/// <param name="Rule">Id of the rule, or the code of a refusal.</param>
/// <param name="Severity"><c>critical</c>, <c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Blocks">True when it puts the deployment out of policy.</param>
/// <param name="Message">What was found and what to do, in one or more sentences.</param>
public sealed record PostureFault(string Policy, string Rule, string Severity, bool Blocks, string Message)
{
    /// <summary>What the rule asks for; null when the message says it.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found; null when nothing was.</summary>
    public string? Actual { get; init; }

    /// <summary>
    /// The same as data, from which it is said in the language of a reader: JSON with the members <c>found</c>, <c>asked</c> and
    /// <c>seen</c>, each a list of statements, and the rule's <c>type</c>. Null where there is the English alone.
    /// </summary>
    public string? Statements { get; init; }

    /// <summary>
    /// Time in which it may be put right, by its policy; null where that policy lets nothing follow. Range: zero to a year.
    /// </summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>True when no permit is issued once that time is over; where its policy gives none, as soon as it fails.</summary>
    public bool EndsPermits { get; init; }

    /// <summary>True when its policy asks for a review once that time is over.</summary>
    public bool AsksReview { get; init; }
}

/// <summary>A rule that a deployment does not meet, with its clock.</summary>
public sealed class PostureFinding
{
    private PostureFinding() { }

    /// <summary>The posture it belongs to.</summary>
    public PostureId Posture { get; private init; }

    /// <summary>Its number within the posture, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>See <see cref="PostureFault.Policy"/>.</summary>
    public string Policy { get; private init; } = "";

    /// <summary>See <see cref="PostureFault.Rule"/>.</summary>
    public string Rule { get; private init; } = "";

    /// <summary>See <see cref="PostureFault.Severity"/>.</summary>
    public string Severity { get; private init; } = "";

    /// <summary>See <see cref="PostureFault.Blocks"/>.</summary>
    public bool Blocks { get; private init; }

    /// <summary>See <see cref="PostureFault.Message"/>; as found when it began.</summary>
    public string Message { get; private init; } = "";

    /// <summary>See <see cref="PostureFault.Expected"/>.</summary>
    public string? Expected { get; private init; }

    /// <summary>See <see cref="PostureFault.Actual"/>.</summary>
    public string? Actual { get; private init; }

    /// <summary>See <see cref="PostureFault.Statements"/>; null in findings of releases that kept the English alone.</summary>
    public string? Statements { get; private init; }

    /// <summary>Since when the rule is not met.</summary>
    public DateTimeOffset Since { get; private init; }

    /// <summary>Until when it may be put right; null where its policy lets nothing follow.</summary>
    public DateTimeOffset? GraceUntil { get; private init; }

    /// <summary>See <see cref="PostureFault.EndsPermits"/>.</summary>
    public bool EndsPermits { get; private init; }

    /// <summary>See <see cref="PostureFault.AsksReview"/>.</summary>
    public bool AsksReview { get; private init; }

    /// <summary>Policy and rule, as alerts name them: <c>high-risk-models/PERF-01</c>.</summary>
    public string Name => $"{Policy}/{Rule}";

    /// <summary>True when its time is over.</summary>
    public bool IsOverdue(DateTimeOffset now) => GraceUntil <= now;

    /// <summary>It as it was found: where a deployment cannot be judged, what failed before goes on failing.</summary>
    public PostureFault AsFault() =>
        new(Policy, Rule, Severity, Blocks, Message)
        {
            Expected = Expected,
            Actual = Actual,
            Statements = Statements,
            Grace = GraceUntil - Since,
            EndsPermits = EndsPermits,
            AsksReview = AsksReview,
        };

    internal static PostureFinding Of(PostureId posture, int number, PostureFault fault, DateTimeOffset since) =>
        new()
        {
            Posture = posture,
            Number = number,
            Policy = fault.Policy,
            Rule = fault.Rule,
            Severity = fault.Severity,
            Blocks = fault.Blocks,
            Message = fault.Message,
            Expected = fault.Expected,
            Actual = fault.Actual,
            Statements = fault.Statements,
            Since = since,
            GraceUntil = since + fault.Grace,
            EndsPermits = fault.EndsPermits,
            AsksReview = fault.AsksReview,
        };

    /// <summary>True when it is the same rule, judged the same: its words and numbers may differ.</summary>
    internal bool Is(PostureFault fault) =>
        Policy == fault.Policy
        && Rule == fault.Rule
        && Severity == fault.Severity
        && Blocks == fault.Blocks
        && EndsPermits == fault.EndsPermits
        && AsksReview == fault.AsksReview
        && GraceUntil - Since == fault.Grace;
}
