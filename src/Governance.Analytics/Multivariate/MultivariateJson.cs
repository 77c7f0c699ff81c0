using System.Text.Json;
using Governance.Analytics.Drift;

namespace Governance.Analytics.Multivariate;

/// <summary>Writes drift of several columns as JSON.</summary>
public static class MultivariateJson
{
    /// <summary>The verdict as it is written in JSON.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns><c>stable</c>, <c>drift</c>, <c>insufficient_data</c> or <c>not_run</c>.</returns>
    public static string ToWireName(this MultivariateVerdict verdict) =>
        verdict switch
        {
            MultivariateVerdict.Stable => "stable",
            MultivariateVerdict.Drift => "drift",
            MultivariateVerdict.InsufficientData => "insufficient_data",
            MultivariateVerdict.NotRun => "not_run",
        };

    /// <summary>Writes the member <c>multivariate</c>.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="result">The figures.</param>
    public static void Write(Utf8JsonWriter writer, MultivariateResult result)
    {
        writer.WriteStartObject("multivariate");
        writer.WriteString("verdict", result.Verdict.ToWireName());
        DriftJson.WriteText(writer, "reason", result.Reason);
        writer.WriteStartObject("rows");
        writer.WriteNumber("reference", result.ReferenceRows);
        writer.WriteNumber("current", result.CurrentRows);
        writer.WriteEndObject();
        WriteReconstruction(writer, result.Reconstruction);
        WriteCorrelation(writer, result.Correlation);
        WriteClassifier(writer, result.DomainClassifier);
        if (result.Discrepancy is { } discrepancy)
        {
            writer.WriteStartObject("maximumMeanDiscrepancy");
            DriftJson.WriteNumber(writer, "statistic", discrepancy.Statistic);
            DriftJson.WriteNumber(writer, "pValue", discrepancy.PValue);
            writer.WriteNumber("rows", discrepancy.Rows);
            writer.WriteBoolean("drift", discrepancy.IsDrift);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("maximumMeanDiscrepancy");
        }
        writer.WriteEndObject();
    }

    private static void WriteReconstruction(Utf8JsonWriter writer, ReconstructionResult? result)
    {
        if (result is null)
        {
            writer.WriteNull("pcaReconstruction");
            return;
        }
        writer.WriteStartObject("pcaReconstruction");
        writer.WriteNumber("components", result.Components);
        DriftJson.WriteNumber(writer, "varianceKept", result.VarianceKept);
        DriftJson.WriteNumber(writer, "reference", result.Reference);
        DriftJson.WriteNumber(writer, "current", result.Current);
        DriftJson.WriteNumber(writer, "low", result.Low);
        DriftJson.WriteNumber(writer, "high", result.High);
        writer.WriteBoolean("drift", result.IsDrift);
        writer.WriteEndObject();
    }

    private static void WriteCorrelation(Utf8JsonWriter writer, CorrelationResult? result)
    {
        if (result is null)
        {
            writer.WriteNull("correlation");
            return;
        }
        writer.WriteStartObject("correlation");
        writer.WriteNumber("pairs", result.Pairs);
        writer.WriteNumber("drifted", result.Drifted);
        writer.WriteStartArray("changes");
        foreach (var change in result.Changes)
        {
            writer.WriteStartObject();
            writer.WriteString("first", change.First);
            writer.WriteString("second", change.Second);
            DriftJson.WriteNumber(writer, "reference", change.Reference);
            DriftJson.WriteNumber(writer, "current", change.Current);
            DriftJson.WriteNumber(writer, "pValue", change.PValue);
            DriftJson.WriteNumber(writer, "pValueAdjusted", change.PValueAdjusted);
            writer.WriteBoolean("drift", change.IsDrift);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteClassifier(Utf8JsonWriter writer, DomainClassifierResult? result)
    {
        if (result is null)
        {
            writer.WriteNull("domainClassifier");
            return;
        }
        writer.WriteStartObject("domainClassifier");
        DriftJson.WriteNumber(writer, "auc", result.Auc);
        writer.WriteNumber("rows", result.Rows);
        writer.WriteBoolean("drift", result.IsDrift);
        writer.WriteStartArray("importances");
        foreach (var share in result.Importances)
        {
            writer.WriteStartObject();
            writer.WriteString("name", share.Name);
            DriftJson.WriteNumber(writer, "share", share.Share);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
