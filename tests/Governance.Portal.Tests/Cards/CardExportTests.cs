using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Portal.Tests.Documents;
using Governance.Portal.Tests.Reports;
using YamlDotNet.Serialization;

namespace Governance.Portal.Tests.Cards;

/// <summary>
/// What foreign programs read of a model card: the members CycloneDX 1.7 allows and no others, and front matter as the Hugging Face hub
/// takes it.
/// </summary>
public sealed partial class CardExportTests
{
    // The members of the schema that a card can need; additionalProperties is false throughout.
    private static readonly Dictionary<string, string[]> s_members = new(StringComparer.Ordinal)
    {
        [""] = ["bomFormat", "specVersion", "serialNumber", "version", "metadata", "components"],
        ["metadata"] = ["timestamp", "component"],
        ["metadata.component"] = ["type", "bom-ref", "name", "version", "hashes", "modelCard"],
        ["hashes[]"] = ["alg", "content"],
        ["modelCard"] = ["bom-ref", "modelParameters", "quantitativeAnalysis", "considerations", "properties"],
        ["modelParameters"] = ["approach", "task", "architectureFamily", "modelArchitecture", "datasets", "inputs", "outputs"],
        ["datasets[]"] = ["ref"],
        ["quantitativeAnalysis"] = ["performanceMetrics", "graphics"],
        ["performanceMetrics[]"] = ["type", "value", "slice", "confidenceInterval"],
        ["confidenceInterval"] = ["lowerBound", "upperBound"],
        ["considerations"] =
        [
            "users",
            "useCases",
            "technicalLimitations",
            "performanceTradeoffs",
            "ethicalConsiderations",
            "environmentalConsiderations",
            "fairnessAssessments",
        ],
        ["ethicalConsiderations[]"] = ["name", "mitigationStrategy"],
        ["properties[]"] = ["name", "value"],
        ["components[]"] = ["type", "bom-ref", "name", "version", "hashes", "data"],
        ["data[]"] = ["type", "name", "contents", "classification", "sensitiveData", "governance"],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CycloneDx_HasOnlyMembersOfTheSchema_AndEveryNumberOfAMetricAsText()
    {
        await using var scene = await SceneAsync();
        using var bom = JsonDocument.Parse(await ExportAsync(scene, "json"));
        var root = bom.RootElement;

        Assert.Equal(
            ("CycloneDX", "1.7", 1),
            (root.GetProperty("bomFormat").GetString(), root.GetProperty("specVersion").GetString(), root.GetProperty("version").GetInt32())
        );
        Assert.Matches(
            "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
            root.GetProperty("serialNumber").GetString()
        );
        Check(root, "");
        var card = root.GetProperty("metadata").GetProperty("component").GetProperty("modelCard");
        var metrics = card.GetProperty("quantitativeAnalysis").GetProperty("performanceMetrics").EnumerateArray().ToList();
        Assert.NotEmpty(metrics);
        Assert.Contains(metrics, m => m.TryGetProperty("confidenceInterval", out _));
        Assert.All(metrics, m => AllText(m));
        Assert.All(
            card.GetProperty("properties").EnumerateArray(),
            p => Assert.StartsWith("governance:", p.GetProperty("name").GetString(), StringComparison.Ordinal)
        );
        Assert.All(card.GetProperty("properties").EnumerateArray(), p => AllText(p));
        var references = root.GetProperty("components")
            .EnumerateArray()
            .Select(c => c.GetProperty("bom-ref").GetString())
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(
            card.GetProperty("modelParameters").GetProperty("datasets").EnumerateArray(),
            d => Assert.Contains(d.GetProperty("ref").GetString(), references)
        );
        Assert.All(root.GetProperty("components").EnumerateArray(), c => Assert.Equal("data", c.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("Apache-2.0", "apache-2.0", null)]
    [InlineData("Ours: \"internal\" use only", "other", "Ours: \"internal\" use only")]
    public async Task FrontMatter_IsYamlTheHubUnderstands(string licence, string expected, string? name)
    {
        await using var scene = await SceneAsync(licence);

        var text = await ExportAsync(scene, "markdown");

        var matter = FrontMatter().Match(text).Groups[1].Value;
        var card = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(matter);
        Assert.Equal(expected, card["license"]);
        Assert.Equal(name, card.GetValueOrDefault("license_name"));
        Assert.All((List<object>)card["datasets"], d => Assert.IsType<string>(d));
        var index = (Dictionary<object, object>)Assert.Single((List<object>)card["model-index"]);
        Assert.Equal("credit-default@2.0.0", index["name"]);
        var result = (Dictionary<object, object>)Assert.Single((List<object>)index["results"]);
        Assert.True(((Dictionary<object, object>)result["task"]).ContainsKey("type"));
        Assert.Equal(["type", "name"], ((Dictionary<object, object>)result["dataset"]).Keys.Cast<string>());
        var metrics = ((List<object>)result["metrics"]).Cast<Dictionary<object, object>>().ToList();
        Assert.Equal(((List<object>)card["metrics"]).Cast<string>(), metrics.Select(m => (string)m["type"]));
        Assert.All(
            metrics,
            m => Assert.True(double.TryParse((string)m["value"], System.Globalization.CultureInfo.InvariantCulture, out _))
        );
    }

    private static void Check(JsonElement element, string path)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            Assert.All(element.EnumerateArray(), item => Check(item, $"{path}[]"));
        }
        else if (element.ValueKind is JsonValueKind.Object)
        {
            var allowed = s_members[path];
            foreach (var member in element.EnumerateObject())
            {
                Assert.True(
                    allowed.Contains(member.Name, StringComparer.Ordinal),
                    $"{path} has the member {member.Name}, which the schema does not allow."
                );
                Assert.NotEqual(JsonValueKind.Null, member.Value.ValueKind);
                Check(member.Value, member.Name == "component" ? "metadata.component" : member.Name);
            }
        }
    }

    private static void AllText(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.Object)
            {
                AllText(member.Value);
            }
            else
            {
                Assert.Equal(JsonValueKind.String, member.Value.ValueKind);
            }
        }
    }

    private static async Task<DocumentsScene> SceneAsync(string licence = "Apache-2.0")
    {
        var scene = new DocumentsScene();
        await scene.InitializeAsync();
        using var content = new StringContent(
            JsonSerializer.Serialize(
                new
                {
                    texts = new
                    {
                        licence,
                        limitations = "Few.\n\nOne more.",
                        ethicalConsiderations = "None known.",
                        architecture = "Logistic regression.",
                        users = "Officers.",
                    },
                }
            ),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var written = await scene.Reports.Engineer.PutAsync("/api/v1/models/credit-default/versions/2.0.0/card/texts", content, Ct);
        Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Ct));
        return scene;
    }

    private static Task<string> ExportAsync(DocumentsScene scene, string format) =>
        scene.Reports.Engineer.GetStringAsync(
            $"/api/v1/models/{ReportsScene.Model}/versions/{DocumentsScene.Version}/card/export?format={format}",
            Ct
        );

    [GeneratedRegex("\\A---\n(.*?)\n---\n", RegexOptions.Singleline, 1000)]
    private static partial Regex FrontMatter();
}
