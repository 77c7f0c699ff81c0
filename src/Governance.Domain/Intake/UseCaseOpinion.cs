using Governance.Domain.Identity;

namespace Governance.Domain.Intake;

/// <summary>What a reviewer thinks of a use case, in one function and for one round of triage.</summary>
public sealed class UseCaseOpinion
{
    private UseCaseOpinion() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The use case.</summary>
    public UseCaseId UseCase { get; private init; }

    /// <summary>The round: 1 for the first submission.</summary>
    public int Round { get; private init; }

    /// <summary>In which function.</summary>
    public TriageFunction Function { get; private init; }

    /// <summary>What they think.</summary>
    public TriageVerdict Verdict { get; private init; }

    /// <summary>Why, or under which conditions.</summary>
    public SaltedText Words { get; private init; } = SaltedText.Of("");

    /// <summary>Who.</summary>
    public UserId Person { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string PersonName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    internal static UseCaseOpinion Of(
        UseCase useCase,
        (UserId Id, string PrintedName) person,
        TriageFunction function,
        TriageVerdict verdict,
        string words,
        DateTimeOffset now
    ) =>
        new()
        {
            UseCase = useCase.Id,
            Round = useCase.Round,
            Function = function,
            Verdict = verdict,
            Words = SaltedText.Of(words),
            Person = person.Id,
            PersonName = person.PrintedName,
            At = now,
        };
}
