using Governance.Domain.Validation;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Validation;

/// <summary>A validation schedule.</summary>
public sealed record ValidationScheduleView
{
    public required ValidationScheduleId Id { get; init; }

    public required string Model { get; init; }

    /// <summary>The environment whose current version is validated; null if a version is named.</summary>
    public required string? Environment { get; init; }

    /// <summary>The version to validate; null if an environment is named.</summary>
    public required string? Version { get; init; }

    public required string Endpoint { get; init; }

    public required ScoringProtocol Protocol { get; init; }

    /// <summary>Name of the key in the installation's settings.</summary>
    public required string? Credential { get; init; }

    public required IReadOnlyList<ValidationCheck> Checks { get; init; }

    public required string? Label { get; init; }

    public required string? PositiveLabel { get; init; }

    public required string? Output { get; init; }

    public required IReadOnlyList<string> Protected { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    public required int Rows { get; init; }

    public required int Seed { get; init; }

    public required int EveryDays { get; init; }

    /// <summary>E-mail address of the person accountable for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of that person.</summary>
    public required string OwnerName { get; init; }

    public required ScheduleState State { get; init; }

    /// <summary>When a validation must have succeeded.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>True from one day after that, unless it is paused.</summary>
    public required bool Overdue { get; init; }

    /// <summary>When the next run begins; null while it is paused.</summary>
    public required DateTimeOffset? NextRunAt { get; init; }

    public required ValidationRunId? LastRun { get; init; }

    public required ValidationRunState? LastState { get; init; }

    /// <summary>Why the last run failed; null if it did not.</summary>
    public required ValidationFault? LastFault { get; init; }

    public required ValidationVerdict? LastVerdict { get; init; }

    public required DateTimeOffset? LastEndedAt { get; init; }

    public required DateTimeOffset? SucceededAt { get; init; }

    /// <summary>Time of the first failed run since the last success; null while runs succeed.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>What is validated, in one word.</summary>
    internal string Target => Environment ?? Version!;

    internal static ValidationScheduleView Of(ValidationSchedule schedule, Person? owner, DateTimeOffset now) =>
        new()
        {
            Id = schedule.Id,
            Model = schedule.Model,
            Environment = schedule.Environment,
            Version = schedule.Version,
            Endpoint = schedule.Endpoint,
            Protocol = schedule.Protocol,
            Credential = schedule.Credential,
            Checks = schedule.Checks,
            Label = schedule.Label,
            PositiveLabel = schedule.PositiveLabel,
            Output = schedule.Output,
            Protected = schedule.Protected,
            Features = schedule.Features,
            Rows = schedule.Rows,
            Seed = schedule.Seed,
            EveryDays = schedule.EveryDays,
            Owner = owner?.Email ?? "",
            OwnerName = owner?.Name ?? schedule.Owner.ToString(),
            State = schedule.State,
            DueAt = schedule.DueAt,
            Overdue = schedule.IsOverdue(now),
            NextRunAt = schedule.State is ScheduleState.Active ? schedule.NextRunAt : null,
            LastRun = schedule.LastRun,
            LastState = schedule.LastState,
            LastFault = schedule.LastFault,
            LastVerdict = schedule.LastVerdict,
            LastEndedAt = schedule.LastEndedAt,
            SucceededAt = schedule.SucceededAt,
            FailingSince = schedule.FailingSince,
        };
}
