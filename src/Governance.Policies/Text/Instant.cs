using System.Globalization;

namespace Governance.Policies;

/// <summary>Times as our documents write them: UTC, milliseconds, a final Z.</summary>
internal static class Instant
{
    private static readonly string[] s_accepted = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 time. A time without a zone is refused: no one can say when it was.</summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        time = default;
        var hasZone = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasZone
            && DateTimeOffset.TryParseExact(text, s_accepted, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>The day by which a gate judges: that of UTC, so that stored bytes mean the same wherever they are judged again.</summary>
    public static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>
    /// Whole days from <paramref name="earlier"/> to <paramref name="later"/>, rounded down; negative when it lies in the future.
    /// </summary>
    public static int DaysBetween(DateTimeOffset earlier, DateTimeOffset later) => (int)Math.Floor((later - earlier).TotalDays);
}
