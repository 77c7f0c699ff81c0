namespace Governance.Domain.Integrations;

/// <summary>What came of one try.</summary>
/// <param name="Status">HTTP status; null when there was no answer, and for syslog.</param>
/// <param name="LatencyMs">How long it took.</param>
/// <param name="Answer">The beginning of the answer: written by strangers.</param>
/// <param name="Problem">Why it counts as not taken; null when it was taken.</param>
/// <param name="RetryAfter">How long the receiver asked to be left alone.</param>
public sealed record DeliveryTry(int? Status, int LatencyMs, string? Answer, string? Problem, TimeSpan? RetryAfter = null)
{
    /// <summary>True when it was taken.</summary>
    public bool IsTaken => Problem is null;

    /// <summary>True when the receiver never wants anything again (410).</summary>
    public bool IsFinal => Status == 410;
}

/// <summary>One event on its way to one destination.</summary>
public sealed class Delivery
{
    /// <summary>Most entries of one replay.</summary>
    public const int MaxReplayed = 1_000;

    private const int MaxWords = 300;
    private const int MaxAction = 64;
    private const int MaxSubject = 200;

    private Delivery() { }

    /// <summary>Order in which they were queued.</summary>
    public long Id { get; private init; }

    /// <summary>Where to.</summary>
    public DestinationId Destination { get; private init; }

    /// <summary>The log entry; null for a test.</summary>
    public long? LogIndex { get; private init; }

    /// <summary>Id of the message, the same at every try.</summary>
    public string MessageId { get; private init; } = "";

    /// <summary>What was done.</summary>
    public string Action { get; private init; } = "";

    /// <summary>To which thing; order is kept by it.</summary>
    public string Subject { get; private init; } = "";

    /// <summary>True when someone asked for it once more.</summary>
    public bool IsReplay { get; private init; }

    /// <summary>What became of it.</summary>
    public DeliveryState State { get; private set; }

    /// <summary>Tries so far. Two nodes collide on it.</summary>
    public int Tries { get; private set; }

    /// <summary>When it was queued.</summary>
    public DateTimeOffset QueuedAt { get; private init; }

    /// <summary>When it was first tried.</summary>
    public DateTimeOffset? FirstTriedAt { get; private set; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastTriedAt { get; private set; }

    /// <summary>When to try next.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>HTTP status of the last answer.</summary>
    public int? Status { get; private set; }

    /// <summary>How long the last try took.</summary>
    public int? LatencyMs { get; private set; }

    /// <summary>The beginning of the last answer.</summary>
    public string? Answer { get; private set; }

    /// <summary>Why the last try counts as not taken.</summary>
    public string? Problem { get; private set; }

    /// <summary>Queues an event.</summary>
    public static Delivery Queue(
        DestinationId destination,
        long? logIndex,
        string messageId,
        string action,
        string subject,
        bool isReplay,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentNullException.ThrowIfNull(subject);
        return new Delivery
        {
            Destination = destination,
            LogIndex = logIndex,
            MessageId = messageId,
            // A leaf that someone wrote into may say anything; what is not ours must not stop the queue.
            Action = Cut(action, MaxAction),
            Subject = Cut(subject, MaxSubject),
            IsReplay = isReplay,
            QueuedAt = now,
            NextAt = now,
        };
    }

    /// <summary>It was tried.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="chance">From 0 to 1, for the pause.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when it was not taken and the schedule is at its end; the caller then decides what that means.</returns>
    public bool Tried(DeliveryTry outcome, double chance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Tries++;
        FirstTriedAt ??= now;
        (LastTriedAt, Status, LatencyMs, Answer, Problem) = (
            now,
            outcome.Status,
            outcome.LatencyMs,
            Short(outcome.Answer),
            Short(outcome.Problem)
        );
        if (outcome.IsTaken)
        {
            State = DeliveryState.Delivered;
            return false;
        }

        if (DeliverySchedule.After(Tries, chance) is not { } pause)
        {
            return true;
        }

        var asked =
            outcome.RetryAfter is { } wish && wish < DeliverySchedule.LongestAsked ? wish
            : outcome.RetryAfter is null ? TimeSpan.Zero
            : DeliverySchedule.LongestAsked;
        NextAt = now + (pause > asked ? pause : asked);
        return false;
    }

    /// <summary>It is no longer tried.</summary>
    public void GiveUp() => State = DeliveryState.GivenUp;

    /// <summary>The receiver is back: it need not wait longer.</summary>
    public void Hurry(DateTimeOffset now) => NextAt = NextAt > now ? now : NextAt;

    /// <summary>The destination was resumed: its schedule begins again.</summary>
    public void BeginAnew(DateTimeOffset now) => (Tries, FirstTriedAt, NextAt) = (0, null, now);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most];

    // Answers come from strangers: no control characters, no length.
    private static string? Short(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var line = new string([.. text.Take(MaxWords).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]).Trim();
        return line.Length == 0 ? null : line;
    }
}

/// <summary>How a destination is doing. Changes with every delivery, so it is no fact of the log.</summary>
public sealed class DestinationHealth
{
    /// <summary>Failures in a row after which the receiver counts as away: then one event at a time asks whether it is back.</summary>
    public const int AwayAfter = 5;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(5);

    /// <summary>Which one.</summary>
    public DestinationId Destination { get; init; }

    /// <summary>When it last took an event.</summary>
    public DateTimeOffset? LastTakenAt { get; private set; }

    /// <summary>Since when it takes none; null while it does.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last one failed.</summary>
    public string? Problem { get; private set; }

    /// <summary>Nothing is sent before this.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    /// <summary>True while it counts as away.</summary>
    public bool IsAway => Failures >= AwayAfter;

    /// <summary>It took an event.</summary>
    /// <returns>True when it had been away.</returns>
    public bool Taken(DateTimeOffset now)
    {
        var wasAway = IsAway;
        (LastTakenAt, FailingSince, Failures, Problem, NotBefore) = (now, null, 0, null, now);
        return wasAway;
    }

    /// <summary>It did not.</summary>
    public void Missed(DeliveryTry outcome, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        FailingSince ??= now;
        Failures++;
        Problem = outcome.Problem;
        if (outcome.RetryAfter is { } asked)
        {
            // Asked for by name: it holds for everything, not for the one event.
            NotBefore = now + (asked < DeliverySchedule.LongestAsked ? asked : DeliverySchedule.LongestAsked);
        }
        else if (IsAway)
        {
            var pause = s_firstPause * Math.Pow(2, int.Min(Failures - AwayAfter, 10));
            NotBefore = now + (pause < s_longestPause ? pause : s_longestPause);
        }
    }

    /// <summary>It was resumed.</summary>
    public void BeginAnew(DateTimeOffset now) => (FailingSince, Failures, Problem, NotBefore) = (null, 0, null, now);
}
