using System.Collections.Concurrent;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Data.Identity;

/// <summary>
/// What API keys may do, read once on this node and kept while the log shows that it holds: for acts that come many times a second
/// (<see cref="Attempt.KeepsRights"/>). Whether it holds is asked in the transaction of each act, not of a clock: no entry of the log that
/// could change it was added since, on any node, and every row it was read from is still the one that was compared with the log. So a key
/// that is revoked, or whose owner lost a role, does nothing more.
/// </summary>
internal sealed class KeyRights
{
    private const int Most = 1_024;

    private readonly ConcurrentDictionary<ApiKeyId, Kept> _kept = [];

    /// <summary>Loads an actor's access in the transaction that is open; of others than keys it is read each time.</summary>
    public async Task<Result<Access>> LoadAsync(GovernanceDbContext db, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Key || actor.Key is not { } id)
        {
            return await AccessReader.LoadAsync(db, actor, now, ct);
        }

        if (
            _kept.TryGetValue(id, out var kept)
            && kept.Key.IsValid(now)
            && !kept.Rows.IsOutdated
            && await kept.Tail.SinceAsync(db, LogTail.Idle, ct) is { } still
        )
        {
            _kept[id] = kept with { Tail = still };
            db.Accesses?.Forget();
            db.DecidedBy.Add(kept.Rows);
            return kept.Access with { Actor = actor };
        }

        // Before the rows, or an entry between could go unnoticed.
        var tail = await LogTail.ReadAsync(db, ct);
        var reading = new KeyReading();
        var access = (await AccessReader.LoadWithSessionAsync(db, actor, now, reading, ct)).Access;
        if (!access.IsDone || reading.Key is not { } key || access.Value.DataScope is not null)
        {
            _kept.TryRemove(id, out _);
            return access; // what a limited role reaches follows from more than the rows of rights
        }

        if (_kept.Count >= Most)
        {
            _kept.Clear();
        }

        _kept[id] = new Kept(key, access.Value, tail, await KnownRows.TakeAsync(db, reading.Rows, ct));
        return access;
    }

    private sealed record Kept(ApiKey Key, Access Access, LogTail Tail, KnownRows Rows);
}

/// <summary>What the access of a key was read from.</summary>
internal sealed class KeyReading
{
    /// <summary>The key.</summary>
    public ApiKey? Key { get; private set; }

    /// <summary>The rows that were compared with the log.</summary>
    public IReadOnlyList<RecordsAsked> Rows { get; private set; } = [];

    /// <summary>Takes both.</summary>
    public void Take(ApiKey key, IReadOnlyList<RecordsAsked> rows) => (Key, Rows) = (key, rows);
}
