using Governance.Domain.Oversight;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>A test of the stop control.</summary>
public sealed record StopTestView
{
    /// <summary>Readable id.</summary>
    public StopTestId Id { get; init; }

    /// <summary>When it was tested.</summary>
    public DateTimeOffset TestedAt { get; init; }

    /// <summary>Result of the test.</summary>
    public StopTestResult Result { get; init; }

    /// <summary>What was stopped, and how; null once erased.</summary>
    public string? What { get; init; }

    /// <summary>Seconds until the system stopped; null if it did not.</summary>
    public int? SecondsToStop { get; init; }

    /// <summary>The day by which the next test is due.</summary>
    public DateOnly NextOn { get; init; }

    /// <summary>Where its record is kept.</summary>
    public string? Reference { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>State of the record.</summary>
    public StopTestState State { get; init; }

    /// <summary>Who recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Id of that person, who cannot confirm it.</summary>
    public required string RecordedById { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who confirmed or declined it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was confirmed or declined.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was declined; null once erased.</summary>
    public string? DeclineReason { get; init; }

    internal static StopTestView Of(StopTest test) =>
        new()
        {
            Id = test.Id,
            TestedAt = test.TestedAt,
            Result = test.Result,
            What = test.What.Text,
            SecondsToStop = test.SecondsToStop,
            NextOn = test.NextOn,
            Reference = test.Reference,
            Sha256 = test.Sha256,
            State = test.State,
            RecordedBy = test.RecordedByName,
            RecordedById = test.RecordedBy.ToString(),
            RecordedAt = test.RecordedAt,
            DecidedBy = test.DecidedByName,
            DecidedAt = test.DecidedAt,
            DeclineReason = test.DeclineReason?.Text,
        };
}
