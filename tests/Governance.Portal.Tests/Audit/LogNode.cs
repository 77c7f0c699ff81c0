using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Storage;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// A node of an installation, or what is left of it after a restart: its own process state, on a database and a key folder that outlive it.
/// </summary>
internal sealed class LogNode : IDisposable
{
    private LogNode(PortalFactory portal, string keyFolder)
    {
        Keys = new KeyFolder(keyFolder);
        Key = new LogKey(Keys, portal.Databases, Options.Create(new AuditOptions()));
        Last = new LastCheckpoint(Keys);
        Signer = new CheckpointSigner(
            portal.Databases,
            Key,
            Last,
            Health,
            new ChangeFeed(NullLogger<ChangeFeed>.Instance),
            TimeProvider.System,
            NullLogger<CheckpointSigner>.Instance
        );
        SelfCheck = new LogSelfCheck(
            portal.Databases,
            new LogVerifier(portal.Databases),
            Key,
            Last,
            Health,
            new LogCheckDays(portal.Databases, TimeProvider.System, NullLogger<LogCheckDays>.Instance),
            TimeProvider.System,
            NullLogger<LogSelfCheck>.Instance
        );
    }

    public KeyFolder Keys { get; }

    public LogKey Key { get; }

    public LastCheckpoint Last { get; }

    public LogHealth Health { get; } = new();

    public CheckpointSigner Signer { get; }

    public LogSelfCheck SelfCheck { get; }

    /// <summary>The portal without its jobs: what is signed and when is the test's doing.</summary>
    public static PortalFactory Portal(DatabaseKind kind = DatabaseKind.Sqlite) =>
        new(kind) { Replace = services => services.RemoveAll<IHostedService>() };

    public static async Task<LogNode> StartAsync(PortalFactory portal, string? keyFolder = null)
    {
        _ = portal.Services; // migrates, makes the key
        var node = new LogNode(portal, keyFolder ?? portal.KeyFolder);
        await node.Key.OpenAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>A host command: a process that has not seen what was in the key folder, and opens no key.</summary>
    public static LogNode Beside(PortalFactory portal) => new(portal, portal.KeyFolder);

    /// <summary>A key folder of a node's own, with the installation's key.</summary>
    public static string CopyKeys(PortalFactory portal, string name)
    {
        _ = portal.Services;
        var keys = new KeyFolder(Path.Combine(portal.Folder, name));
        foreach (var file in Directory.EnumerateFiles(portal.KeyFolder))
        {
            keys.Write(Path.GetFileName(file), File.ReadAllText(file));
        }

        return keys.Path;
    }

    /// <summary>Appends entries; as a program that does not ask what was signed, when it is told not to.</summary>
    public static async Task AppendAsync(PortalFactory portal, int count, string action = "thing.made", bool asks = true)
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        db.AcceptsLoss = !asks;
        for (var i = 0; i < count; i++)
        {
            db.Append(new AuditEvent(action, $"thing-{i}", new JsonObject()), Actor.Host, TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync();
    }

    /// <summary>Does what the guards of the database refuse.</summary>
    public static async Task TamperAsync(PortalFactory portal, string statement)
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        foreach (var table in LogTables.Guarded)
        {
            foreach (var verb in new[] { "update", "delete", "replace" })
            {
                await ExecuteAsync(db, $"DROP TRIGGER IF EXISTS \"{table}_no_{verb}\"");
            }
        }

        await ExecuteAsync(db, statement);
    }

    public void Dispose() => Signer.Dispose();

    private static async Task ExecuteAsync(GovernanceDbContext db, string statement)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Statements of tests.
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
