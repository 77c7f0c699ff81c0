using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Governance.Data.Artifacts;
using Governance.Data.Decisions;
using Governance.Domain;
using Governance.Domain.Decisions;
using Microsoft.Win32.SafeHandles;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>
/// The decisions of a batch between reading and storing. They can be written from the beginning while the end is still being read. Contents
/// above a bound wait in a file, so that memory is bounded by the number of lines and never by their length.
/// </summary>
internal sealed class IntakeBatch : IAsyncDisposable
{
    private const long MaxInMemory = 48L * 1024 * 1024;
    private const int RunRows = 2_048;

    private readonly string _folder;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private readonly List<IntakeItem> _items = [];
    private readonly HashSet<int> _repeats = [];
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private TaskCompletionSource _more = NewSignal();
    private bool _ended;
    private long _inMemory;
    private long _written;
    private SafeFileHandle? _file;

    /// <summary>Begins to read.</summary>
    /// <param name="folder">Where contents wait that are too much for memory.</param>
    /// <param name="read">Reads the body and adds what it finds.</param>
    /// <param name="ct">Cancels.</param>
    public IntakeBatch(string folder, Func<IntakeBatch, CancellationToken, Task<Refusal?>> read, CancellationToken ct)
    {
        _folder = folder;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Read = Task.Run(() => ReadAsync(read), CancellationToken.None);
    }

    /// <summary>Ends when the body was read to its end: null, or why the whole batch is refused.</summary>
    public Task<Refusal?> Read { get; }

    /// <summary>The decisions, in the order of the lines. Only for when the body was read.</summary>
    public IReadOnlyList<IntakeItem> Items =>
        Read.IsCompleted ? _items : throw new InvalidOperationException("The body is still being read.");

    /// <summary>Those of them that are to be stored.</summary>
    public IEnumerable<IntakeItem> Stored => _repeats.Count == 0 ? Items : Items.Where((_, place) => !_repeats.Contains(place));

    /// <summary>How many lines repeat a decision.</summary>
    public int Repeated => _repeats.Count;

    /// <summary>Ids that stand twice in the batch with other content, as pairs of lines.</summary>
    public List<(long First, long Second)> Conflicts { get; } = [];

    /// <summary>How many are to be stored.</summary>
    public int Fresh => Items.Count - _repeats.Count;

    /// <summary>The place of an id that is to be stored.</summary>
    public int? Find(string id) => _byId.TryGetValue(id, out var place) ? place : null;

    /// <summary>Marks what repeats a stored decision: it is not stored again. Only for when the body was read.</summary>
    public void Repeats(int place) => _repeats.Add(place);

    /// <summary>Waits until so many were read, or all.</summary>
    public async Task<IReadOnlyList<IntakeItem>> BeginningAsync(int count, CancellationToken ct)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (!_ended && _items.Count >= count)
                {
                    return [.. _items];
                }

                more = _ended ? Read : _more.Task;
            }

            await more.WaitAsync(ct);
            if (ReferenceEquals(more, Read))
            {
                return _items;
            }
        }
    }

    /// <summary>Adds a run of decisions.</summary>
    public async Task AddAsync(IReadOnlyList<IntakeItem> run, CancellationToken ct)
    {
        int from;
        lock (_gate)
        {
            from = _items.Count;
            foreach (var item in run)
            {
                if (!_byId.TryAdd(item.Row.Id, _items.Count))
                {
                    var first = _items[_byId[item.Row.Id]];
                    _repeats.Add(_items.Count);
                    if (!first.Digest.AsSpan().SequenceEqual(item.Digest))
                    {
                        Conflicts.Add((first.Line, item.Line));
                    }
                }

                _items.Add(item);
                _inMemory += item.Row.Content.Length;
            }
        }

        if (_inMemory > MaxInMemory)
        {
            await SpillAsync(from, ct);
        }

        Signal(ended: false);
    }

    /// <summary>The tree over what is to be stored.</summary>
    public DecisionTree Tree()
    {
        var tree = new DecisionTree();
        foreach (var item in Stored)
        {
            tree.Append(item.Row.Commitment);
        }

        return tree;
    }

    /// <summary>What is to be stored, in runs, as it is read; ends early when the batch is refused.</summary>
    public async IAsyncEnumerable<IReadOnlyList<DecisionRow>> RowsAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        var next = 0;
        while (true)
        {
            List<IntakeItem> items = [];
            bool ended;
            Task more;
            lock (_gate)
            {
                var end = Math.Min(_items.Count, next + RunRows);
                for (; next < end; next++)
                {
                    if (!_repeats.Contains(next))
                    {
                        items.Add(_items[next]);
                    }
                }

                (ended, more) = (_ended && next == _items.Count, _more.Task);
            }

            if (items.Count > 0)
            {
                var run = new List<DecisionRow>(items.Count);
                foreach (var item in items)
                {
                    run.Add(item.Waits is { } place ? item.Row with { Content = await ReadAsync(place, ct) } : item.Row);
                }

                yield return run;
            }
            else if (ended)
            {
                yield break;
            }
            else
            {
                await more.WaitAsync(ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _file?.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<Refusal?> ReadAsync(Func<IntakeBatch, CancellationToken, Task<Refusal?>> read)
    {
        try
        {
            return await read(this, _stop.Token);
        }
        finally
        {
            Signal(ended: true);
        }
    }

    private void Signal(bool ended)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            (before, _more, _ended) = (_more, NewSignal(), ended);
        }

        before.SetResult();
    }

    // Contents one behind the other; the rows keep the rest.
    private async Task SpillAsync(int from, CancellationToken ct)
    {
        ContentStore.MakeFolder(_folder);
        _file ??= File.OpenHandle(
            Path.Combine(_folder, Path.GetRandomFileName()),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        var contents = _items.Skip(from).Select(i => i.Row.Content).ToList();
        await RandomAccess.WriteAsync(_file, contents, _written, ct);
        lock (_gate)
        {
            foreach (ref var item in CollectionsMarshal.AsSpan(_items)[from..])
            {
                var length = item.Row.Content.Length;
                item = item with { Row = item.Row with { Content = ReadOnlyMemory<byte>.Empty }, Waits = (_written, length) };
                _written += length;
                _inMemory -= length;
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync((long At, int Length) place, CancellationToken ct)
    {
        var content = new byte[place.Length];
        var read = 0;
        while (read < content.Length)
        {
            var more = await RandomAccess.ReadAsync(_file!, content.AsMemory(read), place.At + read, ct);
            read +=
                more > 0 ? more : throw new EndOfStreamException("The file of waiting contents is shorter than what was written to it.");
        }

        return content;
    }
}
