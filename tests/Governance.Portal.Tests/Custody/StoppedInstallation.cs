using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Custody;

/// <summary>An installation in a folder of its own whose portal runs only while something is done: what host commands are for.</summary>
/// <param name="connection">Its database; null for a file in the folder.</param>
internal sealed class StoppedInstallation(string? connection = null) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("governance-stopped-").FullName;

    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    public MovableClock Clock { get; } = new();

    public string Keys => Path.Combine(Folder, "live", "keys");

    public string Connection => connection ?? $"Data Source={Path.Combine(Folder, "live", "governance.db")}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Everything below the folder of the installation is gone.</summary>
    public void Lose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(At("live"), recursive: true);
    }

    public WebApplication Build()
    {
        Directory.CreateDirectory(At("live"));
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance={Connection}",
            $"--Storage:ArtifactPath={Path.Combine(Folder, "live", "artifacts")}",
            $"--Storage:KeyPath={Keys}",
            .. Settings.Select(s => $"--{s.Key}={s.Value}"),
        ]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        return builder.Build();
    }

    /// <summary>Runs a host command, without a process of its own.</summary>
    public Task<int> RunAsync(IHostCommand command, params string[] arguments) =>
        command.Make(new HostCommandRunner(Build, Startup.PrepareAsync)).Parse(arguments).InvokeAsync(null, Ct);

    /// <summary>Writes entries; signs them, unless told otherwise.</summary>
    /// <returns>Entries of the log.</returns>
    public async Task<long> WorkAsync(int entries, string action = "test.written", bool signs = true)
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        for (var i = 0; i < entries; i++)
        {
            db.Append(new AuditEvent(action, "test", new JsonObject { ["n"] = i }), Actor.Host, Clock.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
        if (signs)
        {
            await portal.Services.GetRequiredService<CheckpointSigner>().SignAsync(Ct);
        }

        return await db.AuditEntries.LongCountAsync(Ct);
    }

    /// <summary>Makes a recipient of backups.</summary>
    /// <returns>The file of its private key.</returns>
    public string MakeRecipient()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=backup", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(At("recipient.key"), rsa.ExportPkcs8PrivateKeyPem());
        Settings["Backup:Recipient"] = At("recipient.pem");
        File.WriteAllText(At("recipient.pem"), certificate.ExportCertificatePem());
        return At("recipient.key");
    }
}
