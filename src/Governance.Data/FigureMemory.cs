using System.Globalization;
using Governance.Data.Audit;

namespace Governance.Data;

/// <summary>
/// Figures over everything that is registered, each read once on this node and kept while the log shows that it holds. Whether it holds is
/// asked of the database, not of a clock: no entry that could change it was added since, on whatever node. So a change counts for the next
/// page on every node. What a day or an hour changes by itself, and what has no entry, is read again after a minute.
/// </summary>
/// <remarks>
/// Only what readers of everything see is kept: a limited role reads its own figures each time, and so does an act. Those who ask at the
/// same time wait for one reading.
/// </remarks>
/// <param name="clock">Measures how old a reading is.</param>
internal sealed class FigureMemory(TimeProvider clock)
{
    /// <summary>An older figure is read again, whatever the log says.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    // Beyond, everything is read again: reading on would take longer than that.
    private const int MostEntries = 1_000;
    private const int MostKept = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, Kept> _kept = [];
    private Stand? _stand;

    /// <summary>A figure, or what was read of it.</summary>
    /// <param name="db">A context that reads everything, outside of any transaction.</param>
    /// <param name="key">Which.</param>
    /// <param name="basis">What it counts.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<T> OfAsync<T>(GovernanceDbContext db, object key, FigureBasis basis, Func<Task<T>> read, CancellationToken ct)
    {
        // Where the log stands is read before the figure, or a change between them could go unnoticed.
        if (db.LogStand is not Stand stand)
        {
            db.LogStand = stand = await db.OncePerRequestAsync("log-stand", null, () => ReadOnAsync(db, ct));
        }

        // What is said in words is kept for each language.
        key = (key, CultureInfo.CurrentUICulture.Name);
        while (true)
        {
            var (known, mine) = FindOrBegin<T>(key, basis, stand);
            if (mine is not null)
            {
                return await ReadAsync(key, mine, read);
            }

            await ((Task)known!)
                .WaitAsync(ct)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (known!.IsCompletedSuccessfully)
            {
                return await known;
            }

            // Who read it went away: one of those who wait reads it.
            ct.ThrowIfCancellationRequested();
        }
    }

    private (Task<T>? Known, TaskCompletionSource<T>? Mine) FindOrBegin<T>(object key, FigureBasis basis, Stand stand)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            // A clock that was set back makes nothing younger.
            if (
                _kept.TryGetValue(key, out var kept)
                && kept.Reading is Task<T> known
                && kept.Log == stand.Log
                && kept.From >= stand.LastOf(basis)
                && (now - kept.At).Duration() < Longest
            )
            {
                return (known, null);
            }

            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            var mine = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            _kept[key] = new Kept(mine.Task, stand.Log, stand.Tail.Index, now);
            return (null, mine);
        }
    }

    private async Task<T> ReadAsync<T>(object key, TaskCompletionSource<T> mine, Func<Task<T>> read)
    {
        try
        {
            var value = await read();
            mine.SetResult(value);
            return value;
        }
        catch
        {
            lock (_lock)
            {
                if (_kept.TryGetValue(key, out var kept) && kept.Reading == mine.Task)
                {
                    _kept.Remove(key);
                }
            }

            mine.SetCanceled(CancellationToken.None);
            throw;
        }
    }

    private async Task<Stand> ReadOnAsync(GovernanceDbContext db, CancellationToken ct)
    {
        Stand? before;
        lock (_lock)
        {
            before = _stand;
        }

        var now =
            before is not null && await before.Tail.LaterAsync(db, MostEntries, ct) is { } later
                ? before.With(later)
                // Another log, or too much of it to read on: nothing that was kept is known to hold.
                : Stand.Of(await LogTail.ReadAsync(db, ct));
        lock (_lock)
        {
            if (_stand is null || now.Log != _stand.Log || now.Tail.Index > _stand.Tail.Index)
            {
                _stand = now;
            }
        }

        return now;
    }

    private sealed record Kept(Task Reading, object Log, long From, DateTimeOffset At);

    /// <summary>How far the log was read, and the places of the last entries that could change figures of each basis.</summary>
    private sealed record Stand(object Log, LogTail Tail, long Records, long Decisions, long Refusals)
    {
        public static Stand Of(LogTail tail) => new(new object(), tail, tail.Index, tail.Index, tail.Index);

        public Stand With(IReadOnlyList<LogTail.Row> later)
        {
            var (records, decisions, refusals) = (Records, Decisions, Refusals);
            foreach (var row in later)
            {
                if (row.Refused)
                {
                    refusals = row.Index;
                    continue;
                }

                (records, decisions) =
                    RecordActs.NounOf(row.Action) == RecordActs.Decided ? (records, row.Index)
                    : RecordActs.Include(row.Action) ? (row.Index, decisions)
                    : (records, decisions);
            }

            return this with
            {
                Tail = LogTail.Of(later[^1]),
                Records = records,
                Decisions = decisions,
                Refusals = refusals,
            };
        }

        public long LastOf(FigureBasis basis) =>
            basis switch
            {
                FigureBasis.Records => Records,
                FigureBasis.Decisions => Math.Max(Records, Decisions),
                FigureBasis.Refusals => Math.Max(Records, Refusals),
            };
    }
}
