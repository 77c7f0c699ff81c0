using System.Globalization;
using Governance.Domain.Documents;
using Governance.Reporting.Layout;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Documents;

/// <summary>Values of records as documents print them.</summary>
internal static class MeasureText
{
    // From here on a third decimal says nothing any more.
    private const double Large = 10;

    public static string Number(string value, int? decimals = null) =>
        !double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? value
        : number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? Print.Count((long)number)
        : Math.Abs(number) >= Large ? Print.Tenths(number)
        : decimals is { } fixedTo ? Print.Decimals(number, fixedTo)
        : Print.Metric(number);

    public static string? Interval(RecordMeasure measure, int? decimals = null) =>
        measure is { Low: { } low, High: { } high } ? T["{0} to {1}", Number(low, decimals), Number(high, decimals)] : null;

    /// <summary>Decimals of a column, so that its numbers stand under one another: four where one of them needs them, else three.</summary>
    public static int Decimals(IEnumerable<RecordMeasure> measures) =>
        measures
            .SelectMany(m => new[] { m.Value, m.Low, m.High })
            .Select(Value)
            .Any(v => v is { } number && Math.Abs(number) < Large && Math.Round(number, 4) != Math.Round(number, 3))
            ? 4
            : 3;

    public static double? Value(string? value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
