using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// A portal whose log is found damaged, and made whole again: the key folder knows of an entry more than the database has, as after a
/// fail-over that lost the end.
/// </summary>
internal sealed class DamagedLog
{
    private readonly PortalFactory _portal;
    private readonly Dictionary<string, byte[]> _files;

    private DamagedLog(PortalFactory portal, Dictionary<string, byte[]> files) => (_portal, _files) = (portal, files);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<DamagedLog> OfAsync(PortalFactory portal)
    {
        var signed = await portal.Get<CheckpointSigner>().SignAsync(Ct);
        string[] names = [LastCheckpoint.FileName, CheckpointList.FileName];
        var files = names.Select(name => Path.Combine(portal.KeyFolder, name)).ToDictionary(path => path, File.ReadAllBytes);
        var key = portal.Get<LogKey>();
        portal.Get<LastCheckpoint>().Write(key.Sign(new Checkpoint(key.Origin, signed!.Size + 1, new byte[32])));
        return new DamagedLog(portal, files);
    }

    /// <summary>The lost end is there again, and the log was verified.</summary>
    public async Task RepairAsync()
    {
        foreach (var (path, bytes) in _files)
        {
            await File.WriteAllBytesAsync(path, bytes, Ct);
        }

        Assert.NotNull(await _portal.Get<CheckpointSigner>().SignAsync(Ct));
        Assert.Null((await _portal.Get<LogSelfCheck>().RunAsync(Ct)).Sentence);
        Assert.Null(_portal.Get<LogHealth>().Sentence);
    }

    public async Task<long> CountAsync()
    {
        await using var db = await _portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.LongCountAsync(Ct);
    }
}
