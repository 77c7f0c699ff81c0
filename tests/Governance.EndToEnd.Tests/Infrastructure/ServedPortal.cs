using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Tests.Custody;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>
/// The program as it is delivered: a process of its own in an empty folder, told its address and where its data lies, and nothing else.
/// On PostgreSQL it is told the database besides, which is empty too.
/// </summary>
internal sealed class ServedPortal : RunningPortal
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-served-").FullName;
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuthenticatorApp> _apps = new(StringComparer.OrdinalIgnoreCase);
    private TestDatabase? _server;
    private PortalProcess? _process;
    private ServiceProvider? _data;

    /// <summary>Where the program puts what it keeps when no one says where.</summary>
    public string DataFolder => Path.Combine(_folder, "data", "governance-portal");

    public string KeyFolder => Path.Combine(DataFolder, "keys");

    /// <summary>Lines of its log that say that something failed.</summary>
    public IReadOnlyList<string> Failures =>
        [.. _process!.Lines.Where(l => l.StartsWith('{') && IsFailure(JsonDocument.Parse(l).RootElement))];

    /// <summary>It is started by the test, which knows the database.</summary>
    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts it.</summary>
    /// <param name="database">Where its data lies.</param>
    public async Task StartAsync(DatabaseKind database)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}"));
        }

        _told["ASPNETCORE_URLS"] = Address.OriginalString;
        _told["XDG_DATA_HOME"] = Path.Combine(_folder, "data");
        var connection = $"Data Source={Path.Combine(DataFolder, "governance.db")}";
        if (database is DatabaseKind.Postgres)
        {
            _server = TestDatabase.Create(database, _folder);
            _told["ConnectionStrings__Governance"] = connection = _server.ConnectionString;
        }

        _data = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddGovernanceData(connection, _folder)
            .BuildServiceProvider();
        if (database is DatabaseKind.Postgres)
        {
            await using var db = await OpenAsync();
            await db.Database.ExecuteSqlRawAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }

        _process = await PortalProcess.StartAsync(PublishedProgram.Path, _told, CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_data is not null)
        {
            await _data.DisposeAsync();
        }

        _server?.Drop();
        Directory.Delete(_folder, recursive: true);
    }

    public override Task<AuthenticatorApp?> AppAsync(string email) => Task.FromResult(_apps.GetValueOrDefault(email));

    public override Task<AuthenticatorApp> KeepAppAsync(string email, byte[] secret) =>
        Task.FromResult(_apps[email] = new AuthenticatorApp(secret, TimeProvider.System, () => ForgetStepsAsync(email)));

    /// <summary>Runs a command of the host as its operator does.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var ran = await PortalProcess.RunBuildAsync(PublishedProgram.Path, _told, null, CancellationToken.None, arguments);
        Assert.True(ran.Code == 0, ran.Output + ran.Errors);
        return ran.Output;
    }

    private async Task<GovernanceDbContext> OpenAsync() =>
        await _data!.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync();

    private async Task ForgetStepsAsync(string email)
    {
        await using var db = await OpenAsync();
        var user = new UserId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
        await db.TimeCodeKeys.Where(k => k.User == user).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastStep, 0));
    }

    // That no one outside keeps checkpoints is said to everyone who sets none: it is true. And PostgreSQL's provider reads the list of
    // migrations of a new database before there is one, and has that logged.
    private static bool IsFailure(JsonElement line) =>
        line.GetProperty("LogLevel").GetString() is "Error" or "Critical"
        && line.GetProperty("EventId").GetInt32() is not 1509
        && !line.GetProperty("Message").GetString()!.Contains("__EFMigrationsHistory", StringComparison.Ordinal);
}
