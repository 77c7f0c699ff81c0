using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Validation;

/// <summary>What a validation says it measured, and for which parts of the rows.</summary>
public sealed class ValidateSubjectTests(ScoringServer server) : IClassFixture<ScoringServer>, IDisposable
{
    private const string Artifact = "7d367077fd26375054f2bd14df5e3fb79926cc9058a07c783a92149c0eb488ce";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Validate_EndpointThatNamesItsArtifact_IsBelievedAndContradictedByNoOne()
    {
        string[] args = [.. Args("kserve-v2", "/v2/models/named"), "--features", "a,b,c,region", "--checks", "performance"];

        var json = await JsonAsync(args);

        Assert.Equal("endpoint", json.GetProperty("artifactFrom").GetString());
        Assert.Equal(Artifact, json.GetProperty("subject").GetProperty("artifactSha256").GetString());
        Assert.Equal(0, await _run.InvokeAsync([.. args, "--artifact", Artifact]));

        Assert.Equal(1, await _run.InvokeAsync([.. args, "--artifact", _run.File("other.bin", "other")]));
        Assert.Contains($"says it serves is {Artifact}, and that of --artifact is ", _run.Error);
        Assert.Empty(_run.Out);

        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json($$$"""{"version":"1.4.0","artifact":{"sha256":"{{{new string('a', 64)}}}"}}""")
        );
        Assert.Equal(1, await _run.InvokeAsync(portal, [.. args, "--model", "loan-scorer", "--version", "1.4.0"]));
        Assert.Contains("that of loan-scorer@1.4.0 is aaaa", _run.Error);
        Assert.DoesNotContain(portal.Requests, r => r.Method == "POST");
    }

    // Datasets of packed files are registered by their text where others pack them otherwise.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Validate_PackedFile_IsTheHeldOutSetByItsTextOrSaysThatItIsNot(bool declared)
    {
        var text = await File.ReadAllBytesAsync(server.Data);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(text);
        }

        var (ofText, ofFile) = (Sha256(text), Sha256(packed.ToArray()));
        await using var portal = await StubPortal.StartAsync(r =>
            r.Method == "GET"
                ? StubAnswer.Json(
                    $$$"""
                    {"version":"1.4.0","datasets":[{"role":"training","sha256":"{{{ofFile}}}"},
                     {"role":"test","sha256":"{{{(declared ? ofText : Artifact)}}}"}]}
                    """
                )
                : StubAnswer.Json($$$"""{"id":"EVD-0001","kind":"validation","sha256":"{{{Artifact}}}"}""", 201)
        );

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                portal,
                "validate",
                "--endpoint",
                Url("/logistic"),
                "--protocol",
                "mlflow",
                "--data",
                _run.File("holdout.csv.gz", packed.ToArray()),
                "--features",
                "a,b,c,region",
                "--checks",
                "performance",
                "--model",
                "loan-scorer",
                "--version",
                "1.4.0"
            )
        );

        var body = JsonDocument.Parse(portal.Requests.Single(r => r.Method == "POST").Body).RootElement;
        Assert.Equal(
            declared ? ofText : ofFile,
            body.GetProperty("payload").GetProperty("subject").GetProperty("datasetSha256").GetString()
        );
        Assert.Equal(!declared, _run.Out.Contains("is not the held-out set that the version declares", StringComparison.Ordinal));
        Assert.Contains("Which artifact the endpoint serves is not known", _run.Out);
    }

    [Fact]
    public async Task Validate_ArtifactThatNoOneNames_IsLeftOpen()
    {
        var json = await JsonAsync([.. Args("mlflow", "/logistic"), "--features", "a,b,c,region", "--checks", "performance"]);

        Assert.Equal(JsonValueKind.Null, json.GetProperty("subject").GetProperty("artifactSha256").ValueKind);
        Assert.False(json.TryGetProperty("artifactFrom", out _));
        Assert.False(json.GetProperty("performance").TryGetProperty("slices", out _));
    }

    // A column to slice by is in the file for that alone: the model is not sent it, and need not know it.
    [Fact]
    public async Task Validate_ByAColumnThatIsLeftOut_SendsWhatItSentBefore()
    {
        var json = await JsonAsync([
            "validate",
            "--endpoint",
            Url("/v2/models/logistic"),
            "--protocol",
            "kserve-v2",
            "--data",
            server.Data,
            "--ignore",
            "target,branch,sex",
            "--by",
            "sex",
            "--checks",
            "performance",
        ]);

        Assert.Equal(["a", "b", "c", "region"], json.GetProperty("features").EnumerateArray().Select(f => f.GetString()));
        var slices = json.GetProperty("performance").GetProperty("slices").EnumerateArray().ToList();
        Assert.Equal(600, slices.Sum(s => s.GetProperty("rows").GetInt32()));
        Assert.All(slices, s => Assert.InRange(s.GetProperty("auc").GetDouble(), 0.8, 1));
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string Url(string path)
    {
        Assert.SkipWhen(server.Url is null, "There is no Python with scikit-learn.");
        return server.Url + path;
    }

    private string[] Args(string protocol, string path) =>
        ["validate", "--endpoint", Url(path), "--protocol", protocol, "--data", server.Data, "--ignore", "target"];

    private async Task<JsonElement> JsonAsync(string[] args, int exit = 0)
    {
        Assert.Equal(
            (exit, string.Empty),
            (
                await _run.InvokeAsync([.. args, "-o", "json"]),
                _run.Error.StartsWith("Scoring at ", StringComparison.Ordinal) && _run.Error.Count(c => c == '\n') == 1
                    ? string.Empty
                    : _run.Error
            )
        );
        return JsonDocument.Parse(_run.Out).RootElement;
    }
}
