using System.Globalization;
using Governance.Analytics.Drift;
using Governance.Analytics.Io;

namespace Governance.Cli.Analysis;

/// <summary>
/// How the numbers of one column came to be: its bins with their counts, each measure with its formula, and the rule behind the verdict.
/// </summary>
internal static class DriftExplanation
{
    private const int MaxBins = 40;

    public static IEnumerable<string> Of(DriftFeature feature)
    {
        yield return $"{feature.Name}: {feature.Verdict.ToWireName()}{(feature.Reason is { } reason ? ". " + reason : string.Empty)}";
        yield return $"reference: {Sample(feature.Reference)}";
        yield return $"current:   {Sample(feature.Current)}";
        if (feature.Binning is not { } binning)
        {
            yield break;
        }

        yield return binning switch
        {
            BinningKind.Quantile => "bins: cut at the distinct deciles of the reference (linear interpolation), right ends included",
            BinningKind.Value => "bins: one per distinct value of the reference (at most ten), and \"other\" for all other values",
            BinningKind.Category => "bins: one per category of either file",
        };
        foreach (var line in Bins(feature))
        {
            yield return line;
        }

        foreach (var line in Measures(feature).Concat(Rule(feature)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Bins(DriftFeature feature)
    {
        var shown = feature.Histogram.Take(MaxBins).ToList();
        var width = Math.Max(4, shown.Select(b => b.Label.Length).DefaultIfEmpty(0).Max());
        yield return $"  {"bin".PadRight(width)}  {"reference", 10}  {"share p", 9}  {"current", 10}  {"share q", 9}  {"(q-p)ln(q/p)", 13}";
        foreach (var bin in shown)
        {
            var (p, q) = (
                Math.Max(bin.ReferenceShare, PopulationStability.DefaultFloor),
                Math.Max(bin.CurrentShare, PopulationStability.DefaultFloor)
            );
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {bin.Label.PadRight(width)}  {bin.ReferenceCount, 10}  {bin.ReferenceShare, 9:0.000000}  {bin.CurrentCount, 10}  "
                    + $"{bin.CurrentShare, 9:0.000000}  {(q - p) * Math.Log(q / p), 13:0.000000}"
            );
        }

        if (feature.Histogram.Count > MaxBins)
        {
            yield return $"  and {feature.Histogram.Count - MaxBins} more";
        }
    }

    private static IEnumerable<string> Measures(DriftFeature f)
    {
        yield return Line("PSI", f.Psi, "sum of the last column; shares below 0.0001 are raised to that value");
        yield return Line(
            "PSI by chance, 95 %",
            f.PsiNull95,
            string.Create(
                CultureInfo.InvariantCulture,
                $"(1/n + 1/m) · 0.95 quantile of chi-square, df = {Math.Max(0, (f.Bins ?? 0) - 1)}; bins that hold rows: {f.Bins}"
            )
        );
        yield return Line("Jensen-Shannon", f.JensenShannon, "√(½ Σ p·log2(p/m) + ½ Σ q·log2(q/m)), m = (p + q)/2");
        yield return Line("Hellinger", f.Hellinger, "√(½ Σ (√p − √q)²)");
        yield return Line("total variation", f.TotalVariation, "½ Σ |p − q|");
        yield return Line("L-infinity", f.LInfinity, "max |p − q|");
        if (f.KolmogorovSmirnov is { } ks)
        {
            yield return Line("KS", ks.Statistic, "largest |F − G| of the two distribution functions over all values");
            yield return $"  {"KS p-value", -20} {Numbers.Small(ks.PValue), 12}  {ks.Method}; adjusted for all columns "
                + $"{Numbers.Small(f.PValueAdjusted)}";
            yield return Line("Wasserstein", f.Wasserstein, "area between the two distribution functions, in the unit of the column");
            yield return Line(
                "  normalised",
                f.WassersteinNormalised,
                $"divided by the sd of the reference, {Numbers.General(f.Reference.Sd)}"
            );
            yield return Line("Cramér-von Mises", f.CramerVonMises, "n·m/N² · Σ (F − G)² over all values");
            yield return Line("Anderson-Darling", f.AndersonDarling, "Scholz-Stephens, mid-ranks, normalised");
        }

        if (f.ChiSquare is { } chi)
        {
            yield return Line(
                "chi-square",
                chi.Statistic,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Σ (observed − expected)²/expected, df = {chi.DegreesOfFreedom}; cells with fewer than 5 expected: "
                        + $"{chi.LowExpectedCells}"
                )
            );
            yield return $"  {"chi-square p-value", -20} {Numbers.Small(chi.PValue), 12}  adjusted for all columns "
                + $"{Numbers.Small(f.PValueAdjusted)}";
            yield return Line("Cramér's V", chi.CramersV, "√(chi-square / N)");
            yield return Line(
                "new categories",
                f.NewCategoryShare,
                f.NewCategories.Count == 0
                    ? "share of rows; none"
                    : "share of rows: " + string.Join(", ", f.NewCategories.Select(c => $"{c.Name} ({Numbers.Count(c.Count)})"))
            );
        }

        if (f.MissingShift is { } missing)
        {
            yield return Line("without a value", missing.Statistic, "|difference of the shares of rows without a usable value|");
            yield return $"  {"p-value", -20} {Numbers.Small(missing.PValue), 12}  Fisher's exact test, for many rows the z test; "
                + $"adjusted for all columns {Numbers.Small(missing.PValueAdjusted)}";
        }

        if (f.Shift is { } shift)
        {
            yield return Line("mean shift", shift.Mean, "(mean − mean of reference) / sd of reference");
        }

        if (f.ApproximationError is { } error)
        {
            yield return Line("approximation", error, "largest error of shares and of KS: the file was too large to keep every value");
        }
    }

    private static IEnumerable<string> Rule(DriftFeature f)
    {
        var options = DriftOptions.Default;
        var effect =
            f.Type == ColumnType.Numeric
                ? FormattableString.Invariant($"PSI ≥ {options.ModeratePsi} or KS ≥ {options.KolmogorovSmirnovEffect} or, ")
                    + FormattableString.Invariant($"with quantile bins, normalised Wasserstein ≥ {options.WassersteinEffect}")
                : FormattableString.Invariant(
                    $"PSI ≥ {options.ModeratePsi} or Cramér's V ≥ {options.CramersVEffect} or new categories ≥ {options.NewCategoryEffect}"
                );
        yield return $"rule: effect ({effect}) and significance (adjusted p < "
            + $"{options.Significance.ToString(CultureInfo.InvariantCulture)}) together "
            + $"mean drift; it is major at PSI {options.MajorPsi.ToString(CultureInfo.InvariantCulture)} or above.";
        if (f.MissingShift is not null)
        {
            yield return FormattableString.Invariant(
                $"rule: a share of rows without a usable value that moved by {options.ModerateMissing} "
            ) + FormattableString.Invariant($"and not by chance means drift; it is major at {options.MajorMissing} or above.");
        }
    }

    private static string Line(string name, double? value, string formula) => $"  {name, -20} {Numbers.Precise(value), 12}  {formula}";

    private static string Sample(ColumnSummary s) =>
        $"{Numbers.Count(s.Used)} used, {Numbers.Count(s.Missing)} missing, {Numbers.Count(s.Infinite)} infinite, "
        + $"{Numbers.Count(s.Invalid)} invalid"
        + (s.Distinct is { } distinct ? $", {Numbers.Count(distinct)} distinct" : string.Empty)
        + (
            s.Mean is null
                ? string.Empty
                : $"; mean {Numbers.General(s.Mean)}, sd {Numbers.General(s.Sd)}, from {Numbers.General(s.Min)} to {Numbers.General(s.Max)}"
        );
}
