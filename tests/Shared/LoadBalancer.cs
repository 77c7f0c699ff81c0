using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Governance.Testing;

/// <summary>HAProxy in front of nodes, as docs/operations.md sets it up, with a cookie that keeps a browser on its node.</summary>
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
        var address = new Uri($"http://127.0.0.1:{FreePorts(nodes.Count + 1).First(port => !nodes.Contains(port))}");
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, Settings(address.Port, nodes), ct);
        var process = Process.Start(
            new ProcessStartInfo(Program, ["-db", "-f", file]) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        // What it says is read, so that it never waits for us.
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return new LoadBalancer(process, folder, address);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Settings(int port, IReadOnlyList<int> nodes)
    {
        var text = new StringBuilder(
            """
            defaults
              mode http
              timeout connect 1s
              timeout client 60s
              timeout server 60s
              timeout tunnel 1h
              timeout check 1s
              retries 3
              option redispatch 1

            """
        );
        text.AppendLine(CultureInfo.InvariantCulture, $"frontend portal\n  bind 127.0.0.1:{port}\n  default_backend nodes");
        text.AppendLine(
            """
            backend nodes
              balance roundrobin
              cookie node insert indirect nocache httponly
              option httpchk GET /readyz
              http-check expect status 200
              default-server inter 1s fastinter 300ms fall 2 rise 1 on-marked-down shutdown-sessions check
            """
        );
        for (var node = 0; node < nodes.Count; node++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  server n{node} 127.0.0.1:{nodes[node]} cookie n{node}");
        }

        return text.ToString();
    }
}
