using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Domain.Threats;

/// <summary>
/// What is still to be done or found out about the threats of a system: by whom, until when. It belongs to the system, so it stays open
/// while the threat model is drawn again.
/// </summary>
public sealed class ThreatPoint : IAudited
{
    /// <summary>Longest text.</summary>
    public const int MaxText = 2_000;

    private const int MaxYears = 5;

    private ThreatPoint() { }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>Counted per system from 1.</summary>
    public int Number { get; private init; }

    /// <summary>What is to be done.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The threat it is about; null for the system as a whole.</summary>
    public string? Threat { get; private init; }

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private init; }

    /// <summary>The last day.</summary>
    public DateOnly DueOn { get; private init; }

    /// <summary>Printed name of the person who added it.</summary>
    public string AddedByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AddedAt { get; private init; }

    /// <summary>What came of it; null while open.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Printed name of the person who closed it.</summary>
    public string? DoneByName { get; private set; }

    /// <summary>When it was closed; null while open.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => SubjectOf(System, Number);

    /// <summary>How the log names a point.</summary>
    public static string SubjectOf(SystemId system, int number) => $"{system}/threat-point-{number}";

    /// <summary>Adds a point.</summary>
    /// <param name="system">The system.</param>
    /// <param name="number">The next number.</param>
    /// <param name="text">What is to be done.</param>
    /// <param name="threat">The threat it is about; null for the system as a whole.</param>
    /// <param name="owner">Who answers for it.</param>
    /// <param name="due">The last day.</param>
    /// <param name="access">Who adds it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ThreatPoint> Add(
        SystemId system,
        int number,
        string? text,
        string? threat,
        UserId owner,
        DateOnly due,
        Access access,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(access);
        var today = now.Day();
        return string.IsNullOrWhiteSpace(text) || text.Trim().Length > MaxText ? ThreatRefusals.PointTextMissing
            : due < today || due > today.AddYears(MaxYears) ? ThreatRefusals.PointDueNotValid
            : new ThreatPoint
            {
                System = system,
                Number = number,
                Text = text.Trim(),
                Threat = threat,
                Owner = owner,
                DueOn = due,
                AddedByName = access.PrintedName,
                AddedAt = now,
            };
    }

    /// <summary>It is done.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="access">Who says so.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Finish(string? outcome, Access access, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (DoneAt is not null)
        {
            return ThreatRefusals.PointDone;
        }

        if (string.IsNullOrWhiteSpace(outcome) || outcome.Trim().Length > MaxText)
        {
            return Refusal.Field(
                "threat-model.reason-missing",
                "outcome",
                $"Describe what was done about this point, in at most 2,000 characters."
            );
        }

        (Outcome, DoneByName, DoneAt) = (outcome.Trim(), access.PrintedName, now);
        return null;
    }

    /// <summary>True while it is open and its day has passed.</summary>
    public bool IsOverdue(DateOnly today) => DoneAt is null && DueOn < today;
}
