using Governance.Domain.Targets;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Targets;

/// <summary>Appetite and targets in words.</summary>
internal static class TargetsLabels
{
    public static (Tone Tone, string Word) Of(TargetOutcome outcome) =>
        outcome switch
        {
            TargetOutcome.Met => (Tone.Pass, T.Sense("Met", "a target")),
            TargetOutcome.NoResult => (Tone.Idle, "No result"),
            TargetOutcome.KnownBefore => (Tone.Warn, "Result known before the target"),
            TargetOutcome.Missed => (Tone.Fail, T.Sense("Missed", "a target")),
        };

    public static (Tone Tone, string Word) Of(TargetsState state) =>
        state switch
        {
            TargetsState.Draft => (Tone.Warn, "Draft"),
            TargetsState.InForce => (Tone.Pass, "In force"),
            TargetsState.Superseded => (Tone.Idle, "Superseded"),
        };

    /// <summary>What is asked, with the numbers of the reader's language: <c>≥ 0.8</c>.</summary>
    public static string Bounds(TargetView target)
    {
        var unit = target.Unit is { } known ? $" {known}" : "";
        return (target.Min, target.Max) switch
        {
            ({ } min, { } max) => $"{T["{0} to {1}", Number(min), Number(max)]}{unit}",
            ({ } min, null) => $"≥ {Number(min)}{unit}",
            (null, { } max) => $"≤ {Number(max)}{unit}",
            _ => "",
        };
    }

    /// <summary>A value with as many decimals as it has, at most six.</summary>
    public static string Number(double value) => value.ToString("#,0.######", Shapes.Culture);
}
