using System.Text.Json;
using Governance.Cli.Init;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Init;

public sealed class InitTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(".github/workflows/build.yml", "github", ".github/workflows/governance.yml")]
    [InlineData(".gitlab-ci.yml", "gitlab", "governance.gitlab-ci.yml")]
    [InlineData("azure-pipelines.yml", "azure", "azure-pipelines.governance.yml")]
    [InlineData("Jenkinsfile", "jenkins", "Jenkinsfile.governance")]
    [InlineData("README.md", "shell", "governance-pipeline.sh")]
    public async Task Init_Repository_WritesTheRecipeOfItsPipelineBesideWhatIsThere(string sign, string ci, string recipe)
    {
        var own = Own(sign, "mine");

        Assert.Equal(0, await InitAsync("-o", "json", "--server", "https://portal.bank.example/"));

        var done = JsonDocument.Parse(_run.Out).RootElement;
        Assert.Equal(ci, done.GetProperty("ci").GetString());
        Assert.Equal("mine", await File.ReadAllTextAsync(own));
        var text = await File.ReadAllTextAsync(At(recipe));
        Assert.Contains("governance gate check", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Recipe.SampleServer, text, StringComparison.Ordinal);
        Assert.Equal(0, await _run.InvokeAsync(["policy", "test", At("policies")]));
        Assert.Contains("## Intended use", await File.ReadAllTextAsync(At("MODEL_CARD.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_WhatIsThereAlready_IsReplacedOnlyByForce()
    {
        var card = _run.File("MODEL_CARD.md", "mine");

        Assert.Equal(2, await InitAsync("--dry-run"));
        Assert.Contains("MODEL_CARD.md (exists)", _run.Out, StringComparison.Ordinal);
        Assert.Equal(2, await InitAsync());
        Assert.Contains("MODEL_CARD.md already exists. Nothing was written.", _run.Error, StringComparison.Ordinal);
        Assert.Equal([card], Directory.EnumerateFileSystemEntries(_run.Folder));

        Assert.Equal(0, await InitAsync("--dry-run", "--force"));
        Assert.Equal("mine", await File.ReadAllTextAsync(card));
        Assert.Equal(0, await InitAsync("--force"));
        Assert.Contains("MODEL_CARD.md (replaced)", _run.Out, StringComparison.Ordinal);
        Assert.StartsWith("---", await File.ReadAllTextAsync(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_WithAPortalAndAKey_RegistersTheModelAndItsFirstVersion()
    {
        var artifact = Path.Combine(Directory.CreateDirectory(At("build")).FullName, "model.bin");
        await File.WriteAllTextAsync(artifact, "weights");
        await using var portal = await StubPortal.StartAsync(request =>
            request.Method == "GET" ? StubAnswer.Problem(404, "Not here") : StubAnswer.Json("{}", 201)
        );
        string[] wanted = ["--model", "churn", "--version", "1.0.0", "--file", artifact, "--server", portal.Url];

        Assert.Equal(0, await InitAsync([.. wanted, "--dry-run"]));
        Assert.Empty(portal.Requests);
        Assert.Equal(2, await InitAsync(wanted));
        Assert.Contains("churn is not registered yet: name its owner with --owner EMAIL.", _run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("MODEL_CARD.md")));

        portal.Requests.Clear();
        Assert.Equal(0, await InitAsync([.. wanted, "--owner", "owner@bank.example", "--risk-class", "high"]));

        Assert.Equal(
            [
                "GET /api/v1/models/churn",
                "POST /api/v1/models",
                "GET /api/v1/models/churn/versions/1.0.0",
                "POST /api/v1/models/churn/versions",
                "PUT /api/v1/models/churn/versions/1.0.0/artifact",
            ],
            portal.Requests.Select(r => $"{r.Method} {r.Path}")
        );
        Assert.Contains("\"riskClass\"", portal.Requests.ElementAt(1).Text, StringComparison.Ordinal);
        Assert.Contains("Registered churn@1.0.0 and stored model.bin.", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_WhereThePortalDoesNotAnswer_Exits3_AndWritesNothing()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(401, "This key is not valid."));

        Assert.Equal(3, await InitAsync("--model", "churn", "--owner", "owner@bank.example", "--server", portal.Url));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_run.Folder));
    }

    [Theory]
    [InlineData("--version", "1.0.0")]
    [InlineData("--model", "churn", "--file", "model.bin")]
    [InlineData("--ci", "travis")]
    [InlineData("--pack", "credits")]
    public async Task Init_WithHalfOfWhatItTakes_Exits2(params string[] args)
    {
        Assert.Equal(2, await InitAsync(args));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_run.Folder));
    }

    private Task<int> InitAsync(params string[] args) => _run.InvokeAsync(["init", _run.Folder, .. args]);

    private string At(string path) => Path.Combine(_run.Folder, path);

    private string Own(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        return _run.File(path, text);
    }
}
