namespace Governance.Domain.Intake;

/// <summary>A condition under which a use case was accepted: an open point until someone records how it was met.</summary>
public sealed class UseCaseCondition
{
    /// <summary>Most conditions of one use case.</summary>
    public const int Max = 20;

    private UseCaseCondition() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary>The use case.</summary>
    public UseCaseId UseCase { get; private init; }

    /// <summary>Its number within the use case, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>What has to be done.</summary>
    public SaltedText Text { get; private init; } = SaltedText.Of("");

    /// <summary>How it was met; null while it is open.</summary>
    public SaltedText? MetBy { get; private set; }

    /// <summary>Printed name of who recorded that.</summary>
    public string? MetByName { get; private set; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? MetAt { get; private set; }

    internal static UseCaseCondition Of(UseCaseId useCase, int number, string text) =>
        new()
        {
            UseCase = useCase,
            Number = number,
            Text = SaltedText.Of(text),
        };

    internal void Meet(string words, string by, DateTimeOffset now) => (MetBy, MetByName, MetAt) = (SaltedText.Of(words), by, now);
}
