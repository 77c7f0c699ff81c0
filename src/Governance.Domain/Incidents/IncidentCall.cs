namespace Governance.Domain.Incidents;

/// <summary>Where a call to another system stands.</summary>
public enum CallState
{
    /// <summary>Asked for, and sent as soon as may be.</summary>
    Waiting,

    /// <summary>An attempt is under way, or was when the portal stopped: whether it arrived is not known.</summary>
    Underway,

    /// <summary>Answered as the playbook expects.</summary>
    Done,

    /// <summary>Given up.</summary>
    Failed,
}

/// <summary>A call that a step of the playbook makes. It stands in the incident's own row, which the log states.</summary>
/// <param name="Step">The step.</param>
/// <param name="Number">1 for the first of the step; a person may ask again after one that failed.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AskedBy">Who asked, as the log writes an actor; the job for what is sent without anyone pressing.</param>
/// <param name="AskedAt">When.</param>
public sealed record IncidentCall(string Step, int Number, CallState State, string AskedBy, DateTimeOffset AskedAt)
{
    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When the newest attempt began.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it was answered or given up.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Status of the newest answer.</summary>
    public int? Status { get; init; }

    /// <summary>SHA-256 of the newest answer's body.</summary>
    public string? AnswerSha256 { get; init; }

    /// <summary>True until it is answered or given up.</summary>
    public bool IsLive => State is CallState.Waiting or CallState.Underway;

    /// <summary>With what a receiver tells a repeated request from a new one: the same for every attempt of one call.</summary>
    public string KeyFor(IncidentId incident) => $"{incident}/{Step}/{Number}";
}

/// <summary>When a call is sent next: the queue of the job. What was asked for and what came of it stand in the incident.</summary>
public sealed class PlaybookCall
{
    /// <summary>The incident.</summary>
    public IncidentId Incident { get; init; }

    /// <summary>The step.</summary>
    public string Step { get; init; } = "";

    /// <summary>The call's number within the step.</summary>
    public int Number { get; init; }

    /// <summary>When to send it next, by the database's clock: at once to begin with; null once it is over.</summary>
    public DateTimeOffset? NextAt { get; private set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Two nodes collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Waits until then.</summary>
    public void Wait(DateTimeOffset until)
    {
        NextAt = until;
        Revision++;
    }

    /// <summary>It is over.</summary>
    public void End()
    {
        NextAt = null;
        Revision++;
    }
}
