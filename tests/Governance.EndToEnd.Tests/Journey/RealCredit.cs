extern alias cli;

using System.Globalization;
using System.Text.Json.Nodes;
using cli::Governance.Cli;
using Governance.Portal.Demo;
using Governance.Transparency;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>
/// The real credit model: its file, its decision log, and evidence made from them by the command line, as a pipeline would.
/// </summary>
internal sealed class RealCredit(string folder)
{
    public const string Version = "1.0.0";

    private readonly JsonNode _evaluated = Read(folder, "evaluation.json")["versions"]![Version]!;

    /// <summary>The folder, or null where there is none on this machine.</summary>
    public static string? Folder =>
        Environment.GetEnvironmentVariable("GOVERNANCE_REAL_DATA") is { Length: > 0 } root ? Path.Combine(root, "credit") : null;

    public string Artifact { get; } = Path.Combine(folder, "artifacts", $"credit-default-{Version}.json");

    public string Log { get; } = Path.Combine(folder, "predictions.csv.gz");

    /// <summary>Area under the curve as the makers of the data computed it.</summary>
    public double Auc => (double)_evaluated["metrics"]!["auc"]!;

    /// <summary>What the registry is told about the version.</summary>
    public JsonObject Manifest()
    {
        var packages = Read(folder, "dependencies.json")["packages"]!.AsArray();
        return new JsonObject
        {
            ["version"] = Version,
            ["artifact"] = new JsonObject
            {
                ["sha256"] = Digest(Artifact),
                ["sizeBytes"] = new FileInfo(Artifact).Length,
                ["mediaType"] = "application/json",
            },
            ["source"] = new JsonObject
            {
                ["repository"] = "https://git.bank.example/models/credit-default",
                ["commit"] = Digest(Artifact)[..40],
            },
            ["datasets"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "credit-decision-log",
                    ["version"] = "1",
                    ["sha256"] = Digest(Log),
                    ["role"] = "reference",
                },
                new JsonObject
                {
                    ["name"] = "credit-hold-out",
                    ["version"] = "1",
                    ["sha256"] = Digest(Log),
                    ["role"] = "test",
                }
            ),
            ["metrics"] = new JsonObject { ["auc"] = Auc, ["brier"] = (double)_evaluated["metrics"]!["brier"]! },
            ["dependencies"] = new JsonArray([
                .. packages.Select(p =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = (string?)p!["name"],
                            ["version"] = (string?)p["version"],
                            ["purl"] = (string?)p["purl"],
                            ["license"] = (string?)p["license"],
                        }
                ),
            ]),
        };
    }

    /// <summary>Every piece of evidence with its kind.</summary>
    public async Task<IReadOnlyList<(string Kind, JsonObject Payload)>> EvidenceAsync(CancellationToken ct)
    {
        using var windows = await WindowFiles.SplitAsync(Log, Version, ct);
        var reference = windows.Files[0].Path;
        return
        [
            ("validation", await AnalyseAsync(["analyze", "performance", "--data", reference], ct)),
            ("fairness", await AnalyseAsync(["analyze", "fairness", "--data", reference, "--protected", "sex,age_band,education"], ct)),
            ("robustness", About(Robustness())),
            (
                "explainability",
                About(
                    new JsonObject
                    {
                        ["methods"] = new JsonArray("occlusion"),
                        ["scope"] = new JsonArray("local"),
                        ["unit"] = "log-odds",
                    }
                )
            ),
            ("sbom", Components()),
            ("model-card", About(Read(folder, "model_card.json"))),
        ];
    }

    private JsonObject Robustness()
    {
        var measured = _evaluated["robustness"]!;
        return new JsonObject
        {
            ["method"] = "bounded random perturbation",
            ["perturbation"] = (string?)measured["perturbation"],
            ["rows"] = (int)measured["rows"]!,
            ["draws"] = (int)measured["draws"]!,
            ["meanFlipRate"] = (double)measured["mean_flip_rate"]!,
            ["rowsWithAnyFlip"] = (double)measured["rows_with_any_flip"]!,
        };
    }

    private JsonObject Components() =>
        new()
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["name"] = "credit-default",
                    ["version"] = Version,
                },
            },
            ["components"] = new JsonArray([
                new JsonObject
                {
                    ["type"] = "machine-learning-model",
                    ["name"] = "credit-default",
                    ["version"] = Version,
                    ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-256", ["content"] = Digest(Artifact) }),
                },
                .. Read(folder, "dependencies.json")["packages"]!
                    .AsArray()
                    .Select(p =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["type"] = "library",
                                ["name"] = (string?)p!["name"],
                                ["version"] = (string?)p["version"],
                                ["purl"] = (string?)p["purl"],
                                ["licenses"] = new JsonArray(
                                    new JsonObject { ["license"] = new JsonObject { ["id"] = (string?)p["license"] } }
                                ),
                            }
                    ),
            ]),
        };

    private async Task<JsonObject> AnalyseAsync(string[] command, CancellationToken ct)
    {
        using var result = new StringWriter(CultureInfo.InvariantCulture);
        using var words = new StringWriter(CultureInfo.InvariantCulture);
        var code = await CommandLineApp.RunAsync([.. command, "--format", "json"], new CliHost { Out = result, Error = words }, ct);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {code} {words}");
        return About(JsonNode.Parse(result.ToString())!.AsObject());
    }

    private JsonObject About(JsonObject payload)
    {
        payload["artifactSha256"] = Digest(Artifact);
        // The rows are a part of the log, which the version declares.
        payload["subject"] = new JsonObject { ["artifactSha256"] = Digest(Artifact), ["datasetSha256"] = Digest(Log) };
        return payload;
    }

    private static JsonObject Read(string folder, string file) => JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, file)))!.AsObject();

    private static string Digest(string file) => Sha256Hex.Of(File.ReadAllBytes(file));
}
