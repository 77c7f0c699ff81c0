using Governance.Domain.Audit;
using Governance.Domain.Models;

namespace Governance.Domain.Monitoring;

/// <summary>How far the monitors of a window are.</summary>
public enum EvaluationState
{
    /// <summary>In the queue.</summary>
    Waiting,

    /// <summary>A node is at it.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>It could not be done; the reason says why.</summary>
    Failed,
}

/// <summary>
/// The evaluation of one window by the monitors of its model: the queue of the job, and what it found beside the readings.
/// </summary>
public sealed class WindowEvaluation
{
    /// <summary>Tries before it is given up.</summary>
    public const int MaxTries = 3;

    /// <summary>The window.</summary>
    public WindowId Window { get; init; }

    /// <summary>Where it stands.</summary>
    public EvaluationState State { get; private set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>When a node began.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Tries so far.</summary>
    public int Tries { get; private set; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Fairness by protected attribute as JSON (the fairness JSON of the API), or null without protected attributes.</summary>
    public string? FairnessJson { get; private set; }

    /// <summary>Two nodes collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Asks for it, for the first time or again.</summary>
    public void Ask(DateTimeOffset now)
    {
        (State, AskedAt, StartedAt, EndedAt, Tries, Reason) = (EvaluationState.Waiting, now, null, null, 0, null);
        Revision++;
    }

    /// <summary>A node begins.</summary>
    public void Start(DateTimeOffset now)
    {
        (State, StartedAt) = (EvaluationState.Running, now);
        Tries++;
        Revision++;
    }

    /// <summary>Given back by a node that stops: the try does not count.</summary>
    public void Return()
    {
        (State, StartedAt, Tries) = (EvaluationState.Waiting, null, Math.Max(0, Tries - 1));
        Revision++;
    }

    /// <summary>It is done.</summary>
    public void Finish(string? fairnessJson, DateTimeOffset now)
    {
        (State, EndedAt, FairnessJson, Reason) = (EvaluationState.Done, now, fairnessJson, null);
        Revision++;
    }

    /// <summary>It went wrong: again, or given up.</summary>
    public void Fail(string reason, DateTimeOffset now)
    {
        (State, EndedAt, Reason) = (Tries >= MaxTries ? EvaluationState.Failed : EvaluationState.Waiting, now, reason);
        Revision++;
    }
}

/// <summary>A value of a named business series: margin, decision latency, analyst load.</summary>
public sealed class BusinessFigure : Measurement, IAudited
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 100;

    /// <summary>The series that says how many decisions the version served: what the log of decisions is measured against.</summary>
    public const string ServedDecisions = "served decisions";

    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>Name of the series.</summary>
    public string Name { get; init; } = "";

    /// <summary>First instant covered.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>End of what is covered, exclusive.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>The value, in the unit the sender uses.</summary>
    public double Value { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>From whom, as the log writes an actor.</summary>
    public string StoredBy { get; init; } = "";

    /// <inheritdoc/>
    public override MeasurementRef Ref => new(MeasurementKind.Figure, Id);

    /// <inheritdoc/>
    public override string SentBy => StoredBy;

    /// <inheritdoc/>
    public string AuditSubject => ModelName.Of(Model, Version);
}

/// <summary>Whether a pipeline was told to train again.</summary>
public enum RetrainState
{
    /// <summary>To be sent.</summary>
    Waiting,

    /// <summary>Taken by the pipeline.</summary>
    Sent,

    /// <summary>Given up after several tries.</summary>
    Failed,
}

/// <summary>A call to a pipeline that a model is to be trained again, kept until it was taken.</summary>
public sealed class RetrainCall
{
    /// <summary>Tries before it is given up.</summary>
    public const int MaxTries = 8;

    /// <summary>The alert it is about.</summary>
    public AlertId Alert { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public RetrainState State { get; private set; }

    /// <summary>Tries so far.</summary>
    public int Tries { get; private set; }

    /// <summary>When to try next.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>When it was taken or given up.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What went wrong last; never holds the address.</summary>
    public string? Problem { get; private set; }

    /// <summary>Two nodes collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Taken in hand: until the lease is over no other node makes this call.</summary>
    /// <param name="now">The server's clock.</param>
    /// <param name="lease">How long the call may take; longer than the longest answer is waited for.</param>
    public void Claim(DateTimeOffset now, TimeSpan lease)
    {
        NextAt = now + lease;
        Revision++;
    }

    /// <summary>Given back by a node that stops: due at once.</summary>
    public void Return(DateTimeOffset now)
    {
        NextAt = now;
        Revision++;
    }

    /// <summary>Taken.</summary>
    public void Succeed(DateTimeOffset now)
    {
        (State, EndedAt, Problem) = (RetrainState.Sent, now, null);
        Tries++;
        Revision++;
    }

    /// <summary>Not taken: tried again after <see cref="RetryDelay"/>.</summary>
    public void Miss(string problem, DateTimeOffset now, bool isFinal = false)
    {
        Tries++;
        Problem = problem;
        Revision++;
        if (isFinal || Tries >= MaxTries)
        {
            (State, EndedAt) = (RetrainState.Failed, now);
        }
        else
        {
            NextAt = now + RetryDelay.After(Tries);
        }
    }
}
