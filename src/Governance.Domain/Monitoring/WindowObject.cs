namespace Governance.Domain.Monitoring;

/// <summary>What became of a file from which windows are pulled.</summary>
public enum WindowObjectState
{
    /// <summary>It was read, and windows that are done have all its rows of their time.</summary>
    Read,

    /// <summary>It came with rows of windows that were done.</summary>
    Late,

    /// <summary>Another one stands in its place, with other rows of windows that were done.</summary>
    Replaced,

    /// <summary>It is gone, and had rows of windows that were not pulled yet.</summary>
    Deleted,
}

/// <summary>One writing of a file, as its place lists it.</summary>
/// <param name="Tag">Entity tag, or what else changes with each writing.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="WrittenAt">When, by the clock of its place.</param>
public sealed record WindowObjectStamp(string Tag, long SizeBytes, DateTimeOffset WrittenAt);

/// <summary>What a file holds.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="First">Time of the earliest; null without rows.</param>
/// <param name="Last">Time of the latest.</param>
/// <param name="Before">Rows before the window that is pulled, and their sum.</param>
public sealed record WindowObjectContent(long Rows, DateTimeOffset? First, DateTimeOffset? Last, (long Rows, long Sum) Before);

/// <summary>
/// What is known of a file from which windows of a version are pulled. It is read when it is new, and again for windows of whose time it
/// has rows: so each row is taken once. Settled are the rows of windows that are done, or from before the first one: should the file
/// change, their sum says whether those did.
/// </summary>
public sealed class WindowObject
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 1_024;

    /// <summary>Longest tag.</summary>
    public const int MaxTag = 200;

    /// <summary>Days for which it is told what became of a file that is gone.</summary>
    public const int ToldDays = 30;

    private WindowObject() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The version's name.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The file's name.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Changes with each writing.</summary>
    public string Tag { get; private set; } = "";

    /// <summary>Its size.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>When it was written, by the clock of its place.</summary>
    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>Its rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Time of the earliest row; null without rows.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>Time of the latest row.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Rows of windows that are done, or from before the first one.</summary>
    public long SettledRows { get; private set; }

    /// <summary>Sum over the digests of those rows.</summary>
    public long SettledSum { get; private set; }

    /// <summary>What became of it.</summary>
    public WindowObjectState State { get; private set; }

    /// <summary>Rows that a window lacks, or has and should not, by that.</summary>
    public long Missed { get; private set; }

    /// <summary>When that was noticed; null while nothing was.</summary>
    public DateTimeOffset? NoticedAt { get; private set; }

    /// <summary>A file that was not known.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">Its name.</param>
    /// <param name="stamp">Its writing.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="now">The database's clock.</param>
    public static WindowObject Found(
        WindowSource source,
        string name,
        WindowObjectStamp stamp,
        WindowObjectContent content,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stamp);
        ArgumentNullException.ThrowIfNull(content);
        var found = new WindowObject
        {
            Model = source.Model,
            Version = source.Version,
            Name = name,
        };
        found.Hold(stamp, content);
        // What lay there when the source was set lies before its first window, and is not late.
        if (content.Before.Rows > 0 && stamp.WrittenAt > source.ChangedAt)
        {
            found.Notice(WindowObjectState.Late, content.Before.Rows, now);
        }

        return found;
    }

    /// <summary>True when it is the one that was read.</summary>
    /// <param name="stamp">A writing.</param>
    public bool Is(WindowObjectStamp stamp)
    {
        ArgumentNullException.ThrowIfNull(stamp);
        return Tag == stamp.Tag && SizeBytes == stamp.SizeBytes;
    }

    /// <summary>True when it has rows of a stretch of time.</summary>
    /// <param name="start">First instant.</param>
    /// <param name="end">End, exclusive.</param>
    public bool Covers(DateTimeOffset start, DateTimeOffset end) => First < end && Last >= start;

    /// <summary>It was written again, and read.</summary>
    /// <param name="stamp">The new writing.</param>
    /// <param name="content">What it holds now.</param>
    /// <param name="now">The database's clock.</param>
    public void Replace(WindowObjectStamp stamp, WindowObjectContent content, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(content);
        var (rows, sum) = (SettledRows, SettledSum);
        Hold(stamp, content);
        if (content.Before != (rows, sum))
        {
            Notice(WindowObjectState.Replaced, Math.Max(1, Math.Abs(content.Before.Rows - rows)), now);
        }
        else if (State is WindowObjectState.Deleted)
        {
            Return();
        }
    }

    /// <summary>A window has taken its rows of that time.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="sum">Sum over their digests.</param>
    public void Settle(long rows, long sum)
    {
        SettledRows += rows;
        SettledSum = unchecked(SettledSum + sum);
    }

    /// <summary>It is no longer listed.</summary>
    /// <param name="watermark">End of the last window that is done.</param>
    /// <param name="now">The database's clock.</param>
    /// <returns>True when nothing of it is missed, or that was told for long enough, and it may be forgotten.</returns>
    public bool Vanish(DateTimeOffset watermark, DateTimeOffset now)
    {
        if (State is WindowObjectState.Deleted)
        {
            return NoticedAt < now.AddDays(-ToldDays);
        }

        if (Last is not { } last || last < watermark)
        {
            return true;
        }

        Notice(WindowObjectState.Deleted, Math.Max(1, Rows - SettledRows), now);
        return false;
    }

    /// <summary>It is listed again as it was.</summary>
    public void Return() => (State, Missed, NoticedAt) = (WindowObjectState.Read, 0, null);

    private void Hold(WindowObjectStamp stamp, WindowObjectContent content)
    {
        (Tag, SizeBytes, WrittenAt) = (stamp.Tag, stamp.SizeBytes, stamp.WrittenAt);
        (Rows, First, Last) = (content.Rows, content.First, content.Last);
        (SettledRows, SettledSum) = content.Before;
    }

    private void Notice(WindowObjectState state, long rows, DateTimeOffset now) => (State, Missed, NoticedAt) = (state, rows, now);
}
