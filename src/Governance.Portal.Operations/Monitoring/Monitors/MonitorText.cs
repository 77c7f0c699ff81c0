using System.Globalization;
using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>Monitors in words.</summary>
internal static class MonitorText
{
    /// <summary>What it watches, in words; a column as it is called in the data.</summary>
    public static Wording Target(MonitorInfo monitor) => Target(monitor.Kind, monitor.Target);

    private static Wording Target(MonitorKind kind, string target) =>
        kind switch
        {
            MonitorKind.Quality => Wording.Text($"all columns"),
            MonitorKind.Performance => AlertFields.Name(AlertRule.Performance, target),
            MonitorKind.Business => AlertFields.Name(AlertRule.Business, target),
            MonitorKind.Evaluation => EvaluationText.Name(target),
            MonitorKind.Drift or MonitorKind.ProtectedMix or MonitorKind.Fairness => Wording.Verbatim(target),
        };

    /// <summary>What it measures and of what, in the language in force.</summary>
    public static string Whole(MonitorInfo monitor) => Whole(monitor.Kind, monitor.Target);

    /// <summary>The same of a monitor of which no more is known.</summary>
    public static string Whole(MonitorKind kind, string target) =>
        string.Format(
            CultureInfo.InvariantCulture,
            T.Sense("{0} of {1}", "of a monitor"),
            T.Word(MonitorKinds.Of(kind)),
            Target(kind, target).ToString()
        );

    /// <summary>From where on it is beyond its bounds.</summary>
    public static string Limit(MonitorInfo monitor) =>
        monitor switch
        {
            { Kind: MonitorKind.Business, Lower: { } low, Upper: { } high } => $"{Formats.Number(low, 2)} to {Formats.Number(high, 2)}",
            { Kind: MonitorKind.Business, Lower: { } low } => $"≥ {Formats.Number(low, 2)}",
            { Kind: MonitorKind.Business, Upper: { } high } => $"≤ {Formats.Number(high, 2)}",
            { Kind: MonitorKind.Evaluation, Lower: { } low } => $"≥ {EvaluationText.Value(monitor.Target, low)}",
            { Kind: MonitorKind.Evaluation, Upper: { } high } => $"≤ {EvaluationText.Value(monitor.Target, high)}",
            { Kind: MonitorKind.Drift or MonitorKind.ProtectedMix, Upper: { } psi } => $"PSI ≥ {Formats.Psi(psi)}",
            { Kind: MonitorKind.Drift or MonitorKind.ProtectedMix } => "PSI ≥ 0.10 or an equivalent effect",
            { Kind: MonitorKind.Performance } => $"{Formats.Number(monitor.Upper ?? PerformanceLimits.Tolerance, 2)} worse",
            { Kind: MonitorKind.Fairness } => T["{0} apart", $"{Formats.Number((monitor.Upper ?? 0.1) * 100, 0)} {T["pts"]}"],
            _ => "Any failed check",
        };

    /// <summary>The newest value, in its unit.</summary>
    public static string? Value(MonitorInfo monitor) =>
        monitor is { Kind: MonitorKind.Evaluation, Last.Value: { } value }
            ? EvaluationText.Value(monitor.Target, value)
            : AlertWordsOf(monitor.Kind, monitor.Last?.Value);

    public static (Tone Tone, string Text, string? IconName) State(MonitorInfo monitor) =>
        monitor switch
        {
            { Enabled: false } => (Tone.Idle, "Stopped", "pause_circle"),
            { Last: null } => (Tone.Idle, "No window yet", "pending"),
            { Last.Outcome: MonitorOutcome.Breach } => (Tone.Fail, monitor.Alert is null ? "Breached once" : "Breached", null),
            { Last.Outcome: MonitorOutcome.Unclear } => (Tone.Idle, "Inconclusive", "help"),
            { Last.Outcome: MonitorOutcome.NotEnough } => (Tone.Idle, "Too few rows", "hourglass_top"),
            _ => (Tone.Pass, "OK", null),
        };

    private static string? AlertWordsOf(MonitorKind kind, double? value) =>
        value is not { } known
            ? null
            : kind switch
            {
                MonitorKind.Drift or MonitorKind.ProtectedMix => $"PSI {Formats.Psi(known)}",
                MonitorKind.Performance => Formats.Score(known),
                MonitorKind.Fairness => $"{Formats.Number(known * 100, 1)} {T["pts"]}",
                MonitorKind.Quality => Formats.Count((long)known),
                MonitorKind.Business or MonitorKind.Evaluation => Formats.Number(known, 2),
            };
}
