namespace Governance.Domain.Notifications;

/// <summary>Where a delivery stands.</summary>
public enum DispatchState
{
    /// <summary>To be sent at its time.</summary>
    Waiting,

    /// <summary>Claimed by a node that sends it.</summary>
    Sending,

    /// <summary>Taken by the other side.</summary>
    Sent,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>Not sent, since it had become needless: read meanwhile, or no longer for this person.</summary>
    Dropped,

    /// <summary>The portal stopped while it was being sent. It may have arrived, so it is not sent again.</summary>
    Unsure,
}

/// <summary>
/// Something to be sent outside, once: by mail to a person, or to a channel. It is claimed before it is sent, and one recipient has one
/// delivery under one key.
/// </summary>
public sealed class Dispatch
{
    /// <summary>Tries after which it is given up: the last about five hours after the first.</summary>
    public const int MaxTries = 10;

    /// <summary>How long a claim holds.</summary>
    public static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(5);

    private Dispatch() { }

    /// <summary>Row number.</summary>
    public long Id { get; private init; }

    /// <summary><c>USR-0007</c> by mail, or <c>CHN-0001</c>.</summary>
    public string Recipient { get; private init; } = "";

    /// <summary>The notification's key, or <c>digest/DATE</c>.</summary>
    public string Key { get; private init; } = "";

    /// <summary>What is said, as JSON, where it is not read from the person's notifications.</summary>
    public string? Message { get; private init; }

    /// <summary>Where it stands.</summary>
    public DispatchState State { get; private set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it is sent next; while it is being sent, when the claim ends.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>Tries so far.</summary>
    public int Tries { get; private set; }

    /// <summary>When it ended, however.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What went wrong last; no secret of an address.</summary>
    public string? Problem { get; private set; }

    /// <summary>Counts changes: two nodes cannot both claim.</summary>
    public int Revision { get; private set; }

    /// <summary>Asks for one.</summary>
    public static Dispatch To(string recipient, string key, string? message, DateTimeOffset at, DateTimeOffset now) =>
        new()
        {
            Recipient = recipient,
            Key = key,
            Message = message,
            CreatedAt = now,
            NextAt = at,
            State = DispatchState.Waiting,
        };

    /// <summary>A node takes it in hand.</summary>
    public void Claim(DateTimeOffset now)
    {
        (State, NextAt) = (DispatchState.Sending, now + ClaimFor);
        Tries++;
        Revision++;
    }

    /// <summary>It arrived.</summary>
    public void Succeed(DateTimeOffset now) => End(DispatchState.Sent, null, now);

    /// <summary>It became needless.</summary>
    public void Drop(string why, DateTimeOffset now) => End(DispatchState.Dropped, why, now);

    /// <summary>It was not taken.</summary>
    /// <param name="problem">Why.</param>
    /// <param name="forGood">True when trying again is useless.</param>
    /// <param name="wait">How long the other side asked to wait; null for the usual time.</param>
    /// <param name="now">The server's clock.</param>
    public void Miss(string problem, bool forGood, TimeSpan? wait, DateTimeOffset now)
    {
        if (forGood || Tries >= MaxTries)
        {
            End(DispatchState.Failed, problem, now);
            return;
        }

        var usual = RetryDelay.After(Tries);
        (State, Problem, NextAt) = (DispatchState.Waiting, problem, now + (wait > usual ? wait.Value : usual));
        Revision++;
    }

    /// <summary>A claim that ran out, or no answer in time: where sending again does no harm it waits again, else no one knows.</summary>
    public void Abandon(bool again, DateTimeOffset now, string? why = null)
    {
        if (again && Tries < MaxTries)
        {
            (State, NextAt) = (DispatchState.Waiting, now);
            Revision++;
        }
        else
        {
            End(DispatchState.Unsure, why ?? "The portal stopped while the message was being sent. It may have arrived.", now);
        }
    }

    private void End(DispatchState state, string? problem, DateTimeOffset now)
    {
        (State, Problem, EndedAt) = (state, problem, now);
        Revision++;
    }
}
