using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>What a database that is to be gone on from holds of the log.</summary>
/// <param name="Size">Entries.</param>
/// <param name="Root">Root of their tree.</param>
/// <param name="Newest">Its newest signed checkpoint, or null.</param>
/// <param name="Lost">The last checkpoint of the key folder, or null.</param>
/// <param name="Loss">What of the signed log is not in it, in a sentence; null when all of it is.</param>
/// <param name="Fault">Why it cannot be gone on from at all; null when it can.</param>
public sealed record RestoredState(long Size, byte[] Root, StoredCheckpoint? Newest, Checkpoint? Lost, string? Loss, string? Fault)
{
    /// <summary>What is wrong when no key is known that could verify what was signed: nothing is damaged, something is missing.</summary>
    internal static string KeysAreMissing(KeyFolder keys) =>
        $"the key folder {keys.Path} holds none of the log's public keys ({LogKeyFiles.List}), so nothing that was signed can be verified. "
        + "Restore the key folder first.";

    /// <summary>Verifies the log of a database and holds it against the key folder. Changes nothing.</summary>
    internal static async Task<RestoredState> ReadAsync(
        IDbContextFactory<GovernanceDbContext> database,
        KeyFolder keys,
        LastCheckpoint last,
        CancellationToken ct
    )
    {
        var none = new RestoredState(0, MerkleHash.Empty, null, null, null, null);
        try
        {
            // Before anything of it is read: its tables may be others.
            await using var db = await database.CreateDbContextAsync(ct);
            await SchemaVersions.EnsureUpgradableAsync(db, ct);
            var (lost, isMissing) = last.Find();
            var known = LogKeyFiles.ReadList(keys);
            if (known.Count == 0 && await db.Checkpoints.AnyAsync(ct))
            {
                return none with { Fault = KeysAreMissing(keys) };
            }

            await foreach (var finding in new LogVerifier(database).VerifyAsync(new LogTrust(known, null), null, ct))
            {
                return none with { Fault = $"the log in the database is damaged. {finding.Sentence}" };
            }

            var size = (await db.AuditEntries.MaxAsync(e => (long?)e.Index, ct) ?? -1) + 1;
            var state = none with
            {
                Size = size,
                Root = await LogProofs.RootAsync(db, size, ct),
                Newest = await LogReader.NewestFirst(db).FirstOrDefaultAsync(ct),
                Lost = lost,
            };
            if (isMissing && size > 0)
            {
                return state with
                {
                    Loss =
                        $"The file {LastCheckpoint.FileName} is missing from the key folder, so what was signed last is not known "
                        + $"for certain.",
                };
            }

            if (lost is null)
            {
                return state;
            }

            if (lost.Size > size)
            {
                return state with { Loss = $"The log ends after {size} entries, but the last signed checkpoint covers {lost.Size}." };
            }

            return (await LogProofs.RootAsync(db, lost.Size, ct)).AsSpan().SequenceEqual(lost.Root)
                ? state
                : state with
                {
                    Loss = $"The first {lost.Size} log entries are not those that the last signed checkpoint covers.",
                };
        }
        catch (Exception e) when (e is SchemaTooNewException or SchemaTooOldException)
        {
            return none with { Fault = $"this program cannot continue from this database. {e.Message}" };
        }
        catch (Exception e) when (e is DbException or LogDamagedException)
        {
            return none with { Fault = $"this program cannot read the database. {e.Message}" };
        }
    }
}
