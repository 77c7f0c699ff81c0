using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit.Witnesses;
using Governance.Portal.Compliance.Reports;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Tests.Audit;
using Governance.Testing;

namespace Governance.Portal.Tests.Reports;

/// <summary>The figures of a real portal, watched by a real witness, as a holding verifies them away from both.</summary>
public sealed class GroupExportTests
{
    // What the figures show, to make and read them, and the log that vouches for them.
    private static readonly string[] s_scopes =
    [
        Scopes.ReportsWrite,
        Scopes.ReportsRead,
        Scopes.AuditRead,
        Scopes.RegistryRead,
        Scopes.GateRead,
        Scopes.MonitoringRead,
        Scopes.RegistersRead,
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Export_OfAWitnessedPortal_IsVerifiedByTheHolding_AndAnAlteredOneIsNot(DatabaseKind kind)
    {
        var cli = Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "../../../../../src/Governance.Cli/bin",
                new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
                "net10.0",
                "governance"
            )
        );
        Assert.SkipUnless(File.Exists(cli), "Build src/Governance.Cli to run this test.");
        var (host, witness, portal) = await WitnessTests.WitnessedAsync(kind);
        await using var _ = host;
        await using var __ = portal;
        // The holding's program goes by the clock of this machine.
        portal.Clock.Advance(TimeProvider.System.GetUtcNow() - portal.Clock.GetUtcNow());
        using var key = await portal.Portal.CreateKeyClientAsync(null, s_scopes);
        var report = await MakeAsync(portal, key);
        var entry = $"/api/v1/audit/entries/{report["logIndex"]}";

        await portal.SignAsync();
        using (var early = await key.GetAsync($"{entry}/receipt?cosigned=true", Ct))
        {
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
            Assert.Equal("audit.not-cosigned", (string?)(await early.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        }

        await portal.Get<AskWitnesses>().RunAsync(Ct);
        // The newest checkpoint is younger than the cosigned one: on a busy log it always is.
        await portal.LogAsync(3);
        var export = new JsonObject
        {
            ["format"] = "governance.group-export/v1",
            ["figures"] = Convert.ToBase64String(await key.GetByteArrayAsync((string)report["content"]!, Ct)),
            ["leaf"] = (string)(await key.GetFromJsonAsync<JsonObject>(entry, Ct))!["leaf"]!,
            ["receipt"] = Convert.ToBase64String(await key.GetByteArrayAsync($"{entry}/receipt?cosigned=true", Ct)),
        };

        var folder = Directory.CreateDirectory(Path.Combine(portal.Portal.Folder, "exports")).FullName;
        var target = Path.Combine(portal.Portal.Folder, "overview");
        var (log, cosigner) = (portal.Get<LogKey>().Public.ToString(), witness.Key.ToString());
        string[] overview = ["group", "overview", "--exports", folder, "--out", target, "--public-key", log, "--witness", cosigner];
        var file = Path.Combine(folder, "portal.json");
        await File.WriteAllTextAsync(file, export.ToJsonString(), Ct);
        var (verified, said) = await RunAsync(cli, overview);
        Assert.True(verified == 0, said);
        Assert.StartsWith("1 of 1 installations verified.", said, StringComparison.Ordinal);
        var written = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(target, "group.json"), Ct))!;
        Assert.Equal(0, (int)written["sums"]!["incidents.open"]!["sum"]!);

        var figures = Convert.FromBase64String((string)export["figures"]!);
        figures[^10] ^= 1;
        export["figures"] = Convert.ToBase64String(figures);
        await File.WriteAllTextAsync(file, export.ToJsonString(), Ct);
        Assert.Equal(1, (await RunAsync(cli, overview)).Code);
        written = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(target, "group.json"), Ct))!;
        Assert.Equal("not-named", (string?)written["installations"]![0]!["standing"]);
    }

    [Theory]
    [InlineData(Scopes.RegistersRead)]
    [InlineData(Scopes.MonitoringRead)]
    [InlineData(Scopes.GateRead)]
    public async Task Figures_ForAKeyThatMayNotReadWhatTheyCount_AreRefused(string without)
    {
        await using var portal = new WatchedPortal();
        using var key = await portal.Portal.CreateKeyClientAsync(null, [.. s_scopes.Where(s => s != without)]);

        using var asked = await key.PostAsJsonAsync("/api/v1/reports", Wish(), Ct);

        Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
    }

    private static async Task<JsonObject> MakeAsync(WatchedPortal portal, HttpClient key)
    {
        using var asked = await key.PostAsJsonAsync("/api/v1/reports", Wish(), Ct);
        Assert.True(asked.StatusCode == HttpStatusCode.Accepted, await asked.Content.ReadAsStringAsync(Ct));
        await portal.Get<MakeReport>().RunAsync(Ct);
        var report = (await key.GetFromJsonAsync<JsonObject>(asked.Headers.Location, Ct))!;
        Assert.True((string?)report["state"] == "ready", (string?)report["failure"]);
        return report;
    }

    private static JsonObject Wish() =>
        new()
        {
            ["kind"] = "group-figures",
            ["subject"] = "*",
            ["format"] = "json",
        };

    private static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }
}
