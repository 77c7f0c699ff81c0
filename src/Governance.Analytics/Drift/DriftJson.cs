using System.Text.Json;
using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Analytics.RootCause;

namespace Governance.Analytics.Drift;

/// <summary>
/// Writes a <see cref="DriftResult"/> as JSON. Members that other programs rely on keep their names; an undefined number is null.
/// </summary>
public static class DriftJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="explained">Columns whose bins are written too; <see langword="null"/> for none.</param>
    public static void Write(DriftResult result, Utf8JsonWriter writer, IReadOnlyCollection<string>? explained = null)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("rows");
        writer.WriteNumber("reference", result.ReferenceRows);
        writer.WriteNumber("current", result.CurrentRows);
        writer.WriteEndObject();
        writer.WriteStartObject("schema");
        WriteStrings(writer, "missingColumns", result.MissingColumns);
        WriteStrings(writer, "addedColumns", result.AddedColumns);
        writer.WriteEndObject();
        if (result.Notes.Count > 0)
        {
            WriteStrings(writer, "notes", result.Notes);
        }
        writer.WriteStartArray("features");
        foreach (var feature in result.Features)
        {
            WriteFeature(writer, feature, explained?.Contains(feature.Name, StringComparer.Ordinal) == true);
        }
        writer.WriteEndArray();
        QualityJson.WriteChecks(writer, "quality", result.Quality);
        MultivariateJson.Write(writer, result.Multivariate);
        AttributionJson.Write(writer, result.Attribution);
        RootCauseJson.Write(writer, result.RootCause);
        writer.WriteStartObject("verdict");
        WriteStrings(writer, "drifted", result.Drifted);
        writer.WriteString("severity", result.Severity.ToWireName());
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteFeature(Utf8JsonWriter writer, DriftFeature feature, bool withBins)
    {
        writer.WriteStartObject();
        writer.WriteString("name", feature.Name);
        writer.WriteString("type", Word(feature.Type));
        writer.WriteString("verdict", feature.Verdict.ToWireName());
        WriteText(writer, "reason", feature.Reason);
        WriteSummary(writer, "reference", feature.Reference);
        WriteSummary(writer, "current", feature.Current);
        WriteText(writer, "binning", feature.Binning is { } kind ? Word(kind) : null);
        WriteNumber(writer, "bins", feature.Bins);
        WriteNumber(writer, "psi", feature.Psi);
        WriteNumber(writer, "psiNull95", feature.PsiNull95);
        WriteNumber(writer, "jensenShannon", feature.JensenShannon);
        WriteNumber(writer, "hellinger", feature.Hellinger);
        WriteNumber(writer, "totalVariation", feature.TotalVariation);
        WriteNumber(writer, "lInfinity", feature.LInfinity);
        WriteTests(writer, feature);
        WriteNumber(writer, "newCategoryShare", feature.NewCategoryShare);
        WriteStrings(writer, "newCategories", feature.NewCategories.Select(c => c.Name));
        WriteCounts(writer, "newCategoryCounts", feature.NewCategories);
        WriteStrings(writer, "vanishedCategories", feature.VanishedCategories.Select(c => c.Name));
        if (feature.Shift is { } shift)
        {
            writer.WriteStartObject("shift");
            WriteNumber(writer, "mean", shift.Mean);
            WriteNumber(writer, "sdRatio", shift.SdRatio);
            WriteNumber(writer, "median", shift.Median);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("shift");
        }
        WriteNumber(writer, "rowsNeeded", feature.RowsNeeded);
        if (feature.MissingShift is { } missing)
        {
            writer.WriteStartObject("missingShift");
            WriteNumber(writer, "statistic", missing.Statistic);
            WriteNumber(writer, "pValue", missing.PValue);
            WriteNumber(writer, "pValueAdjusted", missing.PValueAdjusted);
            writer.WriteEndObject();
        }
        if (feature.ApproximationError is { } error)
        {
            writer.WriteBoolean("approximate", true);
            WriteNumber(writer, "approximationError", error);
        }
        if (withBins)
        {
            WriteBins(writer, feature.Histogram);
        }
        writer.WriteStartObject("reasons");
        foreach (var (name, reason) in feature.Reasons)
        {
            writer.WriteString(name, reason);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteBins(Utf8JsonWriter writer, IEnumerable<HistogramBin> bins)
    {
        writer.WriteStartArray("histogram");
        foreach (var bin in bins)
        {
            writer.WriteStartObject();
            writer.WriteString("label", bin.Label);
            WriteNumber(writer, "lower", bin.Lower);
            WriteNumber(writer, "upper", bin.Upper);
            writer.WriteNumber("referenceCount", bin.ReferenceCount);
            writer.WriteNumber("currentCount", bin.CurrentCount);
            WriteNumber(writer, "referenceShare", bin.ReferenceShare);
            WriteNumber(writer, "currentShare", bin.CurrentShare);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteTests(Utf8JsonWriter writer, DriftFeature feature)
    {
        if (feature.KolmogorovSmirnov is { } ks)
        {
            writer.WriteStartObject("ks");
            WriteNumber(writer, "statistic", ks.Statistic);
            WriteNumber(writer, "pValue", ks.PValue);
            WriteNumber(writer, "pValueAdjusted", feature.PValueAdjusted);
            writer.WriteString("method", ks.Method);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("ks");
        }
        WriteNumber(writer, "wasserstein", feature.Wasserstein);
        WriteNumber(writer, "wassersteinNormalised", feature.WassersteinNormalised);
        if (feature.CramerVonMises is not null)
        {
            writer.WriteStartObject("cramerVonMises");
            WriteNumber(writer, "statistic", feature.CramerVonMises);
            WriteNumber(writer, "pValue", feature.CramerVonMisesPValue);
            writer.WriteEndObject();
            writer.WriteStartObject("andersonDarling");
            WriteNumber(writer, "statistic", feature.AndersonDarling);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("cramerVonMises");
            writer.WriteNull("andersonDarling");
        }
        if (feature.ChiSquare is { } chi)
        {
            writer.WriteStartObject("chiSquare");
            WriteNumber(writer, "statistic", chi.Statistic);
            WriteNumber(writer, "pValue", chi.PValue);
            WriteNumber(writer, "pValueAdjusted", feature.PValueAdjusted);
            writer.WriteNumber("degreesOfFreedom", chi.DegreesOfFreedom);
            WriteNumber(writer, "cramersV", chi.CramersV);
            writer.WriteNumber("lowExpectedCells", chi.LowExpectedCells);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("chiSquare");
        }
    }

    private static void WriteSummary(Utf8JsonWriter writer, string name, ColumnSummary summary)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("used", summary.Used);
        writer.WriteNumber("missing", summary.Missing);
        writer.WriteNumber("infinite", summary.Infinite);
        writer.WriteNumber("invalid", summary.Invalid);
        WriteNumber(writer, "distinct", summary.Distinct);
        WriteNumber(writer, "mean", summary.Mean);
        WriteNumber(writer, "sd", summary.Sd);
        WriteNumber(writer, "min", summary.Min);
        WriteNumber(writer, "max", summary.Max);
        WriteNumber(writer, "lowerQuartile", summary.LowerQuartile);
        WriteNumber(writer, "median", summary.Median);
        WriteNumber(writer, "upperQuartile", summary.UpperQuartile);
        if (summary is { Earliest: { } earliest, Latest: { } latest })
        {
            writer.WriteString("earliest", earliest);
            writer.WriteString("latest", latest);
        }
        writer.WriteEndObject();
    }

    internal static void WriteNumber(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    internal static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    internal static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, value);
        }
    }

    internal static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter writer, string name, IEnumerable<CategoryCount> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteNumberValue(value.Count);
        }
        writer.WriteEndArray();
    }

    private static string Word(ColumnType type) =>
        type switch
        {
            ColumnType.Numeric => "numeric",
            ColumnType.Categorical => "categorical",
            ColumnType.DateTime => "datetime",
            ColumnType.Unknown => "unknown",
        };

    private static string Word(BinningKind kind) =>
        kind switch
        {
            BinningKind.Quantile => "quantile",
            BinningKind.Value => "value",
            BinningKind.Category => "category",
        };
}
