using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;

namespace Governance.Domain.Oversight;

/// <summary>What someone records of a test.</summary>
/// <param name="TestedAt">When it was.</param>
/// <param name="Result">How it ended.</param>
/// <param name="What">What was stopped, and how.</param>
/// <param name="SecondsToStop">Seconds from the order to stop until the system stood still; null where it did not.</param>
/// <param name="NextOn">The day by which it is tested again.</param>
/// <param name="Proof">Where the record of it lies.</param>
public sealed record StopTestReport(
    DateTimeOffset TestedAt,
    StopTestResult Result,
    string? What,
    int? SecondsToStop,
    DateOnly NextOn,
    OversightProof Proof
);

/// <summary>
/// A test of the control that stops an AI system. One person records it, another confirms it or declines it; only what was confirmed
/// counts.
/// </summary>
public sealed class StopTest : IAudited
{
    /// <summary>Most seconds to stop: a week.</summary>
    public const int MaxSeconds = 7 * 24 * 60 * 60;

    /// <summary>Most months until the next test.</summary>
    public const int MaxMonths = 36;

    private StopTest() { }

    /// <summary>The readable id.</summary>
    public StopTestId Id { get; private init; }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>When it was tested.</summary>
    public DateTimeOffset TestedAt { get; private init; }

    /// <summary>How it ended.</summary>
    public StopTestResult Result { get; private init; }

    /// <summary>What was stopped, and how.</summary>
    public SaltedText What { get; private init; } = SaltedText.Of("");

    /// <summary>See <see cref="StopTestReport.SecondsToStop"/>.</summary>
    public int? SecondsToStop { get; private init; }

    /// <summary>The day by which it is tested again.</summary>
    public DateOnly NextOn { get; private init; }

    /// <summary>Where the record of it lies; null when none is named.</summary>
    public string? Reference { get; private init; }

    /// <summary>SHA-256 of that file; null when it was not given.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>Who recorded it.</summary>
    public UserId RecordedBy { get; private init; }

    /// <summary>Their printed name at the time.</summary>
    public string RecordedByName { get; private init; } = "";

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public StopTestState State { get; private set; }

    /// <summary>Who confirmed or declined it.</summary>
    public UserId? DecidedBy { get; private set; }

    /// <summary>Their printed name at the time.</summary>
    public string? DecidedByName { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was declined.</summary>
    public SaltedText? DeclineReason { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt => DecidedAt ?? RecordedAt;

    /// <summary>Records a test.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="system">The system.</param>
    /// <param name="report">What is said of it.</param>
    /// <param name="by">Who records it.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<StopTest> Record(
        StopTestId id,
        SystemId system,
        StopTestReport report,
        (UserId Id, string PrintedName) by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(report);
        if (string.IsNullOrWhiteSpace(report.What) || report.What.Length > SaltedText.MaxLength)
        {
            return OversightRefusals.TestMissing;
        }

        if (report.TestedAt > now)
        {
            return OversightRefusals.TestedInTheFuture;
        }

        if (
            report.Result is StopTestResult.Stopped
                ? report.SecondsToStop is not (>= 0 and <= MaxSeconds)
                : report.SecondsToStop is not null
        )
        {
            return OversightRefusals.SecondsNotValid;
        }

        var tested = report.TestedAt.Day();
        if (report.NextOn <= tested || report.NextOn > tested.AddMonths(MaxMonths))
        {
            return OversightRefusals.NextNotValid;
        }

        return report.Proof.Refuses() is { } refusal
            ? refusal
            : new StopTest
            {
                Id = id,
                System = system,
                TestedAt = report.TestedAt,
                Result = report.Result,
                What = SaltedText.Of(report.What.Trim()),
                SecondsToStop = report.SecondsToStop,
                NextOn = report.NextOn,
                Reference = report.Proof.Reference,
                Sha256 = report.Proof.Sha256,
                RecordedBy = by.Id,
                RecordedByName = by.PrintedName,
                RecordedAt = now,
            };
    }

    /// <summary>A second person confirms it: it counts from now on.</summary>
    public Refusal? Confirm((UserId Id, string PrintedName) by, DateTimeOffset now)
    {
        if (Refuses(by.Id) is { } refusal)
        {
            return refusal;
        }

        Decide(StopTestState.Confirmed, by, now);
        return null;
    }

    /// <summary>A second person declines it, with a reason: it stays on record and never counts.</summary>
    public Refusal? Decline(string? reason, (UserId Id, string PrintedName) by, DateTimeOffset now)
    {
        if (Refuses(by.Id) is { } refusal)
        {
            return refusal;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > SaltedText.MaxLength)
        {
            return OversightRefusals.ReasonMissing;
        }

        DeclineReason = SaltedText.Of(reason.Trim());
        Decide(StopTestState.Declined, by, now);
        return null;
    }

    /// <summary>Whether it waits for this person: the one who recorded it does not confirm it.</summary>
    public bool IsAskedOf(UserId person) => Refuses(person) is null;

    private Refusal? Refuses(UserId person) =>
        State is not StopTestState.Recorded ? OversightRefusals.AlreadyDecided(Id)
        : person == RecordedBy ? OversightRefusals.ConfirmsThemselves
        : null;

    private void Decide(StopTestState state, (UserId Id, string PrintedName) by, DateTimeOffset now)
    {
        (State, DecidedBy, DecidedByName, DecidedAt) = (state, by.Id, by.PrintedName, now);
        Revision++;
    }
}
