namespace Governance.Domain.Monitoring;

/// <summary>What came of a window that was pulled.</summary>
/// <param name="Window">The window; null when there was no row, or when it was there already.</param>
/// <param name="Start">First instant of the window.</param>
/// <param name="End">Its end, exclusive.</param>
/// <param name="Rows">Rows at the source.</param>
/// <param name="Bytes">Bytes that came over the network.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record PulledWindow(WindowId? Window, DateTimeOffset Start, DateTimeOffset End, long Rows, long Bytes, TimeSpan Elapsed);

/// <summary>
/// How far the pulling of a version's windows is: the queue, and the place it goes on from. Windows are pulled in their order and none is
/// left out; what fails is tried again, later and later.
/// </summary>
public sealed class WindowPull
{
    /// <summary>Longest words about a problem.</summary>
    public const int MaxProblem = 1_000;

    // Longer than a window takes to be read and measured; then the node that began is gone.
    private static readonly TimeSpan s_lease = TimeSpan.FromHours(1);

    private WindowPull() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>End of the last window that is done; the next one begins here.</summary>
    public DateTimeOffset Watermark { get; private set; }

    /// <summary>When it is looked at next; null while it is paused.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>Until when a node works on it; null while none does.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    /// <summary>Failed tries in a row.</summary>
    public int Tries { get; private set; }

    /// <summary>What went wrong last; null when nothing did since.</summary>
    public string? Problem { get; private set; }

    /// <summary>When the last window was done; null before the first.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The last window; null when it had no row, or before the first.</summary>
    public WindowId? LastWindow { get; private set; }

    /// <summary>Start of the last window.</summary>
    public DateTimeOffset? LastStart { get; private set; }

    /// <summary>Its rows.</summary>
    public long LastRows { get; private set; }

    /// <summary>Bytes that came over the network for it.</summary>
    public long LastBytes { get; private set; }

    /// <summary>Milliseconds it took.</summary>
    public long LastMilliseconds { get; private set; }

    /// <summary>Windows done since the source was set.</summary>
    public int Done { get; private set; }

    /// <summary>Windows among them that had no row.</summary>
    public int Empty { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Begins at an instant.</summary>
    /// <param name="source">The source.</param>
    /// <param name="from">Start of the first window.</param>
    /// <param name="now">The server's clock.</param>
    public static WindowPull Of(WindowSource source, DateTimeOffset from, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new()
        {
            Model = source.Model,
            Version = source.Version,
            Watermark = source.Periods.StartOf(from),
            NextAt = now,
            Revision = 1,
        };
    }

    /// <summary>
    /// The source was set again or resumed, or someone wants it looked at: due at once, and no longer in any node's hands. A node that is
    /// at it loses what it read.
    /// </summary>
    /// <param name="watermark">Where it goes on; null: where it stands.</param>
    /// <param name="now">The server's clock.</param>
    public void Ask(DateTimeOffset? watermark, DateTimeOffset now)
    {
        Watermark = watermark ?? Watermark;
        (NextAt, HeldUntil, Tries, Problem) = (now, null, 0, null);
        Revision++;
    }

    /// <summary>Nothing is pulled until it is asked for.</summary>
    public void Pause()
    {
        (NextAt, HeldUntil) = (null, null);
        Revision++;
    }

    /// <summary>A node takes it in hand.</summary>
    /// <param name="now">The database's clock.</param>
    public void Claim(DateTimeOffset now)
    {
        HeldUntil = now + s_lease;
        Revision++;
    }

    /// <summary>A window is done, with rows or without; the node goes on with the next.</summary>
    /// <param name="window">The window, which begins at the watermark.</param>
    /// <param name="now">The database's clock.</param>
    public void Finish(PulledWindow window, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(window);
        Watermark = window.End;
        (LastAt, LastWindow, LastStart) = (now, window.Window, window.Start);
        (LastRows, LastBytes, LastMilliseconds) = (window.Rows, window.Bytes, (long)window.Elapsed.TotalMilliseconds);
        (Tries, Problem) = (0, null);
        Done++;
        Empty += window.Rows == 0 ? 1 : 0;
        HeldUntil = now + s_lease;
        Revision++;
    }

    /// <summary>The node is done for now, or stops.</summary>
    /// <param name="nextAt">When it is looked at next.</param>
    public void Release(DateTimeOffset nextAt)
    {
        (NextAt, HeldUntil) = (nextAt, null);
        Revision++;
    }

    /// <summary>A try failed. It is made again: after a minute, two, four, an hour at most.</summary>
    /// <param name="problem">Words for people.</param>
    /// <param name="retryAfter">How long the source wants to be left alone; null when it did not say.</param>
    /// <param name="isFinal">No further try makes sense before someone changes something; the longest wait.</param>
    /// <param name="now">The database's clock.</param>
    public void Miss(string problem, TimeSpan? retryAfter, bool isFinal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Tries++;
        Problem = problem.Length > MaxProblem ? problem[..MaxProblem] : problem;
        var wait = RetryDelay.After(isFinal ? 30 : Math.Min(Tries, 30));
        (NextAt, HeldUntil) = (now + (retryAfter > wait ? retryAfter.Value : wait), null);
        Revision++;
    }
}
