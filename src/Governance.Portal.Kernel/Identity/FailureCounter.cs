using System.Net;
using System.Net.Sockets;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Counts what went wrong, by account, by address and by both, in windows of this process and what it hears of the others'. Only failures
/// count, but who has had too many waits with the right answer too: else the limit would slow no guesser. An account that does not exist is
/// counted like one that does.
/// </summary>
public sealed class FailureCounter(TimeProvider clock)
{
    private const int Most = 50_000;

    // Wrong tries of one address for one account after which the next one waits a second.
    private const int Free = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <summary>Raised for what this process counted, on the thread that counts.</summary>
    internal event EventHandler<Failure>? Counted;

    /// <summary>The address as it is counted: one IPv6 network of a customer (a /64) counts as one.</summary>
    public static string AddressOf(IPAddress? address)
    {
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]])}/64"
            : address.ToString();
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="key">Account or address.</param>
    /// <param name="limit">Failures a window takes.</param>
    /// <param name="length">How long the window is, from its first failure.</param>
    /// <returns>How long to wait when the limit had been reached before this failure; else null.</returns>
    public TimeSpan? Fail(string key, int limit, TimeSpan length) =>
        Tell(new Failure(FailureKind.Even, SecretText.Hash(key), limit, length));

    /// <summary>
    /// Counts a failure after which the next try waits: not after the first two, then longer each time, and as long as a window once the
    /// limit is reached.
    /// </summary>
    /// <param name="key">Account and address.</param>
    /// <param name="limit">Failures a window takes.</param>
    /// <param name="length">How long the window is, from its last failure.</param>
    public void FailSlower(string key, int limit, TimeSpan length) =>
        Tell(new Failure(FailureKind.Slower, SecretText.Hash(key), limit, length));

    /// <summary>How long the next try has to wait, right or wrong; null when it need not.</summary>
    public TimeSpan? Waits(string key)
    {
        var now = clock.GetLocalNow();
        var hash = SecretText.Hash(key);
        lock (_gate)
        {
            return _windows.TryGetValue(hash, out var window) && window.NotBefore > now ? window.NotBefore - now : null;
        }
    }

    /// <summary>Forgets the failures of an account whose owner was right at last.</summary>
    public void Forget(string key) => Tell(new Failure(FailureKind.Forgotten, SecretText.Hash(key), 0, TimeSpan.Zero));

    /// <summary>Counts what another node counted.</summary>
    internal void Hear(Failure failure) => Count(failure);

    private TimeSpan? Tell(Failure failure)
    {
        var wait = Count(failure);
        Counted?.Invoke(this, failure);
        return wait;
    }

    private TimeSpan? Count(Failure failure)
    {
        var (key, limit, length, now) = (failure.Key, failure.Limit, failure.Length, clock.GetLocalNow());
        lock (_gate)
        {
            if (failure.Kind is FailureKind.Forgotten)
            {
                _windows.Remove(key);
                return null;
            }

            if (!_windows.TryGetValue(key, out var window) || window.Until <= now)
            {
                MakeRoom(now);
                window = default;
            }

            var count = window.Count + 1;
            if (failure.Kind is FailureKind.Slower)
            {
                var wait =
                    count >= limit ? length
                    : count < Free ? TimeSpan.Zero
                    : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, count - Free), length.TotalSeconds));
                _windows[key] = new Window(count, now + length, now + wait);
                return null;
            }

            var until = window.Count == 0 ? now + length : window.Until;
            _windows[key] = new Window(count, until, count >= limit ? until : default);
            return window.Count > 0 && window.Count >= limit ? until - now : null;
        }
    }

    // Someone who sends ever new names must not fill the memory: what has run out goes first, then who need not wait, then what runs out
    // next.
    private void MakeRoom(DateTimeOffset now)
    {
        if (_windows.Count < Most)
        {
            return;
        }

        var oldest = _windows.OrderBy(w => w.Value.NotBefore > now).ThenBy(w => w.Value.Until).Take(Most / 10).Select(w => w.Key).ToList();
        oldest.AddRange(_windows.Where(w => w.Value.Until <= now).Select(w => w.Key));
        foreach (var key in oldest)
        {
            _windows.Remove(key);
        }
    }

    private readonly record struct Window(int Count, DateTimeOffset Until, DateTimeOffset NotBefore);
}

/// <summary>What becomes of a count.</summary>
public enum FailureKind
{
    /// <summary>One more, in a window from the first.</summary>
    Even,

    /// <summary>One more, after which the next try waits longer.</summary>
    Slower,

    /// <summary>Forgotten.</summary>
    Forgotten,
}

/// <summary>Something that is counted, as nodes tell it each other.</summary>
/// <param name="Kind">What becomes of the count.</param>
/// <param name="Key">SHA-256 of account or address.</param>
/// <param name="Limit">Failures a window takes.</param>
/// <param name="Length">How long the window is.</param>
public sealed record Failure(FailureKind Kind, string Key, int Limit, TimeSpan Length);
