using System.Globalization;
using Governance.Analytics.Io;
using Governance.Data.Artifacts;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Sources.Objects;

/// <summary>A file that was read, and what it holds.</summary>
internal sealed record ReadObject(SourceObject Object, PeriodCounts Counts)
{
    /// <summary>The writing that was read.</summary>
    public WindowObjectStamp Stamp { get; } = ReadObjects.StampOf(Object);

    /// <summary>What it holds, for what is known of it.</summary>
    public WindowObjectContent Content { get; } = new(Counts.Rows, Counts.First, Counts.Last, (Counts.Before.Rows, Counts.Before.Sum));
}

/// <summary>What the files of a window came to.</summary>
/// <param name="Rows">Rows of the window.</param>
/// <param name="Bytes">Bytes that were read.</param>
/// <param name="Listed">All files of the source.</param>
/// <param name="New">New ones and ones that were written again, of which nothing is recorded yet.</param>
/// <param name="Taken">Files that have rows of the window.</param>
internal sealed record ObjectsOfWindow(
    long Rows,
    long Bytes,
    IReadOnlyList<SourceObject> Listed,
    IReadOnlyList<ReadObject> New,
    IReadOnlyList<ReadObject> Taken
);

/// <summary>
/// Reads the files of a source for one window: those that are new or were written again, and those that are known to have rows of its time.
/// Each is copied to a temporary file first, so that a connection that breaks or an object that changes never shows in half of its rows.
/// </summary>
public sealed class ReadObjects(
    ContentStore store,
    IColumnarReader columnar,
    IOptions<LimitsOptions> limits,
    IOptions<SourcesOptions> options,
    TimeProvider clock
)
{
    private const int LearnEvery = 200;

    // Clocks differ; and what was last written before a window began has no prediction of it.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_learnEvery = TimeSpan.FromMinutes(1);

    /// <summary>The writing of a file as it is listed.</summary>
    internal static WindowObjectStamp StampOf(SourceObject listed) => new(listed.Tag, listed.SizeBytes, listed.WrittenAt);

    /// <summary>Reads.</summary>
    /// <param name="place">Where the files are.</param>
    /// <param name="source">What is pulled.</param>
    /// <param name="known">What is known of its files, by name.</param>
    /// <param name="period">The window, half-open.</param>
    /// <param name="destination">Takes the rows as CSV.</param>
    /// <param name="learn">Records what was read so far, so that what takes long is not begun again from its start.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SourceException">The place refused or did not answer, or a file cannot be used.</exception>
    internal async Task<ObjectsOfWindow> RunAsync(
        IObjectSource place,
        (WindowSource Terms, IReadOnlyList<string> Ignore) source,
        IReadOnlyDictionary<string, WindowObject> known,
        (DateTimeOffset Start, DateTimeOffset End) period,
        Stream destination,
        Func<IReadOnlyList<ReadObject>, CancellationToken, Task> learn,
        CancellationToken ct
    )
    {
        var (start, end) = period;
        var listed = await ListAsync(place, source.Terms, known.Count == 0, ct);
        await using var body = store.OpenTemporary();
        var rows = new PeriodRows(source.Terms.TimeColumn, source.Ignore, start, end, Bounded(body));
        var (fresh, taken, bytes, learned) = (new List<ReadObject>(), new List<ReadObject>(), 0L, clock.GetTimestamp());
        foreach (var one in listed)
        {
            var isNew = !known.TryGetValue(one.Name, out var before) || !before.Is(StampOf(one));
            if (isNew ? before is null && one.WrittenAt < start - s_tolerance : !before!.Covers(start, end))
            {
                continue;
            }

            var read = new ReadObject(one, await ReadAsync(place, one, rows, ct));
            bytes += one.SizeBytes;
            if (isNew)
            {
                fresh.Add(read);
            }

            if (read.Counts.Within.Rows > 0)
            {
                taken.Add(read);
            }

            if (fresh.Count >= LearnEvery || (fresh.Count > 0 && clock.GetElapsedTime(learned) > s_learnEvery))
            {
                await learn(fresh, ct);
                fresh = [];
                learned = clock.GetTimestamp();
            }
        }

        await rows.FlushAsync(ct);
        if (rows.Rows > 0)
        {
            body.Position = 0;
            await rows.FinishAsync(body, Bounded(destination), ct);
            await destination.FlushAsync(ct);
        }

        return new ObjectsOfWindow(rows.Rows, bytes, listed, fresh, taken);
    }

    private BoundedStream Bounded(Stream stream) => new(stream, limits.Value.TableBytes, limits.Value.WindowRows) { CanBeCounted = false };

    private async Task<List<SourceObject>> ListAsync(IObjectSource place, WindowSource source, bool isFirst, CancellationToken ct)
    {
        var listed = new List<SourceObject>();
        await foreach (var one in place.ListAsync(source.Table, ct))
        {
            if (!IsData(one, source.Table))
            {
                continue;
            }

            if (listed.Count == options.Value.MaxObjects)
            {
                var most = options.Value.MaxObjects.ToString(CultureInfo.InvariantCulture);
                throw new SourceException(
                    $"{source.Connection} has more than {most} files whose names begin with {source.Table} (Sources__MaxObjects). "
                        + "Name a folder with fewer, or remove those that are no longer needed."
                )
                {
                    IsFinal = true,
                };
            }

            if (one.Name.Length > WindowObject.MaxName || one.Tag.Length > WindowObject.MaxTag)
            {
                throw new SourceException(
                    $"{source.Connection} has a file whose name or ETag is too long: {one.Name[..Math.Min(100, one.Name.Length)]}…"
                )
                {
                    IsFinal = true,
                };
            }

            listed.Add(one);
        }

        return listed.Count > 0 || !isFirst || place.TimeColumn is not null // of a stream it is known that nothing came
            ? listed
            : throw new SourceException($"{source.Connection} has no file whose name begins with {source.Table}.") { IsFinal = true };
    }

    private async Task<PeriodCounts> ReadAsync(IObjectSource place, SourceObject one, PeriodRows rows, CancellationToken ct)
    {
        if (one.SizeBytes > limits.Value.TableBytes)
        {
            throw new SourceException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Name} has more than {limits.Value.TableBytes} bytes (Limits__TableBytes). Write smaller files."
                )
            )
            {
                IsFinal = true,
            };
        }

        await using var copy = store.OpenSharedTemporary();
        if (await place.CopyAsync(one, copy, ct) is null)
        {
            throw new SourceException($"{one.Name} was replaced or deleted while it was being read. The files are listed again.");
        }

        await copy.FlushAsync(ct);
        copy.Position = 0;
        try
        {
            return await rows.AddAsync(copy, new TabularReadOptions { Columnar = columnar, Limits = LimitsOf(limits.Value) }, ct);
        }
        catch (TabularFormatException e)
        {
            throw new SourceException($"{one.Name}: {WindowAnalysis.InSettings(e)}", e) { IsFinal = true };
        }
    }

    private static TabularLimits LimitsOf(LimitsOptions limits) =>
        new()
        {
            MaxInputBytes = limits.TableBytes,
            MaxLineBytes = limits.LineBytes,
            MaxColumns = limits.Columns,
        };

    // Programs that write many files at once mark what is not data: _SUCCESS, _temporary/, .part-0.crc.
    private static bool IsData(SourceObject one, string prefix)
    {
        if (one.SizeBytes == 0 || one.Name.EndsWith('/') || !one.Name.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var from = prefix.LastIndexOf('/') + 1;
        return !one.Name[from..].Split('/').Any(part => part.Length == 0 || part[0] is '_' or '.');
    }
}
