using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Data.Identity;

/// <summary>
/// What was read of a caller's access within one request, and of facts that several parts of a page or call need: those that read at the
/// same time stand on one reading. It is kept for as long as a request takes and no longer, and never for an act: that reads what is so in
/// its own transaction, and what was read before it is forgotten.
/// </summary>
/// <param name="clock">Measures how old a reading is.</param>
public sealed class AccessMemory(TimeProvider clock)
{
    /// <summary>A request that goes on for longer asks again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<(Actor Actor, Result<Access> Access, DateTimeOffset At)> _read = [];
    private readonly Dictionary<object, (Task Reading, DateTimeOffset At)> _facts = [];

    /// <summary>What was read of an actor, or null when that was not, or too long ago.</summary>
    internal Result<Access>? Find(Actor actor)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            // A clock that was set back makes nothing younger.
            _read.RemoveAll(r => (now - r.At).Duration() > Longest);
            foreach (var (known, access, _) in _read)
            {
                if (known == actor)
                {
                    return access;
                }

                // Without a role they are who they are with one, and their role gives and limits nothing.
                if (actor.Role is null && access.IsDone && known with { Role = null } == actor)
                {
                    return access.Value with { Actor = actor, Role = null, DataScope = null };
                }
            }

            return null;
        }
    }

    /// <summary>Keeps what was read.</summary>
    internal void Keep(Actor actor, Result<Access> access)
    {
        lock (_lock)
        {
            _read.Add((actor, access, clock.GetUtcNow()));
        }
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
            _facts[key] = (reading, clock.GetUtcNow());
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
