using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Policies;

public sealed class PolicyInitTests : IDisposable
{
    private readonly CliRun _run = new();

    public static TheoryData<string> Packs => [.. PolicyPacks.All.Select(pack => pack.Name)];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Packs))]
    public async Task Init_Pack_LeavesAPolicyThatLintHasNothingToRemarkOn_AndTestsThatPass(string name)
    {
        var folder = Path.Combine(_run.Folder, "policies");

        Assert.Equal(0, await _run.InvokeAsync(["policy", "init", name, "--to", folder]));
        Assert.Contains("Adapt: ", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync(["policy", "lint", Path.Combine(folder, $"{name}.yaml"), "--fail-on", "warn"]));
        Assert.Equal(0, await _run.InvokeAsync(["policy", "test", folder]));
        Assert.Contains("cases in 1 file", _run.Out);
    }

    [Fact]
    public async Task Init_WithoutAName_ListsThePacks()
    {
        Assert.Equal(0, await _run.InvokeAsync(["policy", "init", "-o", "json"]));

        var packs = JsonDocument.Parse(_run.Out).RootElement.EnumerateArray().ToList();
        Assert.Equal(PolicyPacks.All.Select(pack => pack.Name), packs.Select(pack => pack.GetProperty("name").GetString()!));
        Assert.All(packs, pack => Assert.NotEmpty(pack.GetProperty("adapt").GetString()!));
        Assert.Empty(Directory.EnumerateFiles(_run.Folder));
    }

    [Fact]
    public async Task Init_WhatIsThereAlready_IsLeftAsItIs()
    {
        var policy = _run.File("credit_test.yaml", "mine");

        Assert.Equal(2, await _run.InvokeAsync(["policy", "init", "credit", "--to", _run.Folder]));
        Assert.Contains("already exists. Nothing was written.", _run.Error);
        Assert.Equal("mine", await File.ReadAllTextAsync(policy));
        Assert.False(File.Exists(Path.Combine(_run.Folder, "credit.yaml")));
    }

    [Fact]
    public async Task Init_UnknownPack_NamesThoseThereAre()
    {
        Assert.Equal(2, await _run.InvokeAsync(["policy", "init", "credits"]));
        Assert.Contains("baseline-eu-ai-act-high-risk, credit, pricing", _run.Error);
    }
}
