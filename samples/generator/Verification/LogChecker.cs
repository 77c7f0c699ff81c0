using System.Text.Json.Nodes;
using Governance.Samples.Data;
using Governance.Samples.Models;
using Governance.Samples.Output;
using Governance.Samples.Statistics;

namespace Governance.Samples.Verification;

/// <summary>Computes scores, attributions and hold-out figures again from the files of one folder alone.</summary>
internal sealed class LogChecker(string root, string folder, List<string> findings)
{
    private const int MostFindings = 20;
    private const double AttributionTolerance = 0.00006;

    public async Task CheckAsync(CancellationToken cancellation)
    {
        var decisions = await CsvLog.ReadAsync(At("predictions.csv.gz"), cancellation);
        var shadows = await CsvLog.ReadAsync(At("shadow_predictions.csv.gz"), cancellation);
        var inputs = decisions.Rows.ToDictionary(r => decisions.Text(r, "decision_id"), StringComparer.Ordinal);
        var evaluation = await ReadAsync("evaluation.json", cancellation);
        foreach (var (version, figures) in evaluation["versions"]!.AsObject())
        {
            var path = figures!["artifact"]!.GetValue<string>();
            var artifact = await File.ReadAllBytesAsync(Path.Combine(root, path), cancellation);
            var (model, features) = ArtifactReader.Read(artifact);
            var inUse = decisions.Text(decisions.Rows[0], "model_version") == version;
            var log = inUse ? decisions : shadows;
            var rows = log.Rows.Where(r => log.Text(r, "model_version") == version).ToArray();
            CheckScores(version, model, features, log, rows, decisions, inputs);
            var holdout = rows.Where(r => log.Text(r, "window") == "reference")
                .Select(r =>
                    (
                        Decision: inputs[log.Text(r, "decision_id")],
                        Row: new ScoredLabel(
                            log.Number(r, "score"),
                            (int)log.Number(r, "predicted_label"),
                            Label(decisions, inputs[log.Text(r, "decision_id")])
                        )
                    )
                )
                .ToArray();
            var performance = new Performance([.. holdout.Select(h => h.Row)]);
            Compare($"evaluation.json versions.{version}.metrics", EvaluationDocument.Metrics(performance), figures["metrics"]);
            await CheckEvidenceAsync(version, artifact, performance, cancellation);
            if (figures["fairness"] is JsonObject fairness)
            {
                foreach (var (attribute, expected) in fairness)
                {
                    var recomputed = new FairnessAttribute(attribute, holdout.Select(h => (decisions.Text(h.Decision, attribute), h.Row)));
                    Compare(
                        $"evaluation.json versions.{version}.fairness.{attribute}",
                        EvaluationDocument.Differences(recomputed),
                        expected
                    );
                }
            }
        }
    }

    private static int Label(CsvLog decisions, string[] row) => (int)decisions.Number(row, "true_label");

    private static SampleRow Inputs(FeatureSet features, CsvLog decisions, string[] row) =>
        new()
        {
            Numbers = [.. features.Features.Select(f => f.IsNumeric ? decisions.Number(row, f.Name) : double.NaN)],
            Levels = [.. features.Features.Select(f => f.IsNumeric ? "" : decisions.Text(row, f.Name))],
            Label = 0,
            Tag = "",
        };

    private string At(string file) => Path.Combine(root, folder, file);

    private async Task<JsonObject> ReadAsync(string file, CancellationToken cancellation) =>
        JsonNode.Parse(await File.ReadAllBytesAsync(At(file), cancellation))!.AsObject();

    private void CheckScores(
        string version,
        ScoringModel model,
        FeatureSet features,
        CsvLog log,
        string[][] rows,
        CsvLog decisions,
        Dictionary<string, string[]> inputs
    )
    {
        foreach (var row in rows)
        {
            var id = log.Text(row, "decision_id");
            var input = Inputs(features, decisions, inputs[id]);
            if (!model.Score(input).Equals(log.Number(row, "score")) || model.Predict(input) != (int)log.Number(row, "predicted_label"))
            {
                Add($"{folder} {version} {id}: the artifact gives {model.Score(input)}, the log says {log.Text(row, "score")}.");
            }

            var attribution = model.Attributions(input).MaxBy(a => Math.Abs(a.Value))!;
            if (Math.Abs(attribution.Value - log.Number(row, "attr1_value")) > AttributionTolerance)
            {
                Add($"{folder} {version} {id}: the strongest attribution is {attribution}, the log says {log.Text(row, "attr1_value")}.");
            }
        }
    }

    private async Task CheckEvidenceAsync(string version, byte[] artifact, Performance performance, CancellationToken cancellation)
    {
        var sha256 = Digest.Sha256(artifact);
        var evidence = $"evidence/{version}";
        var validation = await ReadAsync($"{evidence}/validation.json", cancellation);
        var registration = await ReadAsync($"{evidence}/version.json", cancellation);
        var sbom = await ReadAsync($"{evidence}/sbom.cdx.json", cancellation);
        var named = new[]
        {
            validation["subject"]!["sha256"]!,
            registration["artifact"]!["sha256"]!,
            sbom["components"]!.AsArray().Single(c => c!["type"]!.GetValue<string>() == "machine-learning-model")!["hashes"]![0]![
                "content"
            ]!,
        };
        if (named.Any(n => n.GetValue<string>() != sha256) || registration["artifact"]!["sizeBytes"]!.GetValue<long>() != artifact.Length)
        {
            Add($"{folder} {version}: the evidence names another artifact than {sha256}.");
        }

        Compare($"{evidence}/validation.json auc", JsonValues.Rounded(performance.Auc), validation["auc"]);
        Compare($"{evidence}/validation.json ece", JsonValues.Rounded(performance.CalibrationError), validation["ece"]);
        Compare($"{evidence}/validation.json fnr", JsonValues.BoundsWithCount(performance.FalseNegativeRate), validation["fnr"]);
        Compare($"{evidence}/version.json fpr", JsonValues.BoundsWithCount(performance.FalsePositiveRate), registration["metrics"]!["fpr"]);
    }

    /// <summary>Every member of what was computed has to be in the file with the same number.</summary>
    private void Compare(string place, JsonNode? computed, JsonNode? found)
    {
        if (computed is JsonObject members && found is JsonObject other)
        {
            foreach (var (name, value) in members)
            {
                Compare($"{place}.{name}", value, other[name]);
            }
        }
        else if (computed?.ToJsonString() != found?.ToJsonString())
        {
            Add($"{folder}/{place}: computed {computed?.ToJsonString() ?? "null"}, found {found?.ToJsonString() ?? "null"}.");
        }
    }

    private void Add(string finding)
    {
        if (findings.Count < MostFindings)
        {
            findings.Add(finding);
        }
    }
}
