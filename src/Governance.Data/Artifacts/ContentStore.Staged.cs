using System.Collections.Concurrent;
using System.Diagnostics;
using Governance.Transparency;

namespace Governance.Data.Artifacts;

// What is kept elsewhere is put there before a transaction, and found there by it without a question.
public sealed partial class ContentStore
{
    // As long as what was put there counts as there inside a transaction: for that which follows it.
    private static readonly TimeSpan s_stagedFor = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, long> _staged = new(StringComparer.Ordinal);

    /// <summary>Stores bytes held in memory that the portal made itself.</summary>
    /// <exception cref="OutsideFactNeededException">Another system would have to be asked inside a transaction.</exception>
    public async Task<StoredContent> StoreAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (OpenTransaction.IsHere && !_shelf.IsInstant)
        {
            var content = new StoredContent(Sha256Hex.Of(bytes.Span), bytes.Length);
            return IsStaged(content) ? content : throw NotStaged(content, async token => await StoreAsync(bytes, token));
        }

        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        await using var incoming = await ReceiveOwnAsync(stream, ct);
        var kept = await incoming.KeepAsync(ct);
        SetStaged(kept);
        return kept;
    }

    private static OutsideFactNeededException NotStaged(StoredContent content, Func<CancellationToken, Task> put) =>
        new($"The content {content.Sha256} has to be put where it is kept.", put);

    private bool IsStaged(StoredContent content) =>
        _staged.TryGetValue(content.Sha256, out var at) && Stopwatch.GetElapsedTime(at) <= s_stagedFor;

    private void SetStaged(StoredContent content)
    {
        if (_shelf.IsInstant)
        {
            return;
        }

        foreach (var old in _staged.Where(s => Stopwatch.GetElapsedTime(s.Value) > s_stagedFor).ToList())
        {
            _staged.TryRemove(old);
        }

        _staged[content.Sha256] = Stopwatch.GetTimestamp();
    }
}
