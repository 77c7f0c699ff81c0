using System.Globalization;

namespace Governance.Testing;

/// <summary>
/// Tests marked <c>[Trait("Size", "Soak")]</c> run small and seeded in every run, and at full size under <c>./build.sh soak</c>, which
/// collects the figures they report in docs/soak.md. What has no small size is <see cref="Whole"/>: it runs there and nowhere else.
/// </summary>
internal static class Soak
{
    public const string Trait = "Size";

    public const string Value = "Soak";

    /// <summary>The value of a test or case that runs only in full (<see cref="WholeFactAttribute"/>).</summary>
    public const string Whole = "Whole";

    private static readonly Lock s_lock = new();

    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("GOVERNANCE_SOAK") == "1";

    /// <summary>Why a test that is <see cref="Whole"/> does not run now, when a filter did not leave it out; null in full.</summary>
    public static string? Refusal => IsFull ? null : "Runs under ./build.sh soak (GOVERNANCE_SOAK=1).";

    /// <summary>The size of this run.</summary>
    public static T Size<T>(T small, T full) => IsFull ? full : small;

    /// <summary>Rows of a test that measures a large table; GOVERNANCE_SOAK_ROWS tries out a size between the two.</summary>
    public static long Rows(long small, long full) =>
        long.TryParse(Environment.GetEnvironmentVariable("GOVERNANCE_SOAK_ROWS"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Size(small, full);

    /// <summary>Minutes of a test that goes on for as long as it is given; fewer by GOVERNANCE_SOAK_MINUTES, to try it out.</summary>
    public static int Minutes(int full) =>
        int.TryParse(Environment.GetEnvironmentVariable("GOVERNANCE_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var given)
            ? Math.Min(given, full)
            : full;

    /// <summary>
    /// Whether one of several parts of a test is to run; GOVERNANCE_SOAK_PARTS names some of them, apart by commas, to try them out.
    /// </summary>
    public static bool IsNamed(string part) =>
        Environment.GetEnvironmentVariable("GOVERNANCE_SOAK_PARTS") is not { Length: > 0 } parts
        || parts.Split(',', StringSplitOptions.TrimEntries).Contains(part, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The whole list in full; in every run each <paramref name="every"/>th of it, beginning with number <paramref name="from"/>: the same
    /// ones each time.
    /// </summary>
    public static IEnumerable<T> Sample<T>(IEnumerable<T> all, int every, int from = 0) =>
        all.Where((_, number) => IsFull || number % every == from % every);

    /// <summary>
    /// Whether a run sees what has this number, of things that commits take turns with: each commit sees every <paramref name="of"/>th of
    /// them, the next one others, and in full all of them are seen. The turn is a number made of the commit (GOVERNANCE_TEST_TURN).
    /// </summary>
    public static bool HasTurn(int number, int of) => IsFull || number % of == s_turn % of;

    private static readonly int s_turn = int.TryParse(
        Environment.GetEnvironmentVariable("GOVERNANCE_TEST_TURN"),
        CultureInfo.InvariantCulture,
        out var turn
    )
        ? turn
        : 0;

    /// <summary>Leaves a line of Markdown for docs/soak.md; nothing in a small run.</summary>
    public static void Report(string title, string figures)
    {
        if (!IsFull || Environment.GetEnvironmentVariable("GOVERNANCE_SOAK_REPORT") is not { Length: > 0 } file)
        {
            return;
        }

        lock (s_lock)
        {
            File.AppendAllText(file, $"- **{title}**: {figures}\n");
        }
    }
}
