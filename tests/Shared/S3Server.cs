using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Governance.Testing;

/// <summary>
/// A server of the S3 protocol (s3rver, from npm) with the bucket <c>governance</c>, on a port of its own. It knows
/// keys by their id; of signatures it checks the form and the time. One whose test is over is emptied and serves the next: it keeps nothing
/// but files, and to start one takes longer than most of these tests.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Key = "S3RVER";

    private const string Announcement = "listening on ";

    private static readonly ConcurrentBag<S3Server> s_idle = [];

    private readonly string _folder;
    private readonly bool _takesAnyTime;
    private Process? _process;

    private S3Server(string folder, bool takesAnyTime) => (_folder, _takesAnyTime) = (folder, takesAnyTime);

    public int Port { get; private set; }

    /// <summary>Its buckets, a folder each.</summary>
    public string Buckets => _folder;

    /// <summary>Content of the credentials file of this server.</summary>
    public static string Credentials => $"[default]\naws_access_key_id = {Key}\naws_secret_access_key = {Key}\n";

    private static string Folder { get; } = Path.Combine(Root(), "tests", "s3-server");

    public static bool IsInstalled { get; } = Directory.Exists(Path.Combine(Folder, "node_modules", "s3rver"));

    public static void Need() => Assert.SkipUnless(IsInstalled, "Run ./build.sh setup to install the object storage server.");

    public static async Task<S3Server> StartAsync(CancellationToken ct)
    {
        Need();
        if (s_idle.TryTake(out var idle))
        {
            return idle;
        }

        return await StartNewAsync(takesAnyTime: false, ct);
    }

    /// <summary>
    /// One for the rest of the process, which also takes requests that were signed at another time than its own: clocks of tests stand
    /// where the test says.
    /// </summary>
    public static async Task<S3Server> StartForAllAsync() =>
        IsInstalled
            ? await StartNewAsync(takesAnyTime: true, CancellationToken.None)
            : throw new InvalidOperationException("Run ./build.sh setup to install the object storage server.");

    private static async Task<S3Server> StartNewAsync(bool takesAnyTime, CancellationToken ct)
    {
        var server = new S3Server(Directory.CreateTempSubdirectory("governance-s3-").FullName, takesAnyTime);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.End();
        await server.StartAgainAsync(ct);
        return server;
    }

    /// <summary>Names of all objects.</summary>
    public IReadOnlyList<string> Objects() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_folder, "governance"), "*._S3rver_object", SearchOption.AllDirectories)
                .Select(f => Path.GetFileName(f)[..^"._S3rver_object".Length])
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Ids of uploads in parts that were begun, and neither joined nor aborted.</summary>
    public IReadOnlyList<string> Uploads()
    {
        var begun = Path.Combine(_folder, "governance", "._S3rver_uploads");
        return Directory.Exists(begun) ? [.. Directory.EnumerateDirectories(begun).Select(f => Path.GetFileName(f)!)] : [];
    }

    /// <summary>Ends it as a fallen machine does; its objects stay.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it, at the port it had.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var clock = _takesAnyTime ? "any-time" : "";
        foreach (var argument in new[] { "server.mjs", _folder, Port.ToString(CultureInfo.InvariantCulture), clock })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        while (await _process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                Port = int.Parse(line[Announcement.Length..], CultureInfo.InvariantCulture);
                return;
            }
        }

        throw new InvalidOperationException("The object storage server ended before it listened.");
    }

    /// <summary>Settings of a portal that keeps its content there.</summary>
    public void Configure(Dictionary<string, string?> settings, string credentialsFile)
    {
        ArgumentNullException.ThrowIfNull(settings);
        File.WriteAllText(credentialsFile, Credentials);
        settings["Storage:S3:Endpoint"] = $"http://127.0.0.1:{Port}";
        settings["Storage:S3:Bucket"] = "governance";
        settings["Storage:S3:Prefix"] = "portal/";
        settings["Storage:S3:PathStyle"] = "true";
        settings["Storage:S3:CredentialsFile"] = credentialsFile;
        settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } && IsEmptied())
        {
            s_idle.Add(this);
            return;
        }

        await KillAsync();
        End();
    }

    // False where something is still written: such a server serves no one any more.
    private bool IsEmptied()
    {
        try
        {
            foreach (var entry in new DirectoryInfo(Path.Combine(_folder, "governance")).EnumerateFileSystemInfos())
            {
                if (entry is DirectoryInfo folder)
                {
                    folder.Delete(recursive: true);
                }
                else
                {
                    entry.Delete();
                }
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void End()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("No repository above the tests.");
        }

        return folder.FullName;
    }
}
