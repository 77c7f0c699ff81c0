using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Governance.Testing;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>
/// Debian's nats-server with JetStream: a folder and a port of its own, killed and started again at will. Never the machine's.
/// </summary>
internal sealed class NatsServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nats-server";

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-nats-").FullName;
    private readonly List<string> _arguments;
    private Process? _process;

    private NatsServer(TestAuthority? authority)
    {
        Port = FreePort();
        _arguments =
        [
            "-a",
            "127.0.0.1",
            "-p",
            $"{Port}",
            "-js",
            "-sd",
            _folder,
            "--user",
            "portal",
            "--pass",
            "p:w",
            "-l",
            $"{_folder}/log",
        ];
        if (authority is not null)
        {
            File.WriteAllText($"{_folder}/cert.pem", authority.Server.ExportCertificatePem());
            File.WriteAllText($"{_folder}/key.pem", authority.KeyPem);
            File.WriteAllText(AuthorityFile, authority.Pem);
            _arguments.AddRange(["--tls", "--tlscert", $"{_folder}/cert.pem", "--tlskey", $"{_folder}/key.pem"]);
        }

        File.WriteAllText(CredentialsFile, "portal:p:w\n");
    }

    public int Port { get; }

    public string CredentialsFile => $"{_folder}/credentials";

    public string AuthorityFile => $"{_folder}/authority.pem";

    public static async Task<NatsServer> StartAsync(TestAuthority? authority, CancellationToken ct)
    {
        Assert.SkipUnless(File.Exists(Program), "Install nats-server to run this test; ./build.sh setup installs it.");
        var server = new NatsServer(authority);
        await server.StartAsync(ct);
        return server;
    }

    public async Task StartAsync(CancellationToken ct)
    {
        _process = Process.Start(Program, _arguments);
        await Until.HoldsAsync("nats-server listens", TimeSpan.FromSeconds(30), ListensAsync, ct);
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Makes streams of these names, each keeping the subject of its name.</summary>
    public async Task MakeAsync(params string[] names)
    {
        await using var connection = Client();
        var context = new NatsJSContext(connection);
        foreach (var name in names)
        {
            await context.CreateStreamAsync(new StreamConfig(name, [name]));
        }
    }

    /// <summary>Sends messages; returns once all are kept.</summary>
    public async Task SendAsync(string subject, IEnumerable<string> messages)
    {
        await using var connection = Client();
        var context = new NatsJSContext(connection);
        foreach (var message in messages)
        {
            (await context.PublishAsync(subject, message)).EnsureSuccess();
        }
    }

    /// <summary>How many messages a stream keeps.</summary>
    public async Task<long> CountAsync(string stream)
    {
        await using var connection = Client();
        return (await new NatsJSContext(connection).GetStreamAsync(stream)).Info.State.Messages;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private NatsConnection Client() =>
        new(
            NatsOpts.Default with
            {
                Url = $"nats://localhost:{Port}",
                AuthOpts = NatsAuthOpts.Default with { Username = "portal", Password = "p:w" },
                TlsOpts = new NatsTlsOpts { CaFile = File.Exists(AuthorityFile) ? AuthorityFile : null },
                RequestTimeout = TimeSpan.FromSeconds(30),
                ConnectTimeout = TimeSpan.FromSeconds(30),
                CommandTimeout = TimeSpan.FromSeconds(30),
            }
        );

    private async Task<bool> ListensAsync(CancellationToken ct)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
