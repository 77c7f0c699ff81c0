using Governance.Data.Postgres;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Bounds work that is slow on purpose. So many go on at once, of one caller so many; others wait in turn, and who would have to wait too
/// long is told so at once.
/// </summary>
/// <param name="atOnce">How many go on at once.</param>
/// <param name="waiting">How many may wait besides.</param>
/// <param name="ofCallerAtOnce">How many of one caller go on at once.</param>
/// <param name="ofCallerWaiting">How many of one caller may wait besides.</param>
/// <param name="patience">How long anyone waits; null: until their turn comes.</param>
/// <param name="clock">Measures that.</param>
public sealed class Lane(
    int atOnce,
    int waiting,
    int ofCallerAtOnce,
    int ofCallerWaiting,
    TimeSpan? patience = null,
    TimeProvider? clock = null
) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _places = new(atOnce);
    private readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);
    private int _present;

    /// <summary>How many are in the lane, at work or waiting.</summary>
    public int Present
    {
        get
        {
            lock (_gate)
            {
                return _present;
            }
        }
    }

    /// <summary>Takes a place, and waits for it if need be.</summary>
    /// <param name="name">Who asks: an address or a session.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <returns>The place, given back when disposed; null when too many wait already, or the turn did not come in time.</returns>
    public async Task<IDisposable?> EnterAsync(string name, CancellationToken ct)
    {
        Caller? caller;
        lock (_gate)
        {
            if (
                _present >= atOnce + waiting
                || (_callers.TryGetValue(name, out caller) && caller.Present >= ofCallerAtOnce + ofCallerWaiting)
            )
            {
                return null;
            }

            if (!_callers.TryGetValue(name, out caller))
            {
                caller = new Caller(name, new SemaphoreSlim(ofCallerAtOnce));
                _callers.Add(name, caller);
            }

            caller.Present++;
            _present++;
        }

        var (own, common) = (false, false);
        using var limit = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan, clock ?? TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            // A caller's own turn comes first: what it has waiting must not stand in everyone's way.
            await caller.Places.WaitAsync(either.Token);
            own = true;
            await _places.WaitAsync(either.Token);
            common = true;
            return new Place(this, caller);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!common)
            {
                Leave(caller, own, common);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        lock (_gate)
        {
            foreach (var caller in _callers.Values)
            {
                caller.Places.Dispose();
            }

            _callers.Clear();
        }
    }

    private void Leave(Caller caller, bool own, bool common)
    {
        if (common)
        {
            _places.Release();
        }

        if (own)
        {
            caller.Places.Release();
        }

        lock (_gate)
        {
            _present--;
            caller.Present--;
            if (caller.Present == 0)
            {
                _callers.Remove(caller.Name);
                caller.Places.Dispose();
            }
        }
    }

    private sealed class Caller(string name, SemaphoreSlim places)
    {
        public string Name { get; } = name;

        public SemaphoreSlim Places { get; } = places;

        public int Present { get; set; }
    }

    private sealed class Place(Lane lane, Caller caller) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                lane.Leave(caller, own: true, common: true);
            }
        }
    }
}

/// <summary>
/// The two lanes in which passwords are hashed: strangers at the door never stand before someone who signs. Each has half of the
/// processors.
/// </summary>
/// <param name="clock">Measures how long someone waits.</param>
public sealed class PasswordLanes(TimeProvider? clock = null) : IDisposable
{
    private static readonly int s_half = Math.Max(1, Environment.ProcessorCount / 2);

    // As long as any other call waits for what it needs.
    private static readonly TimeSpan s_patience = PostgresPatience.Silence;

    /// <summary>Sign-ins, by address.</summary>
    public Lane SignIns { get; } = new(s_half, 256, 2, 14, s_patience, clock);

    /// <summary>Proofs of identity inside open sessions, by session.</summary>
    public Lane Proofs { get; } = new(s_half, 64, 1, 2, s_patience, clock);

    /// <inheritdoc/>
    public void Dispose()
    {
        SignIns.Dispose();
        Proofs.Dispose();
    }
}
