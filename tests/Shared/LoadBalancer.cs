using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Governance.Testing;

/// <summary>
/// HAProxy in front of nodes with the file that is shipped, deploy/haproxy/haproxy.cfg: its addresses are replaced, and TLS is left out.
/// What a test finds is true of what a bank runs.
/// </summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";

    private readonly Process _process;
    private readonly string _folder;

    private LoadBalancer(Process process, string folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    public Uri Address { get; }

    /// <summary>Skips the test where there is none.</summary>
    public static void Need()
    {
        if (!File.Exists(Program))
        {
            Assert.Skip("Install haproxy to run this test.");
        }
    }

    /// <summary>Ports that are free at this moment.</summary>
    public static int[] FreePorts(int count)
    {
        var held = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        held.ForEach(l => l.Start());
        int[] ports = [.. held.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        held.ForEach(l => l.Stop());
        return ports;
    }

    public static async Task<LoadBalancer> StartAsync(IReadOnlyList<int> nodes, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("governance-balancer-").FullName;
        int[] own = [.. FreePorts(nodes.Count + 2).Except(nodes).Take(2)];
        var address = new Uri($"http://127.0.0.1:{own[0]}");
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, await SettingsAsync(own[0], own[1], nodes, ct), ct);
        var process = Process.Start(
            new ProcessStartInfo(Program, ["-db", "-f", file]) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        // What it says is read, so that it never waits for us.
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await Until.HoldsAsync("the balancer listens", TimeSpan.FromSeconds(30), token => ListensAsync(own[0], token), ct);
        return new LoadBalancer(process, folder, address);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> SettingsAsync(int port, int statistics, IReadOnlyList<int> nodes, CancellationToken ct)
    {
        var shipped = Checkout.Path("deploy", "haproxy");
        var text = await File.ReadAllTextAsync(Path.Combine(shipped, "haproxy.cfg"), ct);
        // On one machine without a certificate: no account of its own, no port 80, no TLS, and so no cookie that only TLS carries.
        text = Regex.Replace(text, @"^frontend http\n(    .*\n)+", "", RegexOptions.Multiline);
        foreach (
            var (there, here) in new[]
            {
                ("    user haproxy\n    group haproxy\n", ""),
                ("bind :443 ssl crt /etc/haproxy/certificates alpn h2,http/1.1", $"bind 127.0.0.1:{port}"),
                ("bind 127.0.0.1:8404", $"bind 127.0.0.1:{statistics}"),
                ("/etc/haproxy/unavailable.html", Path.Combine(shipped, "unavailable.html")),
                ("/etc/haproxy/not-sent.html", Path.Combine(shipped, "not-sent.html")),
                (" httponly secure ", " httponly "),
                ("hdr Host governance.example", "hdr Host 127.0.0.1"),
            }
        )
        {
            Assert.Contains(there, text, StringComparison.Ordinal);
            text = text.Replace(there, here, StringComparison.Ordinal);
        }

        // The lines of the first node, for as many as there are.
        text = Regex.Replace(text, @"^    server [bc] .*\n", "", RegexOptions.Multiline);
        return Regex.Replace(
            text,
            @"^    server a 10\.0\.0\.11:8080 (?<rest>.*)$",
            line =>
                string.Join(
                    '\n',
                    nodes.Select(
                        (node, number) =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"    server n{number} 127.0.0.1:{node} {Renamed(line.Groups["rest"].Value, number)}"
                            )
                    )
                ),
            RegexOptions.Multiline
        );
    }

    private static string Renamed(string rest, int number) =>
        rest.Replace("cookie a", $"cookie n{number}", StringComparison.Ordinal)
            .Replace("nodes/a", $"nodes/n{number}", StringComparison.Ordinal);
}
