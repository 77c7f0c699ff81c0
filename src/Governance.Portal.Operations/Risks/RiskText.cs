using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Risks;
using Governance.Localisation;
using Governance.Policies;
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

    /// <summary>From where on a proposed signal asks for work, and from where on it blocks: "amber 0.1, red 0.25, as an index".</summary>
    public static string Limits(DefaultSignal signal) =>
        T["amber {0}, red {1}, {2}", Shapes.Numbers(signal.Amber), Shapes.Numbers(signal.Red), T.Say(Unit(signal))];

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
            T.Say(signal.Name),
            T.Say(Unit(signal)),
            Shapes.Numbers(signal.Amber),
            Shapes.Numbers(signal.Red)
        ];
        return signal.Window switch
        {
            "now" => limits,
            "release" => T["{0}, per release", limits],
            var window => T["{0}, over {1}", limits, T.Say(window)],
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

    /// <summary>"2 d overdue", "12 Dec".</summary>
    public static string Due(DateTimeOffset due, DateTimeOffset now) =>
        due < now ? $"{Math.Max(1, (int)(now - due).TotalDays)} d overdue" : Shapes.In(due, due.Year == now.Year ? "d MMM" : "d MMM yyyy");

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
