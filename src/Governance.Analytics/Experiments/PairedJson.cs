using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Performance;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Experiments;

/// <summary>Writes paired comparisons as JSON.</summary>
public static class PairedJson
{
    /// <summary>Writes the members of the comparison.</summary>
    /// <param name="writer">Where to write, inside an object.</param>
    /// <param name="comparison">The figures.</param>
    public static void Write(Utf8JsonWriter writer, PairedComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(comparison);
        writer.WriteNumber("rows", comparison.Rows);
        writer.WriteStartObject("unpaired");
        writer.WriteNumber("champion", comparison.ChampionUnpaired);
        writer.WriteNumber("challenger", comparison.ChallengerUnpaired);
        writer.WriteEndObject();
        if (comparison.Period is { } period)
        {
            writer.WriteStartObject("period");
            writer.WriteString("from", period.From.UtcDateTime);
            writer.WriteString("to", period.To.UtcDateTime);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("period");
        }
        writer.WriteNumber("agree", comparison.Agreement.Successes);
        PerformanceJson.WriteProportion(writer, "agreement", comparison.Agreement);
        writer.WriteNumber("labelled", comparison.Labelled);
        writer.WriteNumber("bothRight", comparison.BothRight);
        writer.WriteNumber("onlyChampion", comparison.OnlyChampion);
        writer.WriteNumber("onlyChallenger", comparison.OnlyChallenger);
        PerformanceJson.WriteProportion(writer, "championAccuracy", comparison.ChampionRight);
        PerformanceJson.WriteProportion(writer, "challengerAccuracy", comparison.ChallengerRight);
        DriftJson.WriteNumber(writer, "difference", comparison.Difference);
        Interval(writer, comparison.DifferenceInterval);
        writer.WriteBoolean("byCluster", comparison.ByCluster);
        DriftJson.WriteNumber(writer, "mcNemarExact", comparison.McNemarExact);
        DriftJson.WriteNumber(writer, "mcNemarMidP", comparison.McNemarMidP);
        if (comparison.Auc is not { } auc)
        {
            writer.WriteNull("auc");
            return;
        }
        writer.WriteStartObject("auc");
        DriftJson.WriteNumber(writer, "champion", auc.Champion);
        DriftJson.WriteNumber(writer, "challenger", auc.Challenger);
        DriftJson.WriteNumber(writer, "difference", auc.Difference);
        DriftJson.WriteNumber(writer, "standardError", auc.StandardError);
        Interval(writer, auc.Interval);
        DriftJson.WriteNumber(writer, "pValue", auc.PValue);
        if (auc.SmallerClass > 0)
        {
            writer.WriteNumber("smallerClass", auc.SmallerClass);
        }
        writer.WriteEndObject();
    }

    private static void Interval(Utf8JsonWriter writer, Interval? interval)
    {
        DriftJson.WriteNumber(writer, "low", interval?.Low);
        DriftJson.WriteNumber(writer, "high", interval?.High);
    }
}
