using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Labels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>Risks in words.</summary>
internal static partial class RiskText
{
    public static string Of(RiskTreatment? treatment) =>
        treatment switch
        {
            RiskTreatment.Avoid => "Avoid",
            RiskTreatment.Reduce => "Reduce",
            RiskTreatment.Transfer => "Transfer",
            RiskTreatment.Accept => "Accept",
            RiskTreatment.Monitor => T.Verb("Monitor"),
            null => "Not decided",
        };

    /// <summary>How far its treatment is. A gate asks whether it is complete; a plan of which most is done is not "not treated".</summary>
    public static string Progress(RiskView risk, DateTimeOffset now)
    {
        if (risk.Treated)
        {
            return T["Treated"];
        }

        if (risk.Treatment is null or RiskTreatment.Accept || (risk.Mitigations.Count == 0 && risk.Steps.Count == 0))
        {
            return T["Not treated yet"];
        }

        var late = risk.Steps.Count(s => s.IsOverdue(now));
        return late == 0 ? T["Treatment under way"] : T["Treatment under way, {0} overdue", Formats.Plural(late, "step")];
    }

    public static string Of(RiskBand band) =>
        band switch
        {
            RiskBand.Low => "Low",
            RiskBand.Medium => "Medium",
            RiskBand.High => "High",
            RiskBand.Critical => "Critical",
        };

    public static string Of(AcceptanceState state) =>
        state switch
        {
            AcceptanceState.Waiting => "Waiting for a second signature",
            AcceptanceState.InForce => "In force",
            AcceptanceState.Expired => "Expired",
            AcceptanceState.Revoked => "Withdrawn",
            AcceptanceState.Void => "Void: the risk increased",
        };

    /// <summary>How the rule of a gate ended: what does not block may have failed all the same.</summary>
    public static (Tone Tone, string Word) Of(LinkedGate gate) =>
        gate.Outcome switch
        {
            RuleOutcome.Pass => (Tone.Pass, "Passed"),
            RuleOutcome.Waived => (Tone.Waive, "Waived"),
            RuleOutcome.NotApplicable => (Tone.Idle, "Not applicable"),
            RuleOutcome.Error => (gate.Blocks ? Tone.Fail : Tone.Warn, "Could not be evaluated"),
            RuleOutcome.Fail => gate.Blocks ? (Tone.Fail, "Failed, blocking") : (Tone.Warn, "Failed, advisory"),
        };

    public static (string Icon, string Word) Of(SignalTrend trend) =>
        trend switch
        {
            SignalTrend.Rising => ("trending_up", "rising"),
            SignalTrend.Falling => ("trending_down", "falling"),
            SignalTrend.Steady => ("trending_flat", "steady"),
            SignalTrend.Unknown => ("more_horiz", "no readings"),
        };

    /// <summary>From where on a proposed signal asks for work, and from where on it blocks: "amber 0.10, red 0.25, as an index".</summary>
    public static string Limits(DefaultSignal signal) =>
        signal.Unit == "percent"
            ? T["amber {0}, red {1}", Percent(signal.Amber), Percent(signal.Red)]
            : T["amber {0}, red {1}, {2}", Limit(signal, signal.Amber), Limit(signal, signal.Red), T.Recorded(Unit(signal))];

    private static string Percent(string value) => $"{Shapes.Numbers(value)}{Shapes.NarrowSpace}%";

    // An index has two digits wherever it is shown.
    private static string Limit(DefaultSignal signal, string value) =>
        signal.Unit == "index" && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var index)
            ? Formats.Psi(index)
            : Shapes.Numbers(value);

    // A bare word such as "count" may be the name of someone's column as well.
    public static string Unit(DefaultSignal signal) =>
        signal.Unit switch
        {
            "count" => "as a count",
            "index" => "as an index",
            "percent" => "in percent",
            "ratio" => "as a ratio",
            var unit => unit,
        };

    /// <summary>A proposed signal whole: what is measured, in which unit, its limits and the time it is counted over.</summary>
    public static string Proposed(DefaultSignal signal)
    {
        var limits = T[
            "{0}, {1}: amber {2}, red {3}",
            T.Word(signal.Name),
            T.Recorded(Unit(signal)),
            Limit(signal, signal.Amber),
            Limit(signal, signal.Red)
        ];
        return signal.Window switch
        {
            "now" => limits,
            "release" => T["{0}, per release", limits],
            var window => T["{0}, over {1}", limits, T.Recorded(window)],
        };
    }

    /// <summary>What is listened to, in words.</summary>
    public static string Signal(RiskSignalView signal) =>
        signal.Monitor is { } monitor ? monitor.ToString() : AlertText.Of(signal.Rule!.Value);

    /// <summary>Colour step of a score on the heat map, 0 to 5: breaks at 3, 5, 8, 11 and 15.</summary>
    public static int Heat(int score) =>
        score switch
        {
            <= 3 => 0,
            <= 5 => 1,
            <= 8 => 2,
            <= 11 => 3,
            <= 15 => 4,
            _ => 5,
        };

    /// <summary>A day of a reference file, such as 2026-11-20, as people write it.</summary>
    public static string Day(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var known)
            ? Shapes.In(known, "d MMM yyyy")
            : day;

    /// <summary>Which edition of a framework is stored, and since when. One that is named by its day alone is named once.</summary>
    public static string Edition(string edition, string asOf) =>
        edition == asOf ? T["Our copy as of {0}", Day(asOf)] : T["{0}, our copy as of {1}", T.Recorded(edition), Day(asOf)];

    /// <summary>A value of a snapshot in words: times as people write them, with their zone.</summary>
    public static string Value(string? value) =>
        value is null ? "none"
        : IsTime(value) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Shapes.In(at.ToUniversalTime(), "d MMM yyyy, HH:mm") + " UTC"
        : value;

    private static bool IsTime(string value) => value.Length >= 20 && value[4] == '-' && value[10] == 'T' && value[^1] == 'Z';

    /// <summary>
    /// A member of a snapshot in words: <c>residual.likelihood</c> is "Residual likelihood", <c>steps[1].dueAt</c> is "Step 1: due".
    /// </summary>
    public static string Member(string member)
    {
        if (OfItem().Match(member) is { Success: true } item)
        {
            var of = Member(item.Groups["member"].Value);
            var said = char.ToLowerInvariant(of[0]) + of[1..];
            return $"{Member(item.Groups["item"].Value)} {item.Groups["number"].Value}: "
                + (said.EndsWith(" at", StringComparison.Ordinal) ? said[..^3] : said);
        }

        var words = member.Replace('.', ' ').Replace("[", " ", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
        var text = string.Concat(words.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
        return SentenceCase.Of(text);
    }

    // The lists of a risk, each item of which people call by its number.
    [GeneratedRegex(
        """^(?<item>step|mitigation)s\[(?<number>[0-9]+)\]\.(?<member>[a-zA-Z]+)$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OfItem();
}
