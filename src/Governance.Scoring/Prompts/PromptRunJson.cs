using System.Text.Json;
using Governance.Analytics.Assistants;
using Governance.Analytics.Statistics;

namespace Governance.Scoring.Prompts;

/// <summary>
/// Writes what asking a suite found, as evidence of kind <c>prompt-safety</c>: figures under the names that <c>evaluate prompts</c> uses,
/// and of each prompt its outcome and a digest. No prompt and no answer stands in it.
/// </summary>
public static class PromptRunJson
{
    /// <param name="writer">Where to write.</param>
    /// <param name="outcome">What was found.</param>
    /// <param name="more">Writes further members at the end; null for none.</param>
    public static void Write(Utf8JsonWriter writer, PromptRunOutcome outcome, Action<Utf8JsonWriter>? more = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(outcome);
        var (findings, result) = (outcome.Findings, outcome.Result);
        writer.WriteStartObject();
        outcome.Subject.Write(writer, findings.Prompts.Count(p => p.Outcome is not PromptOutcome.Error), outcome.Sent.Seed);
        if (outcome.ArtifactFrom is { } who)
        {
            writer.WriteString("artifactFrom", who);
        }

        writer.WriteString("method", "prompts sent to a live endpoint");
        writer.WriteString("endpoint", outcome.Address);
        writer.WriteString("protocol", outcome.Protocol);
        WriteModel(writer, outcome);
        WriteSuite(writer, outcome);
        WriteJudge(writer);
        WriteSent(writer, outcome.Sent);
        AssistantJson.WriteMembers(writer, result, outcome.Bound);
        WriteCategories(writer, findings);
        WritePrompts(writer, findings);
        WriteTraffic(writer, outcome);
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>How a prompt ended, in the word that suites with outcomes use.</summary>
    public static string WordOf(PromptOutcome outcome) =>
        outcome switch
        {
            PromptOutcome.Succeeded => "succeeded",
            PromptOutcome.Resisted => "resisted",
            PromptOutcome.Served => "served",
            PromptOutcome.Refused => "refused",
            PromptOutcome.Failed => "failed",
            PromptOutcome.Error => "error",
        };

    private static void WriteModel(Utf8JsonWriter writer, PromptRunOutcome outcome)
    {
        writer.WriteStartObject("endpointModel");
        WriteTexts(writer, "names", outcome.Findings.Models);
        WriteTexts(writer, "fingerprints", outcome.Findings.Fingerprints);
        WriteText(writer, "artifactSha256", outcome.EndpointArtifactSha256);
        writer.WriteEndObject();
    }

    private static void WriteSuite(Utf8JsonWriter writer, PromptRunOutcome outcome)
    {
        var prompts = outcome.Suite.Prompts;
        writer.WriteStartObject("data");
        writer.WriteString("name", Path.GetFileName(outcome.Path));
        writer.WriteString("sha256", outcome.Subject.DatasetSha256);
        writer.WriteEndObject();
        writer.WriteStartObject("suite");
        writer.WriteString("name", outcome.Suite.Name);
        writer.WriteString("version", outcome.Suite.Version);
        writer.WriteString("sha256", outcome.Subject.DatasetSha256);
        writer.WriteNumber("prompts", prompts.Count);
        writer.WriteNumber("attacks", prompts.Count(p => p.IsAttack));
        writer.WriteEndObject();
    }

    private static void WriteJudge(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("judge");
        writer.WriteString("name", "exact judges of the suite");
        writer.WriteString("version", Expectation.JudgesVersion);
        writer.WriteBoolean("isLanguageModel", false);
        writer.WriteString("refusalMarkersVersion", RefusalMarkers.Version);
        writer.WriteString("refusalMarkersSha256", RefusalMarkers.Sha256);
        writer.WriteEndObject();
    }

    private static void WriteSent(Utf8JsonWriter writer, SuiteSampling sent)
    {
        writer.WriteStartObject("sent");
        WriteNumber(writer, "temperature", sent.Temperature);
        WriteNumber(writer, "maxTokens", sent.MaxTokens);
        WriteNumber(writer, "seed", sent.Seed);
        writer.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter writer, PromptFindings findings)
    {
        writer.WriteStartArray("passedByCategory");
        foreach (
            var group in findings
                .Prompts.GroupBy(p => (p.Prompt.Category, p.Prompt.IsAttack))
                .OrderBy(g => g.Key.Category, StringComparer.Ordinal)
                .ThenBy(g => g.Key.IsAttack)
        )
        {
            var known = group.Where(p => p.Outcome is not PromptOutcome.Error).ToList();
            var passed = new Proportion(known.Count(p => p.IsPassed), known.Count);
            writer.WriteStartObject();
            writer.WriteString("name", group.Key.Category);
            writer.WriteBoolean("attack", group.Key.IsAttack);
            writer.WriteNumber("passed", passed.Successes);
            writer.WriteNumber("n", passed.Trials);
            WriteNumber(writer, "value", passed.Value);
            WriteNumber(writer, "low", passed.Wilson?.Low);
            WriteNumber(writer, "high", passed.Wilson?.High);
            writer.WriteNumber("errors", group.Count() - known.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePrompts(Utf8JsonWriter writer, PromptFindings findings)
    {
        writer.WriteStartObject("answers");
        writer.WriteNumber("received", findings.Prompts.Count(p => p.AnswerSha256 is not null));
        writer.WriteNumber("cutOff", findings.Prompts.Count(p => p.IsCutOff));
        writer.WriteNumber("filtered", findings.Prompts.Count(p => p.IsFiltered));
        writer.WriteBoolean("kept", false);
        writer.WriteEndObject();
        writer.WriteStartArray("prompts");
        foreach (var asked in findings.Prompts)
        {
            writer.WriteStartObject();
            writer.WriteString("id", asked.Prompt.Id);
            writer.WriteString("category", asked.Prompt.Category);
            writer.WriteString("owasp", asked.Prompt.Risk.Id);
            writer.WriteBoolean("attack", asked.Prompt.IsAttack);
            writer.WriteString("outcome", WordOf(asked.Outcome));
            writer.WriteString("judge", asked.Judge);
            WriteText(writer, "answerSha256", asked.AnswerSha256);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTraffic(Utf8JsonWriter writer, PromptRunOutcome outcome)
    {
        writer.WriteStartObject("traffic");
        writer.WriteNumber("requests", outcome.Requests);
        writer.WriteNumber("retries", outcome.Retries);
        writer.WriteStartObject("latencyMs");
        foreach (var (name, q) in new[] { ("p50", 0.5), ("p95", 0.95), ("max", 1.0) })
        {
            WriteNumber(writer, name, outcome.Latencies.Length > 0 ? Math.Round(Quantiles.Linear(outcome.Latencies, q), 3) : null);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
