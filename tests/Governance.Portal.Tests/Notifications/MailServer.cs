using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Governance.Portal.Tests.Notifications;

/// <summary>
/// A real SMTP server of Debian on a port and a folder of its own; it ends with the test. What it takes lies in the folder as files.
/// </summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Process _process;

    private MailServer(Process process, string folder, int port) => (_process, Folder, Port) = (process, folder, port);

    public int Port { get; }

    private string Folder { get; }

    public static async Task<MailServer> StartAsync(CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), "governance-tests", Path.GetRandomFileName());
        // It makes its own folder, not the one above, which only a portal before it would have made.
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        var port = FreePort();
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            ArgumentList =
            {
                "-m",
                "aiosmtpd",
                "--nosetuid",
                "--listen",
                $"127.0.0.1:{port}",
                "--class",
                "aiosmtpd.handlers.Mailbox",
                folder,
            },
            RedirectStandardError = true,
        };
        var server = new MailServer(Process.Start(start)!, folder, port);
        while (!await AnswersAsync(port, ct))
        {
            Assert.False(server._process.HasExited, "python3-aiosmtpd is not installed; ./build.sh setup installs it.");
        }

        return server;
    }

    /// <summary>The mails as they arrived, by the order in which they did; a character for each byte.</summary>
    public IReadOnlyList<string> Mails =>
        Directory.Exists(Path.Combine(Folder, "new"))
            ?
            [
                .. new DirectoryInfo(Path.Combine(Folder, "new"))
                    .GetFiles()
                    .OrderBy(f => f.LastWriteTimeUtc)
                    .ThenBy(f => f.Name, StringComparer.Ordinal)
                    .Select(f => File.ReadAllText(f.FullName, Encoding.Latin1)),
            ]
            : [];

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync(ct))?.StartsWith("220", StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
