using Governance.Domain.Identity;

namespace Governance.Domain.ModelRisk;

/// <summary>Where another day for a finding stands.</summary>
public enum ExtensionState
{
    /// <summary>Waits for a second person; the day before it counts.</summary>
    Asked,

    /// <summary>Counts, until a newer one does.</summary>
    InForce,

    /// <summary>A second person declined it.</summary>
    Declined,
}

/// <summary>That the due day of a finding was moved, or that someone asked for it. Each stays on record.</summary>
public sealed class FindingExtension
{
    private FindingExtension() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The finding.</summary>
    public FindingId Finding { get; private init; }

    /// <summary>Its number within the finding, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>The day before.</summary>
    public DateOnly Before { get; private init; }

    /// <summary>The new day.</summary>
    public DateOnly DueOn { get; private init; }

    /// <summary>Why.</summary>
    public SaltedText Reason { get; private init; } = SaltedText.Of("");

    /// <summary>Who moved it, or asked.</summary>
    public UserId By { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string ByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Where it stands.</summary>
    public ExtensionState State { get; private set; }

    /// <summary>The second person; null where none was needed or none has decided.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When they decided.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    internal static FindingExtension Of(
        ValidationFinding finding,
        int number,
        DateOnly dueOn,
        string reason,
        (UserId Id, string PrintedName) by,
        bool asked,
        DateTimeOffset now
    ) =>
        new()
        {
            Model = finding.Model,
            Finding = finding.Id,
            Number = number,
            Before = finding.DueOn,
            DueOn = dueOn,
            Reason = SaltedText.Of(reason),
            By = by.Id,
            ByName = by.PrintedName,
            At = now,
            State = asked ? ExtensionState.Asked : ExtensionState.InForce,
        };

    internal void Decide((UserId Id, string PrintedName) person, bool confirm, DateTimeOffset now)
    {
        State = confirm ? ExtensionState.InForce : ExtensionState.Declined;
        (DecidedBy, DecidedByName, DecidedAt) = (person.Id, person.PrintedName, now);
    }
}
