using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Validation;

/// <summary>A validation schedule.</summary>
public sealed record ValidationScheduleView
{
    public required ValidationScheduleId Id { get; init; }

    public required string Model { get; init; }

    /// <summary>The environment whose version is validated; null where a version is named.</summary>
    public required string? Environment { get; init; }

    /// <summary>The version that is validated; null where an environment is named.</summary>
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

    /// <summary>E-mail address of whoever answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Their name.</summary>
    public required string OwnerName { get; init; }

    public required ScheduleState State { get; init; }

    /// <summary>By when a validation has to have succeeded.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>True a day after that, while it is not paused.</summary>
    public required bool Overdue { get; init; }

    /// <summary>When the next run begins; null while it is paused.</summary>
    public required DateTimeOffset? NextRunAt { get; init; }

    public required ValidationRunId? LastRun { get; init; }

    public required ValidationRunState? LastState { get; init; }

    public required ValidationVerdict? LastVerdict { get; init; }

    public required DateTimeOffset? LastEndedAt { get; init; }

    public required DateTimeOffset? SucceededAt { get; init; }

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
            LastVerdict = schedule.LastVerdict,
            LastEndedAt = schedule.LastEndedAt,
            SucceededAt = schedule.SucceededAt,
        };
}

/// <summary>A run of a schedule.</summary>
public sealed record ValidationRunView
{
    public required ValidationRunId Id { get; init; }

    public required ValidationScheduleId Schedule { get; init; }

    public required string Model { get; init; }

    /// <summary>The version that was validated; null until it is known.</summary>
    public required string? Version { get; init; }

    public required ValidationRunState State { get; init; }

    /// <summary>Name of whoever asked for it.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required int Tries { get; init; }

    /// <summary>Why it came to nothing.</summary>
    public required ValidationFault? Fault { get; init; }

    /// <summary>The same in words.</summary>
    public required string? Problem { get; init; }

    public required ValidationVerdict? Verdict { get; init; }

    public required IReadOnlyList<ValidationFigure> Figures { get; init; }

    /// <summary>What was filed.</summary>
    public required IReadOnlyList<EvidenceId> Evidence { get; init; }

    /// <summary>Digest over the digests of all that was filed.</summary>
    public required string? FiguresSha256 { get; init; }

    /// <summary>The held-out set.</summary>
    public required string? DataSha256 { get; init; }

    public required string? ArtifactSha256 { get; init; }

    public required long RowsScored { get; init; }

    public required long Requests { get; init; }

    internal bool IsOver => EndedAt is not null;

    internal static ValidationRunView Of(ValidationRun run, string by) =>
        new()
        {
            Id = run.Id,
            Schedule = run.Schedule,
            Model = run.Model,
            Version = run.Version,
            State = run.State,
            RequestedBy = by,
            RequestedAt = run.RequestedAt,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            Tries = run.Tries,
            Fault = run.Fault,
            Problem = run.Problem,
            Verdict = run.Verdict,
            Figures = run.Figures,
            Evidence = run.Evidence,
            FiguresSha256 = run.FiguresSha256,
            DataSha256 = run.DataSha256,
            ArtifactSha256 = run.ArtifactSha256,
            RowsScored = run.RowsScored,
            Requests = run.Requests,
        };
}

/// <summary>A held-out set whose file is on record.</summary>
public sealed record HeldOutSetView(
    HeldOutSetId Id,
    string Model,
    string Name,
    string Sha256,
    long SizeBytes,
    string StoredBy,
    DateTimeOffset StoredAt
)
{
    internal static HeldOutSetView Of(HeldOutSet set) =>
        new(set.Id, set.Model, set.Name, set.Sha256, set.SizeBytes, set.StoredByName, set.StoredAt);
}
