namespace Governance.Data.Audit;

/// <summary>What was known of the log at a moment: where its next entry goes, and how often something happened to look for.</summary>
/// <param name="Next">Index of the next entry.</param>
/// <param name="Changes">Grows with each commit of this process, and with all that it hears.</param>
/// <param name="Slice">Grows with time: nothing that is remembered by a mark is believed for longer than <see cref="LogTip.Most"/>.</param>
public readonly record struct LogMark(long Next, long Changes, long Slice);

/// <summary>
/// The log's end as this node hears it, without asking the database. While the node listens to the others (docs/operations.md, Several
/// nodes), every commit tells where the log ends, so that a job which has seen everything up to there need not look again each second. As
/// soon as the connection is lost there is no mark, and everyone looks as often as before. On SQLite the file says that something was
/// written.
/// </summary>
public sealed class LogTip
{
    /// <summary>The longest time in which nobody looks.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private const long Unknown = -1;

    private readonly TimeProvider _clock;
    private readonly long _began;
    private long _next = Unknown;
    private long _changes;
    private long _writes;

    /// <param name="feed">What is committed on this node, and heard of others.</param>
    /// <param name="clock">Measures <see cref="Most"/>.</param>
    public LogTip(ChangeFeed feed, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(clock);
        (_clock, _began) = (clock, clock.GetTimestamp());
        // For as long as the process: before any job that the same change wakes.
        _ = feed.Subscribe([], _ => Moved());
    }

    /// <summary>What is known now; null while the node does not hear what others commit.</summary>
    public LogMark? Mark =>
        Interlocked.Read(ref _next) is > Unknown and var next
            ? new LogMark(next, Interlocked.Read(ref _changes), _clock.GetElapsedTime(_began).Ticks / Most.Ticks)
            : null;

    /// <summary>Grows with each row that a context of this process writes, stated in the log or not.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>The node listens, and the log's next entry goes here.</summary>
    public void Heard(long next)
    {
        Moved();
        Interlocked.Exchange(ref _next, next);
    }

    /// <summary>The node no longer hears what others commit.</summary>
    public void Lost() => Interlocked.Exchange(ref _next, Unknown);

    /// <summary>Something was written here, or is about to be committed.</summary>
    public void Moved() => Interlocked.Increment(ref _changes);

    /// <summary>A context of this process wrote rows.</summary>
    public void Wrote() => Interlocked.Increment(ref _writes);
}
