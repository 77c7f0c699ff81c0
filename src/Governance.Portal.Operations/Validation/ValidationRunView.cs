using Governance.Domain.Models;
using Governance.Domain.Validation;

namespace Governance.Portal.Operations.Validation;

/// <summary>A run of a schedule.</summary>
public sealed record ValidationRunView
{
    public required ValidationRunId Id { get; init; }

    public required ValidationScheduleId Schedule { get; init; }

    public required string Model { get; init; }

    /// <summary>The version that was validated; null until it is known.</summary>
    public required string? Version { get; init; }

    public required ValidationRunState State { get; init; }

    /// <summary>Name of the person who requested it.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required int Tries { get; init; }

    /// <summary>Why it failed.</summary>
    public required ValidationFault? Fault { get; init; }

    /// <summary>The reason in words.</summary>
    public required string? Problem { get; init; }

    public required ValidationVerdict? Verdict { get; init; }

    public required IReadOnlyList<ValidationFigure> Figures { get; init; }

    /// <summary>Evidence that was filed.</summary>
    public required IReadOnlyList<EvidenceId> Evidence { get; init; }

    /// <summary>Digest over the digests of all that was filed.</summary>
    public required string? FiguresSha256 { get; init; }

    /// <summary>Digest of the held-out set.</summary>
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
