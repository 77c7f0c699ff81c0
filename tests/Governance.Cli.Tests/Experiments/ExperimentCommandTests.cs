using System.Text;
using System.Text.Json;
using Governance.Analytics.Experiments;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Experiments;

/// <summary>Sizes and the comparison of two logs, which work without a portal, and the comparison that is stored in one.</summary>
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

    [Fact]
    public async Task Compare_WithAModel_StoresTheComparisonAsEvidenceOfTheChallenger()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            StubAnswer.Json("{\"id\":\"EVD-0007\",\"sha256\":\"aa\"}", r.Method == "GET" ? 200 : 201)
        );
        string[] args = ["experiment", "compare", .. Logs(), "--model", "fraud-scorer", "--version", "1.5.0", "--champion", "1.4.0"];

        Assert.Equal((0, ""), (await _run.InvokeAsync(portal, args), _run.Error));

        Assert.Contains("Stored as EVD-0007, evidence of fraud-scorer@1.5.0.", _run.Out);
        // Both versions have to be registered before anything is computed.
        Assert.Equal(
            ["/api/v1/models/fraud-scorer/versions/1.4.0", "/api/v1/models/fraud-scorer/versions/1.5.0"],
            portal.Requests.Where(r => r.Method == "GET").Select(r => r.Path).Order(StringComparer.Ordinal)
        );
        var sent = portal.Requests.Single(r => r.Method == "POST");
        Assert.Equal("/api/v1/models/fraud-scorer/versions/1.5.0/evidence", sent.Path);
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal("other", body.RootElement.GetProperty("kind").GetString());
        Assert.StartsWith("governance experiment compare ", body.RootElement.GetProperty("tool").GetString());
        var report = PairedReport.Read(Encoding.UTF8.GetBytes(body.RootElement.GetProperty("payload").GetRawText()))!;
        Assert.Equal(
            ("fraud-scorer", "1.4.0", "1.5.0", "champion.csv", "challenger.csv"),
            (report.Model, report.Champion.Version, report.Challenger.Version, report.Champion.File, report.Challenger.File)
        );
        // Rows of the other version that the champion's log holds do not count.
        Assert.Equal((3, 1, 0), (report.Found.Rows, report.Found.OnlyChallenger, report.Found.OnlyChampion));
        Assert.Equal(64, report.Champion.Sha256!.Length);
    }

    [Fact]
    public async Task Compare_WithAModel_TakesBothVersions_AndDecisionsThatBothMade()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json("{\"id\":\"EVD-0007\"}"));
        string[] args = ["experiment", "compare", .. Logs(), "--model", "fraud-scorer"];

        Assert.Equal(2, await _run.InvokeAsync(portal, [.. args, "--version", "1.5.0"]));
        Assert.Contains("give --champion and --version with --model", _run.Error);
        Assert.Equal(2, await _run.InvokeAsync(portal, [.. args, "--version", "9.9.9", "--champion", "1.4.0"]));
        Assert.Contains("no decision in common", _run.Error);
        Assert.DoesNotContain(portal.Requests, r => r.Method == "POST");
    }

    private string[] Logs() =>
        [
            "--file",
            _run.File(
                "champion.csv",
                "decision_id,model_version,score,predicted_label,true_label\n"
                    + "a,1.4.0,0.9,1,1\nb,1.4.0,0.2,0,1\nc,1.4.0,0.3,0,0\nd,1.3.0,0.3,0,0\n"
            ),
            "--challenger",
            _run.File(
                "challenger.csv",
                "decision_id,model_version,score,predicted_label\na,1.5.0,0.9,1\nb,1.5.0,0.8,1\nc,1.5.0,0.3,0\nd,1.5.0,0.3,0\n"
            ),
        ];

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
