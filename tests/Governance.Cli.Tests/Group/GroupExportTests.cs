using System.Text.Json.Nodes;
using Governance.Cli.Group;
using Governance.Cli.Tests.Support;
using Governance.Transparency;

namespace Governance.Cli.Tests.Group;

public sealed class GroupExportTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly SampleWitness _witness = new("witness.example");
    private readonly SampleInstallation _bank = new("governance/bank", "Bank");

    public void Dispose()
    {
        _run.Dispose();
        _bank.Dispose();
    }

    [Fact]
    public async Task Export_WaitsForTheWitness_AndGivesWhatTheOverviewVerifies()
    {
        var asked = 0;
        await using var portal = await ServeAsync(() => ++asked > 2);
        var folder = Directory.CreateDirectory(Path.Combine(_run.Folder, "exports")).FullName;

        Assert.Equal(0, await _run.InvokeAsync(portal, "group", "export", "--output", Path.Combine(folder, "bank.json")));

        Assert.Equal(3, asked);
        Assert.Contains("Waiting for a witness", _run.Error, StringComparison.Ordinal);
        Assert.Contains("witness.example", _run.Out, StringComparison.Ordinal);
        var wish = JsonNode.Parse(portal.Requests.First().Text)!;
        Assert.Equal(("group-figures", "*", "json"), ((string?)wish["kind"], (string?)wish["subject"], (string?)wish["format"]));
        string[] overview = ["group", "overview", "--exports", folder, "--out", Path.Combine(_run.Folder, "out")];
        Assert.Equal(0, await _run.InvokeAsync([.. overview, "--public-key", _bank.Key.ToString(), "--witness", _witness.Key.ToString()]));
    }

    [Fact]
    public async Task Export_WithoutAWitness_RunsOutOfTime_AndWritesNothing()
    {
        await using var portal = await ServeAsync(() => false);
        var file = Path.Combine(_run.Folder, "bank.json");

        Assert.Equal(4, await _run.InvokeAsync(portal, "group", "export", "--output", file, "--wait", "1m"));

        Assert.Contains("No witness has cosigned the log yet", _run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Export_OfFiguresThatAreNotThoseRecorded_IsRefused()
    {
        await using var portal = await ServeAsync(() => true, content: "{}"u8.ToArray());
        var file = Path.Combine(_run.Folder, "bank.json");

        Assert.Equal(1, await _run.InvokeAsync(portal, "group", "export", "--output", file));

        Assert.False(File.Exists(file));
    }

    private Task<StubPortal> ServeAsync(Func<bool> isCosigned, byte[]? content = null)
    {
        Assert.True(GroupExportFile.TryRead(_bank.Export(_witness), out var export));
        var report = $$"""{"id":"REP-0042","state":"ready","sha256":"{{Sha256Hex.Of(export.Figures)}}","logIndex":1}""";
        return StubPortal.StartAsync(request =>
            request.Path switch
            {
                "/api/v1/reports" => StubAnswer.Json(report, 202).With("Location", "/api/v1/reports/REP-0042"),
                "/api/v1/reports/REP-0042/content" => new StubAnswer(200, "application/json", content ?? export.Figures),
                "/api/v1/audit/entries/1" => StubAnswer.Json($$"""{"index":1,"leaf":"{{Convert.ToBase64String(export.Leaf)}}"}"""),
                "/api/v1/audit/entries/1/receipt" when request.Query == "?cosigned=true" && isCosigned() => new StubAnswer(
                    200,
                    "text/plain",
                    export.Receipt
                ),
                "/api/v1/audit/entries/1/receipt" => StubAnswer.Problem(409, "No witness has cosigned.", "audit.not-cosigned"),
                _ => StubAnswer.Problem(404, "Nothing is here."),
            }
        );
    }
}
