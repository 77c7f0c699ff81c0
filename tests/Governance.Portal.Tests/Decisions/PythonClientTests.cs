using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Custody;
using Governance.Portal.Tests.Monitoring;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Decisions;

/// <summary>
/// The Python client against a portal that is a process of its own: down at first, then killed. Every decision is there, once, and the
/// caller noticed nothing. What the client does for itself is tested in its own folder, which GovernanceClientTests runs.
/// </summary>
public sealed class PythonClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Client => Path.Combine(Path.GetDirectoryName(ReportsScene.Samples)!, "integrations", "python");

    /// <summary>
    /// In every run the client's own tests are run (GovernanceClientTests), and decisions that are sent again are stored once
    /// (<see cref="IntakeTests.Push_SameDecisionsAgain_CountsThemAsDuplicates"/>).
    /// </summary>
    [WholeFact]
    public async Task Decorator_PortalDownThenKilled_EveryDecisionIsThereOnce_AndTheSampleRuns()
    {
        var count = Soak.Size(2_000, 100_000);
        var folder = Directory.CreateTempSubdirectory("governance-python-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Sqlite, folder);
        try
        {
            var settings = Settings(database, folder);
            var keyFile = Path.Combine(folder, "key");
            await File.WriteAllTextAsync(keyFile, await PrepareAsync(settings), Ct);
            var url = settings["ASPNETCORE_URLS"];
            using var python = Python(
                Path.Combine(Client, "tests", "drive.py"),
                [url, keyFile, Path.Combine(folder, "spool"), "scorer", "1.0.0", count.ToString(CultureInfo.InvariantCulture)]
            );
            Assert.Equal("down", await python.StandardOutput.ReadLineAsync(Ct));
            if (Soak.IsFull)
            {
                // The minute for which no portal answers is what is tried here, not a wait for something.
                await Task.Delay(TimeSpan.FromMinutes(1), Ct);
            }

            JsonNode said;
            await using (var killed = await PortalProcess.StartAsync(settings, Ct))
            {
                await python.StandardInput.WriteLineAsync();
                Assert.Equal("accepted", await python.StandardOutput.ReadLineAsync(Ct));
                await python.StandardInput.WriteLineAsync();
                await killed.KillAsync();
                Assert.Equal("made", await python.StandardOutput.ReadLineAsync(Ct));
            }

            // The one that comes back is in this process: only the one that is killed takes one of its own.
            await using (var portal = Portal(settings))
            {
                portal.UseKestrel(new Uri(url).Port);
                portal.StartServer();
                await python.StandardInput.WriteLineAsync();
                var line = await python.StandardOutput.ReadLineAsync(Ct);
                Assert.True(line is not null, await python.StandardError.ReadToEndAsync(Ct));
                said = JsonNode.Parse(line)!;
                var sample = await RunAsync(
                    Path.Combine(ReportsScene.Samples, "python", "governed_model.py"),
                    ["owner@test.example"],
                    [("GOVERNANCE_SERVER", url), ("GOVERNANCE_API_KEY_FILE", keyFile), ("GOVERNANCE_SPOOL", Path.Combine(folder, "sample"))]
                );
                Assert.True(sample.Code == 0, sample.Output);
                Assert.Contains("gate: deny: ", sample.Output, StringComparison.Ordinal);
                Assert.Contains("decisions: 50 stored", sample.Output, StringComparison.Ordinal);
            }

            Assert.True((bool)said["flushed"]!, said.ToJsonString());
            Assert.Equal((count, 0, 0, 0), ((int)said["recorded"]!, (int)said["dropped"]!, (int)said["rejected"]!, (int)said["failed"]!));
            Assert.True((int)said["accepted"]! + (int)said["duplicates"]! >= count, said.ToJsonString());
            // A shared machine takes the processor away from a few calls of a small run; in full, one in a hundred says something.
            Assert.InRange((double)said[Soak.IsFull ? "p99" : "p50"]!, 0, 50);
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "spool"), "*.ndjson"));
            await StoredOnceAsync(database, count);
            Soak.Report(
                "Python decorator",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count:#,0} decisions while the portal was down for a minute and killed once: all stored, once; "
                        + $"the caller's overhead p50 {(double)said["p50"]!:0.0} µs, p99 {(double)said["p99"]!:0.0} µs"
                )
            );
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, string> Settings(TestDatabase database, string folder)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };
    }

    private static async Task<string> PrepareAsync(Dictionary<string, string> settings)
    {
        await using var portal = Portal(settings);
        await RegistrySeed.VersionAsync(portal, "scorer", "1.0.0");
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer);
        using var client = await portal.CreateKeyClientAsync(
            engineer,
            "registry:write",
            "gate:read",
            "decisions:write",
            "monitoring:write"
        );
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private static PortalFactory Portal(Dictionary<string, string> settings)
    {
        var portal = new PortalFactory();
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return portal;
    }

    private static async Task StoredOnceAsync(TestDatabase database, int count)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(database.ConnectionString, Path.GetTempPath())
            .BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        var ids = await db.Decisions.Select(d => d.Id).ToListAsync(Ct);
        Assert.Equal(count + 50, ids.Count);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
    }

    private static Process Python(string script, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-B", script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output)> RunAsync(
        string script,
        IEnumerable<string> arguments,
        (string Name, string Value)[] environment
    )
    {
        using var process = Python(script, arguments, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await errors);
    }
}
