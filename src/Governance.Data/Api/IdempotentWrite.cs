using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Governance.Data.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.Api;

/// <summary>
/// The request with an Idempotency-Key that is being done. What it changes takes the key in the transaction of the change itself, so that
/// there is never a change without its key, nor a key without its change: whatever dies in between, a repeat does nothing twice. What its
/// actions came to stands beside the key, so that a repeat makes the same answer of it without acting again.
/// </summary>
public sealed class IdempotentWrite : IDisposable
{
    private const int MarkBytes = 16;

    private static readonly AsyncLocal<IdempotentWrite?> s_current = new();
    private static readonly ConcurrentDictionary<Type, bool> s_plain = new();

    private readonly Lock _lock = new();
    private readonly byte[] _mark;
    private readonly Func<string> _bodySha256;
    private readonly JsonSerializerOptions? _json;
    private readonly Func<DateTimeOffset> _now;
    private readonly List<Step> _steps = [];
    private readonly Queue<StoredStep>? _stored;
    private readonly HashSet<string> _bodies = new(StringComparer.Ordinal);
    private volatile bool _ended;

    private IdempotentWrite(
        string id,
        string rights,
        byte[] mark,
        Queue<StoredStep>? stored,
        Func<string> bodySha256,
        JsonSerializerOptions? json,
        Func<DateTimeOffset> now
    ) => (Id, Rights, _mark, _stored, _bodySha256, _json, _now) = (id, rights, mark, stored, bodySha256, json, now);

    /// <summary>SHA-256 over caller, method, path and key.</summary>
    public string Id { get; }

    /// <summary>What the caller may do, one right a line.</summary>
    public string Rights { get; }

    /// <summary>
    /// True when everything that the first request came to was asked for again: then the answer made of it is the first one's.
    /// </summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
            {
                return _stored is { Count: 0 };
            }
        }
    }

    /// <summary>The one of this request, or null.</summary>
    internal static IdempotentWrite? Current => s_current.Value is { _ended: false } current ? current : null;

    /// <summary>How many actions it has come to by now.</summary>
    internal int Steps
    {
        get
        {
            lock (_lock)
            {
                return _steps.Count;
            }
        }
    }

    /// <summary>Begins one, for everything that is called from here on.</summary>
    /// <param name="id">SHA-256 over caller, method, path and key.</param>
    /// <param name="rights">What the caller may do, one right a line.</param>
    /// <param name="bodySha256">SHA-256 of the body as far as it was read.</param>
    /// <param name="json">How results are written; null when they hold a secret and are not kept.</param>
    /// <param name="now">The time by the clock that all nodes share.</param>
    public static IdempotentWrite Begin(
        string id,
        string rights,
        Func<string> bodySha256,
        JsonSerializerOptions? json,
        Func<DateTimeOffset> now
    )
    {
        ArgumentNullException.ThrowIfNull(bodySha256);
        ArgumentNullException.ThrowIfNull(now);
        return s_current.Value = new IdempotentWrite(id, rights, RandomNumberGenerator.GetBytes(MarkBytes), null, bodySha256, json, now);
    }

    /// <summary>
    /// Begins the repeat of one whose change was made: from here on its actions tell what they came to then, and nothing is changed.
    /// </summary>
    /// <returns>Null when what they came to is not kept.</returns>
    public static IdempotentWrite? Repeat(
        IdempotencyRecord done,
        Func<string> bodySha256,
        JsonSerializerOptions json,
        Func<DateTimeOffset> now
    )
    {
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(bodySha256);
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(now);
        if (done is not { Status: IdempotencyRecord.Done, Body.Length: > MarkBytes })
        {
            return null;
        }

        var stored = JsonSerializer.Deserialize<Queue<StoredStep>>(done.Body.AsSpan(MarkBytes), json)!;
        return s_current.Value = new IdempotentWrite(done.Id, done.Rights ?? "", done.Body[..MarkBytes], stored, bodySha256, json, now);
    }

    /// <summary>True for the record that this request made.</summary>
    public bool IsOwn(IdempotencyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Status == IdempotencyRecord.Done && record.Body.AsSpan().StartsWith(_mark);
    }

    /// <summary>True when what was told again was told to a request with this body.</summary>
    public bool WasTold(string bodySha256)
    {
        lock (_lock)
        {
            return _bodies.Contains(bodySha256);
        }
    }

    /// <summary>
    /// Forgets answers given before a time, and what changes came to whose answers were never kept. That something was changed stays, and
    /// with it that the same key changes nothing again.
    /// </summary>
    public static async Task ForgetAsync(GovernanceDbContext db, DateTimeOffset before, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var old = db.IdempotencyRecords.Where(r => r.At < before);
        await old.Where(r => r.Status != IdempotencyRecord.Done && r.Place == null).ExecuteDeleteAsync(ct);
        await ForgetAnswersAsync(old, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "IdempotencyRecords" SET "Body" = substr("Body", 1, {MarkBytes})
            WHERE "Status" = {IdempotencyRecord.Done} AND "At" < {before.UtcTicks} AND length("Body") > {MarkBytes}
            """,
            ct
        );
    }

    /// <summary>Forgets the answer of one key, if it was given before a time.</summary>
    /// <returns>What is left of the key: that something was changed; null when nothing was.</returns>
    public static async Task<IdempotencyRecord?> ForgetAsync(GovernanceDbContext db, string id, DateTimeOffset before, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var old = db.IdempotencyRecords.Where(r => r.Id == id && r.At < before);
        await old.Where(r => r.Status != IdempotencyRecord.Done && r.Place == null).ExecuteDeleteAsync(ct);
        await ForgetAnswersAsync(old, ct);
        return await db.IdempotencyRecords.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
    }

    private static Task<int> ForgetAnswersAsync(IQueryable<IdempotencyRecord> old, CancellationToken ct) =>
        old.Where(r => r.Status != IdempotencyRecord.Done && r.Place != null)
            .ExecuteUpdateAsync(
                r =>
                    r.SetProperty(x => x.Status, IdempotencyRecord.Done)
                        .SetProperty(x => x.Body, (byte[]?)null)
                        .SetProperty(x => x.Rights, (string?)null)
                        .SetProperty(x => x.ContentType, (string?)null)
                        .SetProperty(x => x.Location, (string?)null)
                        .SetProperty(x => x.ETag, (string?)null),
                ct
            );

    /// <inheritdoc/>
    public void Dispose() => _ended = true;

    /// <summary>Drops what the last try of an action came to: it is tried again.</summary>
    internal void Forget(int steps)
    {
        lock (_lock)
        {
            _steps.RemoveRange(steps, _steps.Count - steps);
        }
    }

    /// <summary>
    /// Notes what an action comes to. It is read when it is saved: a number that the database gives out is in it by then.
    /// </summary>
    internal void Note<T>(Attempt attempt, Func<T>? value)
    {
        lock (_lock)
        {
            _steps.Add(new Step(attempt.Action, attempt.Subject, typeof(T).Name, value is null ? null : db => Write(value(), db)));
        }
    }

    /// <summary>
    /// What this action came to in the first request; false where it was refused then, or is not kept: then it is asked again, and may
    /// change nothing.
    /// </summary>
    internal bool TryRepeat<T>(Attempt attempt, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        lock (_lock)
        {
            if (_stored is null || !_stored.Any(s => s.IsOf<T>(attempt)))
            {
                return false;
            }

            StoredStep step;
            do
            {
                step = _stored.Dequeue();
            } while (!step.IsOf<T>(attempt));

            _bodies.Add(_bodySha256());
            if (step.Value is not { } told)
            {
                return false;
            }

            value = told.Deserialize<T>(_json)!;
            return true;
        }
    }

    /// <summary>Takes the key in the transaction that is open, whose changes these facts state.</summary>
    /// <returns>False when nothing is changed.</returns>
    /// <exception cref="IdempotencyTakenException">Another request with the same key was quicker, or this one repeats it.</exception>
    internal async Task<bool> TakeAsync(GovernanceDbContext db, IReadOnlyList<PendingEntry> facts, CancellationToken ct)
    {
        // A refusal that is written down is no change: the request may be sent again.
        if (facts.FirstOrDefault(f => !f.Fact.Refused) is not { } fact)
        {
            return false;
        }

        if (_stored is not null)
        {
            throw new IdempotencyTakenException();
        }

        var place = $"/api/v1/audit/entries?subject={Uri.EscapeDataString(fact.Fact.Subject)}";
        var (body, at) = (_bodySha256(), _now().UtcTicks);
        // Waits for another one with the same key until it commits or not. A second save of this request finds its own mark.
        var taken = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "IdempotencyRecords" ("Id", "BodySha256", "Status", "Place", "Body", "Rights", "At")
            VALUES ({Id}, {body}, {IdempotencyRecord.Done}, {place}, {_mark}, {Rights}, {at})
            ON CONFLICT ("Id") DO UPDATE SET "BodySha256" = excluded."BodySha256"
            WHERE substr("IdempotencyRecords"."Body", 1, {MarkBytes}) = excluded."Body"
                AND "IdempotencyRecords"."Status" = excluded."Status"
            """,
            ct
        );
        return taken == 0 ? throw new IdempotencyTakenException() : true;
    }

    /// <summary>Puts what the actions came to beside the key, with the next statements that are sent to the database.</summary>
    /// <returns>What to let go of when they were sent.</returns>
    internal IdempotencyRecord? Keep(GovernanceDbContext db)
    {
        List<Step> steps;
        lock (_lock)
        {
            steps = [.. _steps];
        }

        if (_json is null || steps.Count == 0)
        {
            return null;
        }

        var stored = steps.ConvertAll(s => new StoredStep(s.Action, s.Subject, s.Type, s.Value?.Invoke(db)));
        var record = new IdempotencyRecord { Id = Id };
        db.Attach(record);
        record.Body = [.. _mark, .. JsonSerializer.SerializeToUtf8Bytes(stored, _json)];
        return record;
    }

    // Only what is read back as it was: what an action tells is a value. A stored thing itself may hold what no answer shows.
    private JsonElement? Write<T>(T value, GovernanceDbContext db)
    {
        if (!s_plain.GetOrAdd(typeof(T), static (type, model) => IsPlain(type, model, []), db.Model))
        {
            return null;
        }

        try
        {
            var written = JsonSerializer.SerializeToElement(value, _json);
            var again = JsonSerializer.SerializeToElement(written.Deserialize<T>(_json), _json);
            return JsonElement.DeepEquals(written, again) ? written : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null; // It cannot be written: a repeat is told that the answer is lost.
        }
    }

    private static bool IsPlain(Type type, IModel model, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return true;
        }

        if (type.HasElementType)
        {
            return IsPlain(type.GetElementType()!, model, seen);
        }

        if (type.IsGenericType && !type.GetGenericArguments().All(a => IsPlain(a, model, seen)))
        {
            return false;
        }

        return type.Namespace?.StartsWith("System", StringComparison.Ordinal) is true
            || type.IsEnum
            || (
                !model.FindEntityTypes(type).Any(e => !e.IsOwned())
                && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).All(p => IsPlain(p.PropertyType, model, seen))
            );
    }

    private sealed record Step(string Action, string Subject, string Type, Func<GovernanceDbContext, JsonElement?>? Value);

    private sealed record StoredStep(string Action, string Subject, string Type, JsonElement? Value)
    {
        public bool IsOf<T>(Attempt attempt) => Action == attempt.Action && Subject == attempt.Subject && Type == typeof(T).Name;
    }
}

/// <summary>Another request with the same Idempotency-Key was done first, so this one changed nothing.</summary>
public sealed class IdempotencyTakenException() : Exception("Another request with the same Idempotency-Key was completed first.");
