using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Decisions.Reviews;
using Governance.Transparency;

namespace Governance.Portal.Demo;

/// <summary>
/// Sends the last rows of a sample's log of predictions as decisions, as the system that runs the model would, each marked as synthetic;
/// says before what may be stored of their inputs, and overrides some.
/// </summary>
internal sealed class DecisionSamples(
    ChangeDecisionPolicy policies,
    ChangeReviewRules rules,
    StoreDecisions store,
    OverrideDecision overrides
)
{
    private const int Rows = 300;
    private const int Attributions = 3;

    // Columns of the log that are no inputs of the model.
    private static readonly string[] s_others =
    [
        "decision_id",
        "timestamp",
        "window",
        "model_id",
        "model_version",
        "score",
        "predicted_label",
        "true_label",
        "label_timestamp",
    ];

    /// <summary>What the demo says about a model's decisions.</summary>
    /// <param name="Yes">The action above the threshold.</param>
    /// <param name="No">The action below.</param>
    /// <param name="Stored">Fields of the input that may be stored.</param>
    /// <param name="Masked">Fields of which only the presence is kept.</param>
    public sealed record Story(string Yes, string No, string[] Stored, string[] Masked)
    {
        /// <summary>Rules by which decisions go to a person, and who they are.</summary>
        public (ReviewRule[] Rules, string[] Reviewers)? Reviewed { get; init; }
    }

    /// <summary>Plays it.</summary>
    public async Task<Refusal?> RunAsync(SampleFolder samples, Story story, Actor officer, Action<string> say, CancellationToken ct)
    {
        if (samples.Predictions is not { } log)
        {
            return null;
        }

        var fields = story.Stored.ToDictionary(f => f, _ => FieldRule.Store, StringComparer.Ordinal);
        foreach (var masked in story.Masked)
        {
            fields[masked] = FieldRule.Mask;
        }

        var changed = await policies.RunAsync(officer, new(samples.Model, fields, MaskOutput: true, RetentionDays: 3_650), ct);
        if (changed.Refusal is { } refused)
        {
            return refused;
        }

        if (story.Reviewed is (var sent, var reviewers))
        {
            var truths = new Dictionary<string, string>(StringComparer.Ordinal) { ["1"] = story.Yes, ["0"] = story.No };
            var said = await rules.RunAsync(officer, new(samples.Model, sent, reviewers, 48, null, 0.1, truths), ct);
            if (said.Refusal is { } unruled)
            {
                return unruled;
            }
        }

        var decisions = Read(log, story, samples.Shift);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(decisions.Select(d => d.ToJsonString() + "\n"))));
        var stored = await store.RunAsync(Actor.Host, body, ct);
        if (stored.Refusal is { } refusal)
        {
            return refusal;
        }

        // Every fiftieth of those that went against someone: enough to see what an override looks like.
        var contested = decisions.Where(d => (string?)d["action"] == story.Yes).Where((_, i) => i % 25 == 0).Take(4).ToList();
        foreach (var (decision, i) in contested.Select((d, i) => (d, i)))
        {
            var given = await overrides.RunAsync(
                officer,
                new(
                    (string)decision["decisionId"]!,
                    story.No,
                    WireName.Of(i % 2 == 0 ? OverrideReason.NewInformation : OverrideReason.InputError),
                    i % 2 == 0 ? "Documents received later show otherwise." : "A field of the input was wrong."
                ),
                ct
            );
            if (given.Refusal is { } wrong)
            {
                return wrong;
            }
        }

        say($"{samples.Model}: {stored.Value.Accepted} synthetic decisions ({stored.Value.Batch}), {contested.Count} overridden");
        return null;
    }

    private static List<JsonObject> Read(string log, Story story, TimeSpan shift)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(log), CompressionMode.Decompress));
        var names = (file.ReadLine() ?? "").Split(',');
        var last = new Queue<string>(Rows + 1);
        while (file.ReadLine() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > Rows)
            {
                last.Dequeue();
            }
        }

        return
        [
            .. last.Select(line =>
                Decision(
                    names.Zip(SampleTimes.Move(line, shift).Split(',')).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal),
                    story
                )
            ),
        ];
    }

    private static JsonObject Decision(Dictionary<string, string> row, Story story)
    {
        var inputs = row.Where(c =>
            !s_others.Contains(c.Key, StringComparer.Ordinal) && !c.Key.StartsWith("attr", StringComparison.Ordinal) && c.Value.Length > 0
        );
        var action = row["predicted_label"] == "1" ? story.Yes : story.No;
        var id = row["decision_id"];
        return new JsonObject
        {
            ["decisionId"] = id,
            ["time"] = row["timestamp"],
            ["model"] = row["model_id"],
            ["version"] = row["model_version"],
            ["subject"] = "subject-" + Sha256Hex.Of(Encoding.UTF8.GetBytes(id))[..8],
            ["input"] = new JsonObject(inputs.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)Value(c.Value)))),
            ["output"] = new JsonObject { ["label"] = action, ["score"] = Number(row["score"]) },
            ["action"] = action,
            ["confidence"] = Number(row["score"]),
            ["topFeatures"] = new JsonArray([
                .. Enumerable
                    .Range(1, Attributions)
                    .Where(i => row.GetValueOrDefault($"attr{i}_feature") is { Length: > 0 })
                    .Select(i => new JsonObject
                    {
                        ["name"] = row[$"attr{i}_feature"],
                        ["value"] = Value(row[row[$"attr{i}_feature"]]),
                        ["attribution"] = Number(row[$"attr{i}_value"]),
                    }),
            ]),
            ["synthetic"] = true,
        };
    }

    private static JsonValue Value(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
