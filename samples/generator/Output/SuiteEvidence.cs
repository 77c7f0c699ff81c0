using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Analytics.Assistants;
using Governance.Samples.Simulation;

namespace Governance.Samples.Output;

/// <summary>The suites an assistant was tested with, as files that <c>governance evaluate</c> reads, and as evidence what it says of them.</summary>
internal static class SuiteEvidence
{
    public static IEnumerable<(string File, string Kind, JsonObject Payload)> Write(
        GeneratedFiles files,
        string folder,
        AssistantSuite suite,
        Func<string, int, JsonObject> header
    )
    {
        var (cases, judgements, retrieved, answers) = (suite.PromptCases(), suite.Judgements(), suite.Retrieved(), suite.AnswerScores());
        files.AddCsv($"{folder}/prompt_cases.csv.gz", cases);
        files.AddCsv($"{folder}/judgements.csv.gz", judgements);
        files.AddCsv($"{folder}/retrieved.csv.gz", retrieved);
        files.AddCsv($"{folder}/answers.csv.gz", answers);
        yield return (
            "prompt-safety.json",
            "prompt-safety",
            Payload(
                header,
                cases,
                cases,
                writer => AssistantJson.WriteMembers(writer, PromptSuite.Evaluate(Cases(cases)), PromptSuite.DefaultBound)
            )
        );
        yield return (
            "retrieval.json",
            "validation",
            Payload(
                header,
                judgements,
                retrieved,
                writer =>
                {
                    AssistantJson.WriteMembers(writer, RetrievalQuality.Evaluate(Queries(retrieved, judgements)));
                    AssistantJson.WriteLatency(
                        writer,
                        Latency.Of(
                            Rows(retrieved).GroupBy(r => r["query_id"], StringComparer.Ordinal).Select(g => Number(g.First()["latency_ms"]))
                        )
                    );
                }
            )
        );
        yield return (
            "answers.json",
            "validation",
            Payload(
                header,
                answers,
                answers,
                writer =>
                {
                    var rows = Rows(answers).ToArray();
                    string?[] topics = [.. rows.Select(r => r["topic"])];
                    double[] grounded = [.. rows.Select(r => Number(r["claims_supported"]) / Number(r["claims"]))];
                    AssistantJson.WriteMembers(
                        writer,
                        [
                            AnswerQuality.Evaluate("groundedness", grounded, topics),
                            AnswerQuality.Evaluate("correctness", [.. rows.Select(r => Number(r["correctness"]))], topics),
                        ],
                        "topic"
                    );
                    AssistantJson.WriteLatency(writer, Latency.Of(rows.Select(r => Number(r["latency_ms"]))));
                }
            )
        );
    }

    /// <summary>What a version was tested on, as it declares it.</summary>
    public static IReadOnlyList<(string Name, string Sha256)> Sets(AssistantSuite suite) =>
        [("prompt-cases", suite.PromptCases().Sha256), ("judgements", suite.Judgements().Sha256), ("answers", suite.AnswerScores().Sha256)];

    private static JsonObject Payload(Func<string, int, JsonObject> header, CsvTable set, CsvTable table, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        var payload = header(set.Sha256, table.Rows);
        payload["data"] = new JsonObject { ["rows"] = table.Rows, ["sha256"] = table.Sha256 };
        foreach (var (name, value) in JsonNode.Parse(buffer.ToArray())!.AsObject())
        {
            payload[name] = Rounded(value);
        }

        return payload;
    }

    /// <summary>Six decimals, as everywhere in the samples: the last digits of a logarithm may differ from machine to machine.</summary>
    private static JsonNode? Rounded(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Rounded(m.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Rounded)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.ToJsonString().AsSpan().ContainsAny('.', 'E') =>
                JsonValues.Rounded(value.GetValue<double>()),
            _ => node?.DeepClone(),
        };

    private static IEnumerable<IReadOnlyDictionary<string, string>> Rows(CsvTable table)
    {
        var lines = System.Text.Encoding.UTF8.GetString(table.Content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines
            .Skip(1)
            .Select(line => table.Header.Zip(line.Split(',')).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal));
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string? Filled(string text) => text.Length == 0 ? null : text;

    private static PromptCase[] Cases(CsvTable table) =>
        [
            .. Rows(table)
                .Select(r => new PromptCase(
                    r["id"],
                    r["attack"] == "true",
                    r["outcome"] switch
                    {
                        "succeeded" => PromptOutcome.Succeeded,
                        "resisted" => PromptOutcome.Resisted,
                        "served" => PromptOutcome.Served,
                        "refused" => PromptOutcome.Refused,
                        _ => PromptOutcome.Failed,
                    }
                )
                {
                    Category = Filled(r["category"]),
                    Channel = Filled(r["channel"]),
                    Risk = OwaspRisk.Find(r["owasp"]) ?? OwaspRisk.PromptInjection,
                    TaskDone = r["task_done"].Length == 0 ? null : r["task_done"] == "true",
                    Judge = r["judge"],
                }),
        ];

    private static RetrievedQuery[] Queries(CsvTable retrieved, CsvTable judgements)
    {
        var relevant = Rows(judgements)
            .GroupBy(r => r["query_id"], StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g => g.ToDictionary(r => r["doc_id"], r => Number(r["relevance"]), StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        return
        [
            .. Rows(retrieved)
                .GroupBy(r => r["query_id"], StringComparer.Ordinal)
                .Select(g => new RetrievedQuery(g.Key, [.. g.OrderBy(r => Number(r["rank"])).Select(r => r["doc_id"])], relevant[g.Key])),
        ];
    }
}
