using System.Globalization;

namespace Governance.Policies;

/// <summary>Times as our documents write them: milliseconds, in UTC with a final Z; with the offset where that means something.</summary>
internal static class Instant
{
    private static readonly string[] s_accepted = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes a time with its offset, so that a reader knows which day it was there.</summary>
    public static string WriteWhere(DateTimeOffset time) =>
        time.Offset == TimeSpan.Zero ? Write(time) : time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 time, in UTC. A time without a zone is refused: no one can say when it was.</summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        var isRead = TryReadWhere(text, out time);
        time = time.ToUniversalTime();
        return isRead;
    }

    /// <summary>Reads an RFC 3339 time at the offset that it names.</summary>
    public static bool TryReadWhere(string text, out DateTimeOffset time)
    {
        time = default;
        var hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasZone && DateTimeOffset.TryParseExact(text, s_accepted, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>
    /// The day by which a gate judges: at the offset of its time, which is written with it, so that stored bytes mean the same wherever
    /// they are judged again.
    /// </summary>
    public static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.DateTime);

    /// <summary>
    /// Whole days from <paramref name="earlier"/> to <paramref name="later"/>, rounded down; negative when it lies in the future.
    /// </summary>
    public static int DaysBetween(DateTimeOffset earlier, DateTimeOffset later) => (int)Math.Floor((later - earlier).TotalDays);
}
