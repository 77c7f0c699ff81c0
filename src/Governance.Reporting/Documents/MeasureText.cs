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

    public static string Number(string value) =>
        !double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? value
        : number == Math.Truncate(number) && Math.Abs(number) < 1e15 ? Print.Count((long)number)
        : Math.Abs(number) >= Large ? Print.Tenths(number)
        : Print.Metric(number);

    public static string? Interval(RecordMeasure measure) =>
        measure is { Low: { } low, High: { } high } ? T["{0} to {1}", Number(low), Number(high)] : null;

    public static double? Value(string? value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
