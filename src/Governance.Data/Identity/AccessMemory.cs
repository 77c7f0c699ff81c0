using Governance.Domain;
using Governance.Domain.Identity;

namespace Governance.Data.Identity;

/// <summary>
/// What was read of a caller's access within one request: the parts of a page or call that read at the same time stand on one reading. It
/// is kept for as long as a request takes and no longer, and never for an act: that reads what is so in its own transaction, and what was
/// read before it is forgotten.
/// </summary>
/// <param name="clock">Measures how old a reading is.</param>
public sealed class AccessMemory(TimeProvider clock)
{
    /// <summary>A request that goes on for longer asks again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<(Actor Actor, Result<Access> Access, DateTimeOffset At)> _read = [];

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

    /// <summary>Keeps nothing of what was read so far: an act may have changed it.</summary>
    internal void Forget()
    {
        lock (_lock)
        {
            _read.Clear();
        }
    }
}
