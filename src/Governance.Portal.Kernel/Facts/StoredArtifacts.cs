using System.Collections.Concurrent;
using Governance.Data.Artifacts;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Hashes stored artifacts for gates. Hashing gigabytes must not hold the database's write lock, so an action hashes first
/// (<see cref="ReadAndHashAsync"/>) and the gate inside its transaction takes that answer, unless the file has been touched since.
/// </summary>
public sealed class StoredArtifacts(ContentStore store, TimeProvider clock)
{
    private const int Remembered = 256;
    private static readonly TimeSpan s_goodFor = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Hashed> _hashed = new(StringComparer.Ordinal);

    /// <summary>Reads every byte and hashes it.</summary>
    /// <returns>What is on disk now, or null when nothing is.</returns>
    public async Task<StoredContent?> ReadAndHashAsync(string sha256, CancellationToken ct)
    {
        // The stamp is taken first: a write during the hashing makes the answer unusable instead of wrong.
        if (await store.FindAsync(sha256, ct) is not { } stamp || await store.RehashAsync(sha256, ct) is not { } content)
        {
            _hashed.TryRemove(sha256, out _);
            return null;
        }

        var now = clock.GetUtcNow();
        foreach (var old in _hashed.Where(h => now - h.Value.At > s_goodFor || _hashed.Count > Remembered).ToList())
        {
            _hashed.TryRemove(old);
        }

        _hashed[sha256] = new Hashed(content, stamp, now);
        return content;
    }

    /// <summary>The digest of the last minutes, if the file has the same length and time of writing; else reads and hashes.</summary>
    public async Task<StoredContent?> CachedHashAsync(string sha256, CancellationToken ct) =>
        _hashed.TryGetValue(sha256, out var hashed)
        && clock.GetUtcNow() - hashed.At <= s_goodFor
        && await store.FindAsync(sha256, ct) == hashed.Stamp
            ? hashed.Content
            : await ReadAndHashAsync(sha256, ct);

    /// <summary>What is stored under a digest, by its length; nothing is read. Null when nothing is.</summary>
    public async Task<StoredContent?> FindAsync(string sha256, CancellationToken ct) =>
        await store.FindAsync(sha256, ct) is { } file ? new StoredContent(sha256, file.SizeBytes) : null;

    private sealed record Hashed(StoredContent Content, ShelvedContent Stamp, DateTimeOffset At);
}
