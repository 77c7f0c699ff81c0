using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Data.Identity;

/// <summary>
/// What was read of a caller's access within one request, or while one page opens over a connection that is there, and of facts that
/// several parts of a page or call need: those that read at the same time stand on one reading. It is kept for as long as that takes and no
/// longer, and never for an act: that reads what is so in its own transaction, and what was read before it is forgotten.
/// </summary>
/// <param name="clock">Measures how old a reading is.</param>
public sealed class AccessMemory(TimeProvider clock)
{
    /// <summary>A request that goes on for longer asks again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<(Actor Actor, Task<SessionAccess> Reading, DateTimeOffset At)> _read = [];
    private readonly Dictionary<object, (Task Reading, DateTimeOffset At)> _facts = [];
    private bool _isOver;

    /// <summary>Reads what an actor may do, or waits for the reading that another part began.</summary>
    internal async Task<SessionAccess> AccessAsync(Actor actor, Func<Task<SessionAccess>> read)
    {
        foreach (var (known, reading) in Find(actor))
        {
            // A part that went away takes its reading with it: those who still want it read for themselves.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (reading.IsCompletedSuccessfully && As(actor, known, await reading) is { } found)
            {
                return found;
            }
        }

        var at = clock.GetUtcNow();
        var mine = read();
        lock (_lock)
        {
            if (!_isOver)
            {
                _read.Add((actor, mine, at));
            }
        }

        return await mine;
    }

    /// <summary>Nothing more is kept or found: what was to stand on one reading is over.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            Forget();
        }
    }

    private List<(Actor Actor, Task<SessionAccess> Reading)> Find(Actor actor)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            // A clock that was set back makes nothing younger.
            _read.RemoveAll(r => (now - r.At).Duration() > Longest || r.Reading.IsFaulted || r.Reading.IsCanceled);
            return [.. _read.Where(r => IsSame(actor, r.Actor) || IsRoleless(actor, r.Actor)).Select(r => (r.Actor, r.Reading))];
        }
    }

    // An open page has no request of its own: its parts are traced under several, and are one person's all the same.
    private static bool IsSame(Actor actor, Actor known) => known with { Request = actor.Request } == actor;

    private static bool IsRoleless(Actor actor, Actor known) =>
        actor.Role is null && known with { Role = null, Request = actor.Request } == actor;

    private static SessionAccess? As(Actor actor, Actor known, SessionAccess read)
    {
        if (IsSame(actor, known))
        {
            return read.Access.IsDone ? read with { Access = read.Access.Value with { Actor = actor } } : read;
        }

        // Without a role they are who they are with one, and their role gives and limits nothing.
        return read.Access.IsDone ? read with { Access = read.Access.Value with { Actor = actor, Role = null, DataScope = null } } : null;
    }

    /// <summary>Reads a fact, or waits for the reading that another part began.</summary>
    internal async Task<T> OnceAsync<T>(object key, Func<Task<T>> read)
    {
        if (FindFact(key) is Task<T> known)
        {
            // A part that went away takes its reading with it: those who still want it read for themselves.
            await ((Task)known).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (known.IsCompletedSuccessfully)
            {
                return await known;
            }
        }

        var reading = read();
        lock (_lock)
        {
            if (!_isOver)
            {
                _facts[key] = (reading, clock.GetUtcNow());
            }
        }

        return await reading;
    }

    private Task? FindFact(object key)
    {
        lock (_lock)
        {
            return _facts.TryGetValue(key, out var fact) && (clock.GetUtcNow() - fact.At).Duration() <= Longest ? fact.Reading : null;
        }
    }

    /// <summary>Keeps nothing of what was read so far: an act may have changed it.</summary>
    internal void Forget()
    {
        lock (_lock)
        {
            _read.Clear();
            _facts.Clear();
        }
    }
}

/// <summary>What an actor may do, with what is known of their session.</summary>
/// <param name="Access">The access, or why there is none.</param>
/// <param name="LastSeenAt">When the session was last used, to the minute; null without one that is open.</param>
public sealed record SessionAccess(Result<Access> Access, DateTimeOffset? LastSeenAt);
