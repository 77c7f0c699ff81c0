using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Governance.Testing;

/// <summary>A syslog daemon of its own: own settings, own folder, a free port, ended with the test. Never the machine's.</summary>
internal sealed class Rsyslog : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _folder;

    private Rsyslog(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    /// <summary>The daemon, or null where it is not installed.</summary>
    public static string? Program { get; } = new[] { "/usr/sbin/rsyslogd", "/sbin/rsyslogd" }.FirstOrDefault(File.Exists);

    /// <summary>Whether it speaks TLS.</summary>
    public static bool HasTls { get; } =
        Directory.Exists("/usr/lib")
        && Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Any(d => File.Exists(Path.Combine(d, "rsyslog", "lmnsd_gtls.so")));

    public int Port { get; }

    private string Output => Path.Combine(_folder, "events.log");

    public static async Task<Rsyslog> StartAsync(TestAuthority? authority, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("governance-rsyslog-").FullName;
        var port = FreePort();
        var input = $"module(load=\"imtcp\")\ninput(type=\"imtcp\" port=\"{port}\" address=\"127.0.0.1\")";
        if (authority is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.Pem, ct);
            await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), authority.Server.ExportCertificatePem(), ct);
            await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), authority.KeyPem, ct);
            input = $"""
                global(defaultNetstreamDriver="gtls" defaultNetstreamDriverCAFile="{folder}/ca.pem" defaultNetstreamDriverCertFile="{folder}/cert.pem" defaultNetstreamDriverKeyFile="{folder}/key.pem")
                module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
                input(type="imtcp" port="{port}" address="127.0.0.1")
                """;
        }

        var settings = Path.Combine(folder, "rsyslog.conf");
        await File.WriteAllTextAsync(
            settings,
            $$"""
            global(workDirectory="{{folder}}" maxMessageSize="64k")
            {{input}}
            module(load="mmpstrucdata")
            template(name="taken" type="string" string="%$!rfc5424-sd!event@32473!id%\t%syslogfacility-text%\t%syslogseverity-text%\t%app-name%\t%msgid%\t%msg%\n")
            action(type="mmpstrucdata")
            action(type="omfile" file="{{folder}}/events.log" template="taken" flushOnTXEnd="on" asyncWriting="off")
            """,
            ct
        );
        var process = Process.Start(
            new ProcessStartInfo(Program!, ["-n", "-f", settings, "-i", Path.Combine(folder, "pid")])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var rsyslog = new Rsyslog(process, folder, port);
        await Until.HoldsAsync(
            "rsyslogd listens",
            s_patience,
            async patience =>
            {
                Assert.False(process.HasExited, "rsyslogd ended at once.");
                return await ListensAsync(port, patience);
            },
            ct
        );
        return rsyslog;
    }

    /// <summary>What it wrote, once it wrote so many lines.</summary>
    public Task<IReadOnlyList<string>> LinesAsync(int count, CancellationToken ct) => LinesAsync(lines => lines.Count >= count, ct);

    /// <summary>What it wrote, once that is enough.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(Func<IReadOnlyList<string>, bool> areEnough, CancellationToken ct)
    {
        using var written = new FileSystemWatcher(_folder, "events.log");
        var changed = new SemaphoreSlim(0);
        written.Changed += (_, _) => changed.Release();
        written.Created += (_, _) => changed.Release();
        written.EnableRaisingEvents = true;
        // A file that is written often is looked at often: what is bounded is the time.
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < s_patience; )
        {
            IReadOnlyList<string> lines = File.Exists(Output) ? await File.ReadAllLinesAsync(Output, ct) : [];
            if (areEnough(lines))
            {
                return lines;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(1), ct);
        }

        throw new TimeoutException("rsyslogd did not write the events.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
