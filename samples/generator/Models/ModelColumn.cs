using Governance.Samples.Data;
using Governance.Samples.Numerics;

namespace Governance.Samples.Models;

/// <summary>One input of a model: a number, a 0/1 indicator of one level, or of every level that training did not see.</summary>
internal sealed record ModelColumn(string Source, string Kind, int Feature)
{
    public const string Numeric = "numeric";
    public const string Level = "level";
    public const string Other = "other";

    public string Transform { get; init; } = "identity";

    public string? EqualTo { get; init; }

    public IReadOnlyList<string> Levels { get; init; } = [];

    public double Mean { get; init; }

    public double Scale { get; init; } = 1;

    public double Coefficient { get; init; }

    /// <summary>The row's value of this column; a missing value is read as the baseline's.</summary>
    public double Encode(SampleRow row, Baseline baseline)
    {
        if (Kind == Numeric)
        {
            var value = row.Numbers[Feature];
            if (double.IsNaN(value))
            {
                value = baseline.Numbers[Feature];
            }

            var transformed = Transform == "log1p" ? PortableMath.Log1p(value) : value;
            return (transformed - Mean) / Scale;
        }

        var level = row.Levels[Feature];
        if (level.Length == 0)
        {
            level = baseline.Levels[Feature];
        }

        var hit = Kind == Level ? level == EqualTo : !Levels.Contains(level, StringComparer.Ordinal);
        return hit ? 1 : 0;
    }
}
