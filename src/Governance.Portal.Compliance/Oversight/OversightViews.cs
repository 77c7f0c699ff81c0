using Governance.Domain.Oversight;
using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>How an appointment stands today.</summary>
public enum OverseerStanding
{
    /// <summary>Appointed and trained: the person counts.</summary>
    Counts,

    /// <summary>No training is recorded.</summary>
    Untrained,

    /// <summary>The last training counts no more.</summary>
    Lapsed,

    /// <summary>It begins later.</summary>
    NotYet,

    /// <summary>Its last day has passed.</summary>
    Over,

    /// <summary>The person's account is disabled.</summary>
    Disabled,

    /// <summary>It was ended.</summary>
    Ended,
}

/// <summary>An appointment as pages and programs see it.</summary>
public sealed record OverseerView
{
    /// <summary>Readable id.</summary>
    public OverseerId Id { get; init; }

    /// <summary>Id of the person.</summary>
    public required string Person { get; init; }

    /// <summary>Their name.</summary>
    public required string Name { get; init; }

    /// <summary>What they may do.</summary>
    public OversightAuthority Authority { get; init; }

    /// <summary>How it stands today.</summary>
    public OverseerStanding Standing { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly From { get; init; }

    /// <summary>The last day; null for an open end.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The last day on which their training counts; null when none is recorded.</summary>
    public DateOnly? TrainedUntil { get; init; }

    /// <summary>Training they had.</summary>
    public required IReadOnlyList<OversightTraining> Trainings { get; init; }

    /// <summary>Who appointed them.</summary>
    public required string AppointedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset AppointedAt { get; init; }

    /// <summary>When it was ended; null while it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended.</summary>
    public OversightEnd? Because { get; init; }

    /// <summary>Who ended it; null where the account was disabled.</summary>
    public string? EndedBy { get; init; }

    /// <summary>The reason in words; null also once it is erased.</summary>
    public string? EndReason { get; init; }

    internal static OverseerView Of(Overseer overseer, bool isActive, DateOnly today) =>
        new()
        {
            Id = overseer.Id,
            Person = overseer.Person.ToString(),
            Name = overseer.PersonName,
            Authority = overseer.Authority,
            Standing = StandingOf(overseer, isActive, today),
            From = overseer.From,
            Until = overseer.Until,
            TrainedUntil = overseer.TrainedUntil,
            Trainings = overseer.Trainings,
            AppointedBy = overseer.AppointedByName,
            AppointedAt = overseer.AppointedAt,
            EndedAt = overseer.EndedAt,
            Because = overseer.Because,
            EndedBy = overseer.EndedByName,
            EndReason = overseer.EndReason?.Text,
        };

    private static OverseerStanding StandingOf(Overseer overseer, bool isActive, DateOnly today) =>
        overseer.EndedAt is not null ? OverseerStanding.Ended
        : !isActive ? OverseerStanding.Disabled
        : !overseer.IsOpenOn(today) ? OverseerStanding.Over
        : overseer.From > today ? OverseerStanding.NotYet
        : overseer.CountsOn(today) ? OverseerStanding.Counts
        : overseer.TrainedUntil is null ? OverseerStanding.Untrained
        : OverseerStanding.Lapsed;
}

/// <summary>A test of the stop control as pages and programs see it.</summary>
public sealed record StopTestView
{
    /// <summary>Readable id.</summary>
    public StopTestId Id { get; init; }

    /// <summary>When it was tested.</summary>
    public DateTimeOffset TestedAt { get; init; }

    /// <summary>How it ended.</summary>
    public StopTestResult Result { get; init; }

    /// <summary>What was stopped, and how; null once it is erased.</summary>
    public string? What { get; init; }

    /// <summary>Seconds until the system stood still; null where it did not.</summary>
    public int? SecondsToStop { get; init; }

    /// <summary>The day by which it is tested again.</summary>
    public DateOnly NextOn { get; init; }

    /// <summary>Where the record of it lies.</summary>
    public string? Reference { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where it stands.</summary>
    public StopTestState State { get; init; }

    /// <summary>Who recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Id of that person, who does not confirm it.</summary>
    public required string RecordedById { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Who confirmed or declined it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was declined; null also once it is erased.</summary>
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

/// <summary>The roster of an AI system.</summary>
public sealed record OversightView
{
    /// <summary>The system.</summary>
    public SystemId System { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>True once the system is retired: its roster only stays on record.</summary>
    public bool Retired { get; init; }

    /// <summary>People who count as its overseers today.</summary>
    public int Counting { get; init; }

    /// <summary>The newest test that a second person confirmed; null when there is none.</summary>
    public StopTestView? LastTest { get; init; }

    /// <summary>Appointments, those that count or may count first, then those that ended; at most 500.</summary>
    public required IReadOnlyList<OverseerView> Overseers { get; init; }

    /// <summary>Tests of the stop control, the newest first; at most 500.</summary>
    public required IReadOnlyList<StopTestView> StopTests { get; init; }
}
