using System.Globalization;
using System.Text.RegularExpressions;

namespace Governance.Portal.Demo;

/// <summary>
/// Moves the times of the samples to the weeks before the demo is played: evidence that is older than a policy relies on would block what
/// the demo's people sign, and a chart that ends last year shows nothing.
/// </summary>
public static partial class SampleTimes
{
    // A Sunday after the newest time in the samples.
    private static readonly DateTimeOffset s_told = new(2026, 11, 15, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far the samples are moved when the demo is played at that time: whole weeks, so that a Monday stays one.</summary>
    public static TimeSpan ShiftTo(DateTimeOffset now) => TimeSpan.FromDays(7 * Math.Floor((now - s_told).TotalDays / 7));

    /// <summary>The text with every time <c>yyyy-MM-ddTHH:mm:ssZ</c> in it moved.</summary>
    public static string Move(string text, TimeSpan shift) =>
        shift == TimeSpan.Zero
            ? text
            : Written()
                .Replace(
                    text,
                    m =>
                        DateTimeOffset.TryParseExact(
                            m.Value,
                            Format,
                            CultureInfo.InvariantCulture,
                            DateTimeStyles.AssumeUniversal,
                            out var time
                        )
                            ? (time + shift).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)
                            : m.Value
                );

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Written();
}
