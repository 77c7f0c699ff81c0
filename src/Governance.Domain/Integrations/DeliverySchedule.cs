namespace Governance.Domain.Integrations;

/// <summary>
/// When an event that was not taken is sent again: quickly at first, then ever more rarely, over three days (Standard Webhooks).
/// </summary>
public static class DeliverySchedule
{
    private static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>Tries in all, the first one included.</summary>
    public static int MaxTries => s_pauses.Length + 1;

    /// <summary>Longest pause that a receiver can ask for.</summary>
    public static TimeSpan LongestAsked { get; } = TimeSpan.FromHours(24);

    /// <summary>How long to wait after some failed tries; null when that was the last one.</summary>
    /// <param name="tries">Failed tries, from 1 up.</param>
    /// <param name="chance">From 0 to 1: up to a tenth is added, so that not everything is sent again at the same instant.</param>
    public static TimeSpan? After(int tries, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tries, 1);
        return tries > s_pauses.Length ? null : s_pauses[tries - 1] * (1 + (0.1 * Math.Clamp(chance, 0, 1)));
    }
}
