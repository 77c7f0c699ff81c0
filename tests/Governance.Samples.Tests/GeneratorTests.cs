using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Samples.Catalog;
using Governance.Samples.Output;
using Governance.Samples.Verification;
using Governance.Testing;

namespace Governance.Samples.Tests;

public sealed class GeneratorTests : IDisposable
{
    private static readonly Lazy<GeneratedFiles> s_generated = new(SampleBuilder.BuildAll);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("governance-samples-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// In every run they are built once, and are the committed ones (<see cref="Verify_CommittedSamples_FindsNothing"/>).
    /// </summary>
    [WholeFact]
    public void BuildAll_RunTwice_GivesTheSameBytes()
    {
        var first = s_generated.Value.Files;
        var second = SampleBuilder.BuildAll().Files;

        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, f => Assert.True(f.Value.AsSpan().SequenceEqual(second[f.Key]), f.Key));
    }

    [Fact]
    public void BuildAll_CompressedFiles_CarryNoTimeStampAndNoOperatingSystem()
    {
        foreach (var (path, content) in s_generated.Value.Files.Where(f => f.Key.EndsWith(".gz", StringComparison.Ordinal)))
        {
            Assert.True(content.AsSpan(4, 4).SequenceEqual(new byte[4]), path);
            Assert.Equal(255, content[9]);
        }
    }

    [Fact]
    public async Task Verify_CommittedSamples_FindsNothing() =>
        Assert.Empty(await FolderVerifier.VerifyAsync(SamplesFolder.Path, s_generated.Value, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Verify_OneFigureChanged_NamesTheFile()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await s_generated.Value.WriteAsync(_folder.FullName, cancellation);
        var file = Path.Combine(_folder.FullName, "ids", "model_card.json");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file, cancellation)).Replace("0.", "1.", StringComparison.Ordinal),
            cancellation
        );

        var findings = await FolderVerifier.VerifyAsync(_folder.FullName, s_generated.Value, cancellation);

        Assert.Equal("ids/model_card.json: differs from what the generator writes.", Assert.Single(findings));
    }

    [Fact]
    public async Task LogChecker_ArtifactOtherThanTheOneThatScored_NamesDecisionsAndEvidence()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await s_generated.Value.WriteAsync(_folder.FullName, cancellation);
        var file = Path.Combine(_folder.FullName, "ids", "artifacts", "netflow-detector-1.0.0.json");
        var artifact = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellation))!;
        artifact["intercept"] = artifact["intercept"]!.GetValue<double>() + 0.01;
        await File.WriteAllTextAsync(file, artifact.ToJsonString(), cancellation);

        var findings = new List<string>();
        await new LogChecker(_folder.FullName, "ids", findings).CheckAsync(cancellation);

        Assert.Contains(findings, f => f.StartsWith("ids 1.0.0 net-00", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.StartsWith("ids 1.1.0", StringComparison.Ordinal));
    }

    [Fact]
    public void CreditVersions_ParityBySex_OnlyTheVersionWithCareerBreaksFails()
    {
        var fairness = new[] { "2.0.0", "2.1.0", "2.2.0" }.ToDictionary(v => v, Parity);
        var auc = new[] { "2.0.0", "2.1.0", "2.2.0" }.ToDictionary(
            v => v,
            v => SamplesFolder.Read($"credit/evidence/{v}/validation.json")["auc"]!.GetValue<double>()
        );

        Assert.InRange(fairness["2.0.0"], 0, 0.1);
        Assert.InRange(fairness["2.1.0"], 0.1001, 1);
        Assert.InRange(fairness["2.2.0"], 0, 0.1);
        Assert.True(auc["2.1.0"] > auc["2.2.0"] && auc["2.2.0"] > auc["2.0.0"]);
    }

    // A reader of a rate has to know of which prediction it is: the credit model's is that of declines.
    [Theory]
    [InlineData("credit", "2.0.0")]
    [InlineData("credit", "2.1.0")]
    [InlineData("credit", "2.2.0")]
    [InlineData("pricing", "1.0.0")]
    [InlineData("pricing", "1.1.0")]
    public void FairnessEvidence_SelectionRate_IsThatOfTheOutcomeItNames(string folder, string version)
    {
        var fairness = SamplesFolder.Read($"{folder}/evidence/{version}/fairness.json");
        var confusion = SamplesFolder.Read($"{folder}/evidence/{version}/validation.json")["confusion"]!;
        var groups = fairness["attributes"]!.AsArray().Single(a => a!["attribute"]!.GetValue<string>() == "sex")!["groups"]!.AsArray();
        var selected = groups.Sum(g => g!["count"]!.GetValue<long>() * g["selectionRate"]!["value"]!.GetValue<double>());

        Assert.StartsWith("predicted_label = 0 (", fairness["favourableOutcome"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("predicted_label = 1 (", fairness["selectedOutcome"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(confusion["tp"]!.GetValue<long>() + confusion["fp"]!.GetValue<long>(), selected, 0.01);
    }

    [Theory]
    [InlineData("ids")]
    [InlineData("credit")]
    [InlineData("pricing")]
    [InlineData("assistant")]
    public void Evidence_OfEveryVersion_IsRecentOnTheDayOfTheDemo(string folder)
    {
        var day = new DateTimeOffset(2026, 11, 15, 0, 0, 0, TimeSpan.Zero);
        foreach (var version in Directory.EnumerateDirectories(Path.Combine(SamplesFolder.Path, folder, "evidence")))
        {
            var manifest = SamplesFolder.Read(Path.Combine(version, "manifest.json"));
            foreach (var item in manifest["evidence"]!.AsArray())
            {
                var produced = DateTimeOffset.Parse(item!["producedAt"]!.GetValue<string>(), CultureInfo.InvariantCulture);
                Assert.InRange((day - produced).TotalDays, 0, 60);
                Assert.True(File.Exists(Path.Combine(version, item["file"]!.GetValue<string>())));
            }
        }
    }

    // The first release falls to more attacks than a bound of 0.05 allows; the second, with reranking and a filter, does not and finds
    // more.
    [Fact]
    public void AssistantVersions_PromptSuite_OnlyTheSecondKeepsTheBound()
    {
        var (first, second) = (
            SamplesFolder.Read("assistant/evidence/1.0.0/prompt-safety.json"),
            SamplesFolder.Read("assistant/evidence/1.1.0/prompt-safety.json")
        );

        Assert.Equal("fail", first["verdict"]!.GetValue<string>());
        Assert.Equal("ok", second["verdict"]!.GetValue<string>());
        Assert.Equal("LLM01:2025", second["owasp"]!["id"]!.GetValue<string>());
        Assert.True(Recall("1.1.0") > Recall("1.0.0"));
    }

    private static double Recall(string version) =>
        SamplesFolder.Read($"assistant/evidence/{version}/retrieval.json")["metrics"]!["recallAt10"]!["value"]!.GetValue<double>();

    private static double Parity(string version) =>
        SamplesFolder.Read($"credit/evidence/{version}/fairness.json")["attributes"]!
            .AsArray()
            .Single(a => a!["attribute"]!.GetValue<string>() == "sex")!["demographicParityDifference"]!["minimumSize"]!.GetValue<double>();
}
