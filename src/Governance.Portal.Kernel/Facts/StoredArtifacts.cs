using System.Collections.Concurrent;
using Governance.Data;
using Governance.Data.Artifacts;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Hashes stored artifacts for gates. Hashing gigabytes must not hold the database's write lock, nor may a bucket be asked meanwhile:
/// an action hashes first (<see cref="ReadAndHashAsync"/>), and the gate inside its transaction takes that answer, unless the file has been
/// touched since. What is missing there is read outside, and the action begins again.
/// </summary>
public sealed class StoredArtifacts(ContentStore store, TimeProvider clock)
{
    private const int Remembered = 256;
    private static readonly TimeSpan s_goodFor = TimeSpan.FromMinutes(10);

    // As long as an answer from a bucket counts inside a transaction: for that which follows it.
    private static readonly TimeSpan s_seenFor = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Hashed> _hashed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Reads every byte and hashes it.</summary>
    /// <returns>What is on disk now, or null when nothing is.</returns>
    public async Task<StoredContent?> ReadAndHashAsync(string sha256, CancellationToken ct)
    {
        // The stamp is taken first: a write during the hashing makes the answer unusable instead of wrong.
        if (await store.FindAsync(sha256, ct) is not { } stamp || await store.RehashAsync(sha256, ct) is not { } content)
        {
            _hashed.TryRemove(sha256, out _);
            return Saw(sha256, null);
        }

        var now = clock.GetLocalNow();
        foreach (var old in _hashed.Where(h => now - h.Value.At > s_goodFor || _hashed.Count > Remembered).ToList())
        {
            _hashed.TryRemove(old);
        }

        _hashed[sha256] = new Hashed(content, stamp, now);
        return Saw(sha256, content);
    }

    /// <summary>The digest of the last minutes, if the file has the same length and time of writing; else reads and hashes.</summary>
    /// <exception cref="OutsideFactNeededException">It would have to be read, or a bucket asked, inside a transaction.</exception>
    public async Task<StoredContent?> CachedHashAsync(string sha256, CancellationToken ct)
    {
        var (isInside, now) = (OpenTransaction.IsHere, clock.GetLocalNow());
        if (isInside && !store.Shelf.IsInstant)
        {
            return _seen.TryGetValue(sha256, out var seen) && now - seen.At <= s_seenFor ? seen.Content : throw Needed();
        }

        if (await store.FindAsync(sha256, ct) is not { } stamp)
        {
            _hashed.TryRemove(sha256, out _);
            return Saw(sha256, null);
        }

        return _hashed.TryGetValue(sha256, out var hashed) && now - hashed.At <= s_goodFor && stamp == hashed.Stamp
                ? Saw(sha256, hashed.Content)
            : isInside ? throw Needed()
            : await ReadAndHashAsync(sha256, ct);

        OutsideFactNeededException Needed() =>
            new($"The stored artifact {sha256} has to be read.", token => CachedHashAsync(sha256, token));
    }

    /// <summary>What is stored under a digest, by its length; nothing is read. Null when nothing is.</summary>
    public async Task<StoredContent?> FindAsync(string sha256, CancellationToken ct) =>
        await store.FindAsync(sha256, ct) is { } file ? new StoredContent(sha256, file.SizeBytes) : null;

    private StoredContent? Saw(string sha256, StoredContent? content)
    {
        var now = clock.GetLocalNow();
        foreach (var old in _seen.Where(s => now - s.Value.At > s_seenFor).ToList())
        {
            _seen.TryRemove(old);
        }

        _seen[sha256] = new Seen(content, now);
        return content;
    }

    private sealed record Seen(StoredContent? Content, DateTimeOffset At);

    private sealed record Hashed(StoredContent Content, ShelvedContent Stamp, DateTimeOffset At);
}
