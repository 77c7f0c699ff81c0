using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>Every row of the log against tree, checkpoints and key folder.</summary>
internal sealed class LogCheck(IDbContextFactory<GovernanceDbContext> dbFactory, LogVerifier verifier, LogSelfCheck check, LogKey key)
    : IInstallationCheck
{
    // The first one matters; a log that was written over from end to end need not fill the screen.
    private const int Most = 50;

    public string Subject => "the log";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var open = await key.TryOpenAsync(ct);
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            if (!open && await db.Checkpoints.AnyAsync(ct))
            {
                yield return "The log's key is not in the key folder: the checkpoints cannot be verified.";
                yield break;
            }
        }

        LogTrust? trust = null;
        string? wrong = null;
        try
        {
            trust = await check.TrustAsync(ct);
            await check.ProveListedAsync(ct);
        }
        catch (LogDamagedException e)
        {
            wrong = e.Message;
        }

        if (wrong is not null)
        {
            yield return wrong;
        }

        var found = 0;
        await foreach (var finding in verifier.VerifyAsync(trust ?? new LogTrust(key.All, null), null, ct))
        {
            if (++found > Most)
            {
                yield return "Further findings are not shown here.";
                yield break;
            }

            yield return finding.Sentence;
        }
    }
}
