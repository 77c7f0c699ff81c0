using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Hosting;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Npgsql;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// The installation of a game day: two nodes behind the shipped HAProxy, a PostgreSQL server with an archived log, mail, Prometheus with
/// the shipped rules, programs that write and a person who reads.
/// </summary>
internal sealed class GameDay : IAsyncDisposable
{
    public const string Officer = "officer@test.example";

    private const string Reader = "engineer@test.example";
    private const int StoreMegabytes = 256;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-day-").FullName;
    private readonly int[] _ports = LoadBalancer.FreePorts(4);
    private readonly PortalProcess?[] _nodes = new PortalProcess?[2];
    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    public OwnPostgres Postgres { get; private set; } = null!;

    public CuttableLink[] Links { get; private set; } = [];

    public CuttableLink MailLink { get; private set; } = null!;

    public MailServer Mail { get; private set; } = null!;

    public LoadBalancer Balancer { get; private set; } = null!;

    public PrometheusServer Prometheus { get; private set; } = null!;

    public NodeWriters Writers { get; private set; } = null!;

    public PageReader Person { get; private set; } = null!;

    /// <summary>The newest base backup of the database, and the backup of store and keys.</summary>
    public string BaseBackup { get; set; } = "";

    /// <summary>The moment before the log was damaged.</summary>
    public string Moment { get; set; } = "";

    public string Keys => Path.Combine(_folder, "keys");

    public string Store => Path.Combine(_folder, "store");

    public string Backup => Path.Combine(_folder, "backup");

    public string Recipient => Path.Combine(_folder, "recipient.pem");

    public string RecipientKey => Path.Combine(_folder, "recipient.key");

    public string Chromium => Path.Combine(_folder, "chromium");

    public Dictionary<string, string> Settings { get; private set; } = [];

    /// <summary>Programs write and a person reads.</summary>
    public bool IsRead => !_work.IsCompleted;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<GameDay> BeginAsync()
    {
        var day = new GameDay();
        try
        {
            await day.SetUpAsync();
            return day;
        }
        catch
        {
            await day.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process of a node.</summary>
    public PortalProcess Node(int number) => _nodes[number]!;

    /// <summary>Starts a node where it was.</summary>
    /// <param name="number">Which.</param>
    /// <param name="machine">What its machine says, such as another clock.</param>
    public async Task StartAsync(int number, IReadOnlyDictionary<string, string>? machine = null)
    {
        var own = new Dictionary<string, string>(Settings, StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_ports[number]}",
            ["Telemetry__MetricsPort"] = _ports[2 + number].ToString(CultureInfo.InvariantCulture),
            ["ConnectionStrings__Governance"] = new NpgsqlConnectionStringBuilder(Postgres.ConnectionTo("governance"))
            {
                Port = Links[number].Port,
            }.ConnectionString,
        };
        _nodes[number] = await PortalProcess.StartOnAsync(own, machine ?? new Dictionary<string, string>(), Ct);
    }

    /// <summary>Ends a node as its supervisor does.</summary>
    public async Task StopAsync(int number)
    {
        await Node(number).SignalAsync("TERM", Ct);
        await Node(number).EndAsync(Ct).WaitAsync(s_patience, Ct);
        await EndAsync(number);
    }

    /// <summary>A node is gone, whatever it was doing.</summary>
    public async Task EndAsync(int number)
    {
        await Node(number).DisposeAsync();
        _nodes[number] = null;
    }

    /// <summary>Programs write and a person reads, until it is called off.</summary>
    public void Load(int writers)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        _work = Task.WhenAll([
            .. Enumerable.Range(0, writers).Select(w => Writers.WriteAsync(w % 2, _stop.Token, Ct)),
            Person.ReadAsync("/models", _stop.Token, Ct),
        ]);
    }

    /// <summary>What was begun is answered, and no more begins.</summary>
    public async Task UnloadAsync()
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(s_patience, Ct);
        _stop.Dispose();
    }

    /// <summary>What the nodes that run have last said of errors.</summary>
    public IEnumerable<string> LastErrors() =>
        _nodes
            .OfType<PortalProcess>()
            .SelectMany(n => n.Lines.Where(l => l.Contains("\"LogLevel\":\"Error\"", StringComparison.Ordinal)).TakeLast(10));

    /// <summary>Waits until writes are answered.</summary>
    public Task WritesAsync() => Task.WhenAll(Writers.AnswersAsync(0, 4, Ct), Writers.AnswersAsync(1, 4, Ct)).WaitAsync(s_patience, Ct);

    /// <summary>Waits until an alert fires, or will once its time has passed.</summary>
    public Task AlertAsync(string alert) =>
        Until.HoldsAsync(
            $"the alert {alert}",
            s_patience,
            async ct => (await Prometheus.AlertsAsync(ct)).Any(a => a.StartsWith(alert, StringComparison.Ordinal)),
            Ct
        );

    /// <summary>Waits until it is over.</summary>
    public Task NoAlertAsync(string alert) =>
        Until.HoldsAsync(
            $"the end of the alert {alert}",
            s_patience,
            async ct => !(await Prometheus.AlertsAsync(ct)).Any(a => a.StartsWith(alert, StringComparison.Ordinal)),
            Ct
        );

    /// <summary>What a person's browser gets, at whichever node they are led to.</summary>
    public async Task<(HttpStatusCode Status, string Body)> OpenAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = Balancer.Address, Timeout = TimeSpan.FromSeconds(20) };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Add("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        using var answer = await client.SendAsync(request, Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Runs a host command.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
        PortalProcess.RunAsync(
            new Dictionary<string, string>(Settings, StringComparer.Ordinal)
            {
                ["ConnectionStrings__Governance"] = Postgres.ConnectionTo("governance"),
            },
            null,
            Ct,
            arguments
        );

    /// <summary>Makes the certificate to which backups are encrypted.</summary>
    /// <param name="from">Since when it is valid.</param>
    /// <param name="until">Until when.</param>
    public async Task MakeRecipientAsync(DateTimeOffset from, DateTimeOffset until)
    {
        using var key = RSA.Create();
        if (File.Exists(RecipientKey))
        {
            key.ImportFromPem(await File.ReadAllTextAsync(RecipientKey, Ct));
        }

        var request = new CertificateRequest("CN=backup", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(from, until);
        await File.WriteAllTextAsync(RecipientKey, key.ExportPkcs8PrivateKeyPem(), Ct);
        await File.WriteAllTextAsync(Recipient, certificate.ExportCertificatePem(), Ct);
    }

    /// <summary>The disk of the store grows or is filled.</summary>
    public static async Task ShellAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"set -euo pipefail; {script}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, script + await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.OfType<PortalProcess>())
        {
            await node.DisposeAsync();
        }

        Person?.Dispose();
        IAsyncDisposable?[] parts = [Prometheus, Balancer, .. Links, MailLink, Mail, Postgres];
        foreach (var part in parts)
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        using (var unmount = Process.Start(new ProcessStartInfo("umount", [Store]) { RedirectStandardError = true })!)
        {
            await unmount.WaitForExitAsync(CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task SetUpAsync()
    {
        Postgres = await OwnPostgres.StartAsync(Ct);
        Links = [new CuttableLink(Postgres.Port), new CuttableLink(Postgres.Port)];
        Mail = await MailServer.StartAsync(Ct);
        MailLink = new CuttableLink(Mail.Port);
        Directory.CreateDirectory(Store);
        await ShellAsync($"mount -t tmpfs -o size={StoreMegabytes}m,mode=0700 governance-day {Store}");
        var browser = Environment
            .GetEnvironmentVariable("PATH")!
            .Split(':')
            .SelectMany(p => new[] { "chromium-headless-shell", "chromium" }.Select(n => Path.Combine(p, n)))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(browser is null, "Install chromium to run this test.");
        File.CreateSymbolicLink(Chromium, browser);
        await MakeRecipientAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Settings = new(StringComparer.Ordinal)
        {
            ["Storage__ArtifactPath"] = Path.Combine(Store, "artifacts"),
            ["Storage__KeyPath"] = Keys,
            ["Storage__ReserveBytes"] = (16L << 20).ToString(CultureInfo.InvariantCulture),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RateLimits__RequestsPerSecond"] = "1000000",
            // Longer than HAProxy takes to notice.
            ["Shutdown__DrainSeconds"] = "3",
            ["Notifications__PublicAddress"] = "https://governance.example",
            ["Notifications__Smtp__Host"] = "127.0.0.1",
            ["Notifications__Smtp__Port"] = MailLink.Port.ToString(CultureInfo.InvariantCulture),
            ["Notifications__Smtp__Security"] = "None",
            ["Notifications__Smtp__From"] = "governance@portal.example",
            ["Outbound__PrivateHosts__0"] = "127.0.0.1",
            ["Backup__Database"] = "External",
            ["Backup__DatabaseMark"] = Postgres.Mark,
            ["Backup__Recipient"] = Recipient,
            ["Reports__ChromiumPath"] = Chromium,
        };
        var key = await PrepareAsync();
        Balancer = await LoadBalancer.StartAsync(_ports[..2], Ct);
        await Task.WhenAll(StartAsync(0), StartAsync(1));
        Prometheus = await PrometheusServer.StartAsync(
            [.. _ports[2..].Select(p => new Uri($"http://127.0.0.1:{p}"))],
            Checkout.Path("deploy"),
            Ct
        );
        await Until.HoldsAsync(
            "HAProxy leads to a node",
            s_patience,
            async _ => (await OpenAsync("/readyz")).Status is HttpStatusCode.OK,
            Ct
        );
        using var client = new HttpClient { BaseAddress = Balancer.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        await NodesUnderFireTests.MakeModelAsync(client);
        Writers = new NodeWriters(key, _ => Balancer.Address) { Level = 5, Pause = TimeSpan.FromMilliseconds(200) };
        Person = await PageReader.SignInAsync(Balancer.Address, Reader, Ct);
        BaseBackup = await Postgres.BaseBackupAsync(Ct);
        var (code, output, errors) = await RunAsync("backup", "create", Backup);
        Assert.True(code == 0, output + errors);
    }

    private async Task<string> PrepareAsync()
    {
        await using var portal = new PortalFactory { RunsJobs = false };
        foreach (var (name, value) in Settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        portal.Settings["ConnectionStrings:Governance"] = Postgres.ConnectionTo("governance");
        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        await portal.CreateUserAsync(Officer, Roles.RiskOfficer);
        var engineer = await portal.CreateUserAsync(Reader, Roles.Engineer, Roles.RiskOfficer);
        using var client = await portal.CreateKeyClientAsync(
            engineer,
            "registry:write",
            "registers:read",
            "registers:write",
            "decisions:write"
        );
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }
}
