using Governance.Domain;
using Governance.Portal.Kernel.Components.Badges;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Components.Charts;

public sealed partial class RangeBar
{
    private const double Left = 6;
    private const double Right = 126;

    private double _low;
    private double _high;
    private Tone _tone;
    private string _sentence = "";

    /// <summary>Value in production; null when nothing is there yet.</summary>
    [Parameter]
    public double? Production { get; set; }

    [Parameter, EditorRequired]
    public double Candidate { get; set; }

    [Parameter]
    public double? Limit { get; set; }

    /// <summary>True for errors, latency and the like.</summary>
    [Parameter]
    public bool LowerIsBetter { get; set; }

    /// <summary>The change is no larger than chance: shown in grey.</summary>
    [Parameter]
    public bool WithinNoise { get; set; }

    [Parameter]
    public int Decimals { get; set; } = 3;

    protected override void OnParametersSet()
    {
        (_low, _high) = Scale();

        var worse = Production is { } before && (LowerIsBetter ? Candidate > before : Candidate < before);
        var outside = Limit is { } limit && (LowerIsBetter ? Candidate > limit : Candidate < limit);
        _tone =
            WithinNoise && !outside ? Tone.Idle
            : outside || worse ? Tone.Fail
            : Production is null && Limit is null ? Tone.Idle
            : Tone.Pass;

        var parts = new List<string>();
        if (Production is { } production)
        {
            parts.Add(T["production {0}", Formats.Number(production, Decimals)]);
        }

        parts.Add(T["candidate {0}", Formats.Number(Candidate, Decimals)]);
        if (Limit is { } bound)
        {
            parts.Add(
                T["limit {0}", LowerIsBetter ? Formats.AtMost(bound, Decimals) : Formats.AtLeast(bound, Decimals)]
                    + (outside ? T[", not met"] : "")
            );
        }

        var sentence = string.Join(", ", parts);
        _sentence = SentenceCase.Of(sentence);
    }

    // One scale for a metric, whatever its values are, so that a small difference looks small: 0 to 1, or from 0 to a round number beyond.
    private (double Low, double High) Scale()
    {
        double[] shown = [.. new[] { Production, Candidate, Limit }.OfType<double>().Where(double.IsFinite)];
        var (least, most) = shown.Length == 0 ? (0, 1) : (Math.Min(0, shown.Min()), shown.Max());
        if (least == 0 && most <= 1)
        {
            return (0, 1);
        }

        var ticks = NiceTicks.Of(least, Math.Max(most, Math.Abs(Limit ?? 0) * 1.5), 2);
        return (ticks[0], ticks[^1]);
    }

    private string X(double value)
    {
        var share = _high > _low && double.IsFinite(value) ? Math.Clamp((value - _low) / (_high - _low), 0, 1) : 0.5;
        return Svg.Number(Left + (share * (Right - Left)));
    }
}
