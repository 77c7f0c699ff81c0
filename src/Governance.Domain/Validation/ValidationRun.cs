using Governance.Domain.Models;

namespace Governance.Domain.Validation;

/// <summary>A figure of a run, for lists; the evidence holds all of them.</summary>
/// <param name="Name">As reports name it: <c>accuracy</c>, <c>auc</c>.</param>
/// <param name="Value">The value.</param>
public sealed record ValidationFigure(string Name, double Value);

/// <summary>What a run found.</summary>
/// <param name="Verdict">The worst verdict of what was judged.</param>
/// <param name="DataSha256">The held-out set.</param>
/// <param name="ArtifactSha256">The artifact that was measured; null where the version has none.</param>
/// <param name="FiguresSha256">Digest over the digests of all that was filed.</param>
public sealed record ValidationFound(ValidationVerdict Verdict, string DataSha256, string? ArtifactSha256, string FiguresSha256)
{
    /// <summary>The main figures.</summary>
    public IReadOnlyList<ValidationFigure> Figures { get; init; } = [];

    /// <summary>What was filed.</summary>
    public IReadOnlyList<EvidenceId> Evidence { get; init; } = [];

    /// <summary>Rows that were scored, tries and perturbed rows among them; of a run that sends prompts, the prompts.</summary>
    public long RowsScored { get; init; }

    /// <summary>Requests that the endpoint answered.</summary>
    public long Requests { get; init; }
}

/// <summary>A run of a schedule: a row of the queue until it has ended, and of the history from then on.</summary>
public sealed class ValidationRun
{
    /// <summary>Longest words about a problem.</summary>
    public const int MaxProblem = 1_000;

    /// <summary>Tries before it is given up.</summary>
    public const int MaxTries = 3;

    private List<ValidationFigure> _figures = [];
    private List<EvidenceId> _evidence = [];

    private ValidationRun() { }

    /// <summary>The readable id.</summary>
    public ValidationRunId Id { get; private init; }

    /// <summary>Its schedule.</summary>
    public ValidationScheduleId Schedule { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version that was validated; null until it is known.</summary>
    public string? Version { get; private set; }

    /// <summary>Who asked for it, as the log writes an actor.</summary>
    public string RequestedBy { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>How far it is.</summary>
    public ValidationRunState State { get; private set; }

    /// <summary>When it is looked at next: it waits until then, or another node takes it over.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>Tries so far.</summary>
    public int Tries { get; private set; }

    /// <summary>When its first try began.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What went wrong last.</summary>
    public ValidationFault? Fault { get; private set; }

    /// <summary>The same in words.</summary>
    public string? Problem { get; private set; }

    /// <summary>The worst verdict of what was judged.</summary>
    public ValidationVerdict? Verdict { get; private set; }

    /// <summary>The held-out set.</summary>
    public string? DataSha256 { get; private set; }

    /// <summary>The artifact that was measured.</summary>
    public string? ArtifactSha256 { get; private set; }

    /// <summary>Digest over the digests of all that was filed.</summary>
    public string? FiguresSha256 { get; private set; }

    /// <summary>The main figures.</summary>
    public IReadOnlyList<ValidationFigure> Figures => _figures;

    /// <summary>What was filed.</summary>
    public IReadOnlyList<EvidenceId> Evidence => _evidence;

    /// <summary>Rows that were scored; of a run that sends prompts, the prompts that were asked.</summary>
    public long RowsScored { get; private set; }

    /// <summary>Requests that the endpoint answered.</summary>
    public long Requests { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>True when nothing more happens.</summary>
    public bool IsOver => State is ValidationRunState.Done or ValidationRunState.Failed or ValidationRunState.Cancelled;

    /// <summary>Asks for one.</summary>
    /// <param name="id">The next id.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="by">Who asks, as the log writes an actor.</param>
    /// <param name="now">The clock that the nodes share.</param>
    public static Result<ValidationRun> Ask(ValidationRunId id, ValidationSchedule schedule, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.State is ScheduleState.Paused
            ? ValidationRefusals.NotActive
            : new ValidationRun
            {
                Id = id,
                Schedule = schedule.Id,
                Model = schedule.Model,
                RequestedBy = by,
                RequestedAt = now,
                NextAt = now,
                Revision = 1,
            };
    }

    /// <summary>A node takes it in hand.</summary>
    /// <param name="lease">How long it has for a try.</param>
    /// <param name="now">The clock that the nodes share.</param>
    public void Begin(TimeSpan lease, DateTimeOffset now)
    {
        State = ValidationRunState.Running;
        StartedAt ??= now;
        NextAt = now + lease;
        Tries++;
        Revision++;
    }

    /// <summary>Which version it is about is known.</summary>
    public void Measures(string version)
    {
        Version = version;
        Revision++;
    }

    /// <summary>It was measured, and filed.</summary>
    public void Succeed(ValidationFound found, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(found);
        (Verdict, DataSha256, ArtifactSha256, FiguresSha256) = (found.Verdict, found.DataSha256, found.ArtifactSha256, found.FiguresSha256);
        (_figures, _evidence) = ([.. found.Figures], [.. found.Evidence]);
        (RowsScored, Requests, Fault, Problem) = (found.RowsScored, found.Requests, null, null);
        End(ValidationRunState.Done, now);
    }

    /// <summary>A try failed.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="problem">The same in words.</param>
    /// <param name="mayPass">Whether the same again may end otherwise.</param>
    /// <param name="now">The clock that the nodes share.</param>
    public void Miss(ValidationFault fault, string problem, bool mayPass, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(problem);
        (Fault, Problem) = (fault, problem.Length > MaxProblem ? problem[..MaxProblem] : problem);
        if (!mayPass || Tries >= MaxTries)
        {
            End(ValidationRunState.Failed, now);
            return;
        }

        State = ValidationRunState.Queued;
        NextAt = now + RetryDelay.After(Math.Max(1, Tries));
        Revision++;
    }

    /// <summary>A node that stops gives it back: the try does not count.</summary>
    public void Return(DateTimeOffset now)
    {
        (State, NextAt, Tries) = (ValidationRunState.Queued, now, Math.Max(0, Tries - 1));
        Revision++;
    }

    /// <summary>Stops it: whatever the endpoint still answers is not filed.</summary>
    public Refusal? Cancel(DateTimeOffset now)
    {
        if (IsOver)
        {
            return ValidationRefusals.RunOver;
        }

        End(ValidationRunState.Cancelled, now);
        return null;
    }

    private void End(ValidationRunState state, DateTimeOffset now)
    {
        (State, EndedAt) = (state, now);
        Revision++;
    }
}
