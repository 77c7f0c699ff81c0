using System.Net;
using System.Net.Sockets;

namespace Governance.Portal.Identity;

/// <summary>
/// Counts what went wrong, by account and by address, in fixed windows. Only failures count, so nobody who is right is ever slowed
/// down. An account that does not exist is counted like one that does.
/// </summary>
public sealed class FailureCounter(TimeProvider clock)
{
    private const int Most = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

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
    public TimeSpan? Fail(string key, int limit, TimeSpan length)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (!_windows.TryGetValue(key, out var window) || window.Until <= now)
            {
                MakeRoom(now);
                _windows[key] = new Window(1, now + length);
                return null;
            }

            _windows[key] = window with { Count = window.Count + 1 };
            return window.Count >= limit ? window.Until - now : null;
        }
    }

    /// <summary>Forgets the failures of an account whose owner was right at last.</summary>
    public void Forget(string key)
    {
        lock (_gate)
        {
            _windows.Remove(key);
        }
    }

    // Somebody who sends ever new names must not fill the memory: what has run out goes first, then what runs out next.
    private void MakeRoom(DateTimeOffset now)
    {
        if (_windows.Count < Most)
        {
            return;
        }

        var oldest = _windows.OrderBy(w => w.Value.Until).Take(Most / 10).Select(w => w.Key).ToList();
        oldest.AddRange(_windows.Where(w => w.Value.Until <= now).Select(w => w.Key));
        foreach (var key in oldest)
        {
            _windows.Remove(key);
        }
    }

    private readonly record struct Window(int Count, DateTimeOffset Until);
}
