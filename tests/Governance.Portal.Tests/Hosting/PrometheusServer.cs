using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Governance.Testing;

namespace Governance.Portal.Tests.Hosting;

/// <summary>
/// Debian's Prometheus with the shipped rules, on a folder and a port of its own: it fetches what one portal exposes, and answers what the
/// shipped dashboards ask.
/// </summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-prometheus-").FullName;
    private readonly HttpClient _client;
    private readonly Process _process;
    private readonly string _deploy;
    private readonly int _watched;

    private PrometheusServer(IReadOnlyCollection<Uri> watched, string deploy)
    {
        (_watched, _deploy) = (watched.Count, deploy);
        File.WriteAllText(
            $"{_folder}/prometheus.yml",
            $"""
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files:
              - {deploy}/prometheus/alerts.yaml
            scrape_configs:
              - job_name: governance-portal
                static_configs:
                  - targets: [{string.Join(", ", watched.Select(w => $"'{w.Authority}'"))}]
            """
        );
        var port = FreePort();
        _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _process = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    $"--config.file={_folder}/prometheus.yml",
                    $"--storage.tsdb.path={_folder}/data",
                    $"--web.listen-address=127.0.0.1:{port}",
                    "--log.level=error",
                ]
            )
        )!;
    }

    /// <summary>Starts one, and waits until it has fetched often enough for a rate.</summary>
    /// <param name="watched">Where the portal exposes its metrics.</param>
    /// <param name="deploy">The folder <c>deploy</c> of the repository.</param>
    /// <param name="ct">Stops waiting.</param>
    public static Task<PrometheusServer> StartAsync(Uri watched, string deploy, CancellationToken ct) => StartAsync([watched], deploy, ct);

    /// <summary>Starts one that watches several nodes.</summary>
    /// <param name="watched">Where they expose their metrics.</param>
    /// <param name="deploy">The folder <c>deploy</c> of the repository.</param>
    /// <param name="ct">Stops waiting.</param>
    public static async Task<PrometheusServer> StartAsync(IReadOnlyCollection<Uri> watched, string deploy, CancellationToken ct)
    {
        Assert.SkipUnless(File.Exists(Program), "Install prometheus to run this test; ./build.sh setup installs it.");
        var server = new PrometheusServer(watched, deploy);
        try
        {
            await Until.HoldsAsync("Prometheus has fetched three times", s_patience, server.HasFetchedAsync, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks what each panel of each dashboard asks, as Grafana does with all nodes chosen.</summary>
    /// <returns>The panels for which nothing was found, as <c>dashboard: panel</c>.</returns>
    public async Task<IReadOnlyList<string>> SilentPanelsAsync(CancellationToken ct)
    {
        List<string> silent = [];
        foreach (var file in Directory.GetFiles(Path.Combine(_deploy, "grafana"), "*.json").Order(StringComparer.Ordinal))
        {
            var board = JsonNode.Parse(await File.ReadAllTextAsync(file, ct))!;
            foreach (var panel in board["panels"]!.AsArray())
            {
                foreach (var target in panel!["targets"]!.AsArray())
                {
                    var asked = target!["expr"]!.GetValue<string>().Replace("$instance", ".*", StringComparison.Ordinal);
                    if (await CountAsync(asked, ct) == 0)
                    {
                        silent.Add($"{board["title"]}: {panel["title"]}");
                    }
                }
            }
        }

        return silent;
    }

    /// <summary>
    /// The alerts that fire, or will once their time has passed, each with what its labels say of the component or the kind.
    /// </summary>
    public async Task<IReadOnlySet<string>> AlertsAsync(CancellationToken ct) =>
        (await AskAsync("/api/v1/alerts", ct))["alerts"]!
            .AsArray()
            .Select(a => a!["labels"]!)
            .Select(l => $"{l["alertname"]} {l["component"] ?? l["of"] ?? l["task"] ?? l["queue"]}".TrimEnd())
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The rules that could not be evaluated on what was fetched, with the error.</summary>
    public async Task<IReadOnlyList<string>> FaultyRulesAsync(CancellationToken ct)
    {
        JsonArray groups = [];
        await Until.HoldsAsync(
            "all rules have been evaluated",
            s_patience,
            async stop =>
            {
                groups = (await AskAsync("/api/v1/rules", stop))["groups"]!.AsArray();
                return groups.Count > 0 && Rules(groups).All(rule => (string?)rule["health"] != "unknown");
            },
            ct
        );
        return [.. Rules(groups).Where(rule => (string?)rule["health"] != "ok").Select(rule => $"{rule["name"]}: {rule["lastError"]}")];
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<JsonNode> Rules(JsonArray groups) =>
        groups.SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> HasFetchedAsync(CancellationToken ct)
    {
        try
        {
            using var ready = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative), ct);
            return ready.IsSuccessStatusCode && await CountAsync("count_over_time(up[1m]) >= 3 and up == 1", ct) == _watched;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private async Task<int> CountAsync(string expression, CancellationToken ct) =>
        (await AskAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}", ct))["result"]!.AsArray().Count;

    private async Task<JsonNode> AskAsync(string path, CancellationToken ct)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), ct);
        var body = (await answer.Content.ReadFromJsonAsync<JsonNode>(ct))!;
        Assert.True((string?)body["status"] == "success", $"{Uri.UnescapeDataString(path)}: {body["error"]}");
        return body["data"]!;
    }
}
