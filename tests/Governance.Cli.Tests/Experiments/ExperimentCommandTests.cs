using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Experiments;

/// <summary>What works without a portal: sizes, and the comparison of two logs.</summary>
public sealed class ExperimentCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Power_SaysHowManyObservationsItTakes()
    {
        string[] args = ["experiment", "power", "--baseline", "0.1", "--effect", "0.05", "--alpha", "0.025"];
        Assert.Equal(0, await _run.InvokeAsync([.. args, "--format", "json"]));
        using var sizes = JsonDocument.Parse(_run.Out);
        Assert.Equal(686, sizes.RootElement.GetProperty("once").GetProperty("champion").GetInt64());
        Assert.True(sizes.RootElement.GetProperty("anytime").GetProperty("champion").GetInt64() > 686);
        Assert.Equal(2, await _run.InvokeAsync(["experiment", "power", "--baseline", "0.99", "--effect", "0.05"]));
    }

    [Fact]
    public async Task Compare_JoinsByDecision_AndReadsTheNamedVersion()
    {
        var champion = new StringBuilder("decision_id,score,predicted_label,true_label,person\n");
        var shadow = new StringBuilder("decision_id,model_version,score,predicted_label\n");
        for (var i = 0; i < 200; i++)
        {
            // The challenger is right on all, the champion wrong on each tenth; of another version nothing is read.
            var truth = i % 2;
            var wrong = i % 10 == 0;
            champion.Append($"d{i},{(wrong ? 1 - truth : truth) * 0.5 + 0.2},{(wrong ? 1 - truth : truth)},{truth},p{i / 4}\n");
            shadow.Append($"d{i},2.0.0,{truth * 0.8},{truth}\n").Append($"d{i},1.9.0,{1 - truth},{1 - truth}\n");
        }

        string[] args =
        [
            "experiment",
            "compare",
            "--file",
            _run.File("champion.csv", champion.ToString()),
            "--challenger",
            _run.File("shadow.csv", shadow.ToString()),
            "--version",
            "2.0.0",
            "--cluster",
            "person",
        ];
        Assert.Equal(0, await _run.InvokeAsync([.. args, "--format", "json"]));
        using var json = JsonDocument.Parse(_run.Out);
        var found = json.RootElement;
        Assert.Equal((200, 0, 20), (Number(found, "rows"), Number(found, "onlyChampion"), Number(found, "onlyChallenger")));
        Assert.Equal(0.1, found.GetProperty("difference").GetDouble(), 1e-9);
        Assert.True(found.GetProperty("byCluster").GetBoolean());
        Assert.Equal(1, found.GetProperty("auc").GetProperty("challenger").GetDouble());
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
