namespace Governance.Policies;

/// <summary>Which figures a rule judges: parameter <c>source</c>.</summary>
internal static class FigureSource
{
    public const string Live = "live";
    public const string Filed = "filed";
    public const string Either = "either";

    /// <summary>
    /// What the rule asks for; without the parameter what monitoring measured, where it did. An input without measurements, such as every
    /// one made before they were read, is judged by what was filed.
    /// </summary>
    public static string Of(RuleContext context, bool isMeasured) => context.Parameters.Text("source") ?? (isMeasured ? Live : Filed);

    /// <summary>
    /// Of <c>either</c>, which: what was filed only where it names the windows it covers and nothing was measured after them.
    /// </summary>
    /// <returns><c>live</c>, <c>filed</c>, or null when neither counts.</returns>
    public static string? Newer(GateWindow? measured, GateEvidence? filed)
    {
        var covered = filed?.Facts.Windows?.Max(window => window.End);
        return covered is { } end && (measured is null || end > measured.End) ? Filed
            : measured is not null ? Live
            : null;
    }

    /// <summary>A window as the results name it.</summary>
    public static Sentence Named(GateWindow window) =>
        Sentence.Of(
            "window.seen",
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{window.Id} until {Instant.Write(window.End)}, {window.Rows} rows, against {window.Reference.Id}"
            ),
            ("window", Values.Id(window.Id)),
            ("until", Values.Time(window.End)),
            ("n", Values.Count(window.Rows)),
            ("reference", Values.Id(window.Reference.Id))
        );

    /// <summary>What was seen, with the window it was seen in.</summary>
    public static Sentence In(GateWindow window, Sentence seen) =>
        Sentence.Joined("; ", seen, Named(window)).Said($"{seen.Frozen} ({Named(window).Frozen})");
}
