using Governance.Domain.Oversight;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>The appointment of an overseer.</summary>
public sealed record OverseerView
{
    /// <summary>Readable id.</summary>
    public OverseerId Id { get; init; }

    /// <summary>Id of the person.</summary>
    public required string Person { get; init; }

    /// <summary>Name of the person.</summary>
    public required string Name { get; init; }

    /// <summary>What they may do.</summary>
    public OversightAuthority Authority { get; init; }

    /// <summary>Current state of the appointment.</summary>
    public OverseerStanding Standing { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly From { get; init; }

    /// <summary>The last day; null if the appointment is open-ended.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The last day on which their training is valid; null if none is recorded.</summary>
    public DateOnly? TrainedUntil { get; init; }

    /// <summary>Competences that the organisation requires of overseers and for which they have no valid record.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>Training they completed.</summary>
    public required IReadOnlyList<OversightTraining> Trainings { get; init; }

    /// <summary>Who appointed them.</summary>
    public required string AppointedBy { get; init; }

    /// <summary>When they were appointed.</summary>
    public DateTimeOffset AppointedAt { get; init; }

    /// <summary>When it was ended; null if it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended.</summary>
    public OversightEnd? Because { get; init; }

    /// <summary>Who ended it; null if the account was disabled.</summary>
    public string? EndedBy { get; init; }

    /// <summary>The reason in words; null once erased.</summary>
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
