using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Registries;

/// <summary>Registries from a pipeline: what is set up, an import that is followed to its end, and drift that stops it.</summary>
public sealed class RegistryCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task List_NamesEachRegistryWithWhatWasImported()
    {
        await using var portal = await StubPortal.StartAsync(_ => Page(Registry("lakehouse", models: 12), Registry("aws", drift: 2)));

        Assert.Equal(0, await _run.InvokeAsync(portal, "registries", "list"));

        Assert.Equal("/api/v1/registries", Assert.Single(portal.Requests).Path);
        Assert.Contains("lakehouse", _run.Out);
        Assert.Contains("aws", _run.Out);
        Assert.Equal(0, await _run.InvokeAsync(portal, "registries", "list", "--format", "json"));
        using var json = JsonDocument.Parse(_run.Out);
        Assert.Equal(12, json.RootElement.GetProperty("items")[0].GetProperty("models").GetInt32());
    }

    [Fact]
    public async Task Import_WithoutWait_OnlyAsks()
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Json(Import("queued"), 202));

        Assert.Equal(0, await _run.InvokeAsync(portal, "registries", "import", "lakehouse", "--model", "main.risk.fraud"));

        var asked = Assert.Single(portal.Requests);
        Assert.Equal(("POST", "/api/v1/registries/imports"), (asked.Method, asked.Path));
        using var body = JsonDocument.Parse(asked.Body);
        Assert.Equal(
            ("lakehouse", "main.risk.fraud", false),
            (
                body.RootElement.GetProperty("connection").GetString(),
                body.RootElement.GetProperty("model").GetString(),
                body.RootElement.GetProperty("dryRun").GetBoolean()
            )
        );
        Assert.Contains("MLI-0003", _run.Out);
    }

    [Theory]
    [InlineData("done", 0)]
    [InlineData("failed", 1)]
    [InlineData("cancelled", 1)]
    public async Task Import_ThatIsWaitedFor_EndsAsTheImportDoes(string state, int code)
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(request =>
            request.Method == "POST" ? StubAnswer.Json(Import("queued", isDryRun: true), 202)
            : request.Path.EndsWith("/differences", StringComparison.Ordinal)
                ? StubAnswer.Json("""{"items":[{"kind":"added","model":"main.risk.churn","version":"3"}]}""")
            : StubAnswer.Json(Import(++asked < 3 ? "running" : state, isDryRun: true))
        );

        Assert.Equal(code, await _run.InvokeAsync(portal, "registries", "import", "lakehouse", "--dry-run", "--wait", "30m"));

        Assert.Equal(3, asked);
        Assert.Contains("main.risk.churn", _run.Out);
        Assert.Contains($"is {state}", _run.Out);
        Assert.Contains("MLI-0003 is running.", _run.Error);
    }

    [Fact]
    public async Task Import_ThatDoesNotEnd_ExitsWith4WhenTheTimeIsUp()
    {
        await using var portal = await StubPortal.StartAsync(request =>
            StubAnswer.Json(Import("running"), request.Method == "POST" ? 202 : 200)
        );

        Assert.Equal(4, await _run.InvokeAsync(portal, "registries", "import", "lakehouse", "--wait", "10m"));
        Assert.Contains("is running", _run.Out);
    }

    [Theory]
    [InlineData(404, 2)]
    [InlineData(403, 3)]
    [InlineData(401, 3)]
    public async Task Import_ThatThePortalRefuses_StopsThePipeline(int status, int code)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(status, "There is no such registry."));

        Assert.Equal(code, await _run.InvokeAsync(portal, "registries", "import", "lakehouse", "--wait", "10m"));
        Assert.Contains("There is no such registry.", _run.Error);
    }

    [Fact]
    public async Task Status_OfWhatAgrees_Exits0_AndOfWhatDoesNot_1()
    {
        await using var portal = await StubPortal.StartAsync(request =>
            request.Path.EndsWith("/imports", StringComparison.Ordinal)
                ? Page(
                    Import("done", server: "lakehouse", isDryRun: true),
                    Import("failed", server: "aws"),
                    Import("done", server: "aws"),
                    Import("done", server: "lakehouse")
                )
                : Page(Registry("lakehouse"), Registry("aws"), Registry("hub", drift: 1), Registry("lab", failed: 2), Registry("new"))
        );

        Assert.Equal(0, await _run.InvokeAsync(portal, "registries", "status", "Lakehouse"));
        Assert.Equal(0, await _run.InvokeAsync(portal, "registries", "status", "new"));
        Assert.Equal(1, await _run.InvokeAsync(portal, "registries", "status", "aws"));
        Assert.Contains("is failed", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync(portal, "registries", "status", "hub"));
        Assert.Contains("1 drift finding waits for a decision", _run.Out);
        Assert.Equal(1, await _run.InvokeAsync(portal, "registries", "status", "lab"));
        Assert.Contains("2 approvals could not be written back", _run.Out);
        Assert.Equal(2, await _run.InvokeAsync(portal, "registries", "status", "elsewhere"));

        Assert.Equal(1, await _run.InvokeAsync(portal, "registries", "status", "--format", "json"));
        using var json = JsonDocument.Parse(_run.Out);
        var items = json.RootElement.GetProperty("items");
        Assert.Equal([0, 1, 1, 1, 0], items.EnumerateArray().Select(i => i.GetProperty("problems").GetArrayLength()));
        Assert.Equal("done", items[0].GetProperty("lastImport").GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, items[4].GetProperty("lastImport").ValueKind);
    }

    private static StubAnswer Page(params string[] items) => StubAnswer.Json($$"""{"items":[{{string.Join(',', items)}}]}""");

    private static string Registry(string name, int models = 1, int drift = 0, int failed = 0) =>
        $$"""
            {"name":"{{name}}","kind":"unity-catalog","title":"Unity Catalog","address":"https://workspace.example",
             "models":{{models}},"gone":0,"drift":{{drift}},"writesFailed":{{failed}},"importedAt":"2026-11-26T08:00:00Z"}
            """;

    private static string Import(string state, string server = "lakehouse", bool isDryRun = false) =>
        $$"""
            {"id":"MLI-0003","server":"{{server}}","state":"{{state}}","isDryRun":{{(isDryRun ? "true" : "false")}},
             "models":4,"newModels":1,"versions":9,"newVersions":2,"changed":0,"gone":0,"skipped":0}
            """;
}
