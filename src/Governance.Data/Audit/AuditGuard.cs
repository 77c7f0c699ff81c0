using Governance.Data.Audit.Records;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit;

/// <summary>A fact waiting for its place in the log.</summary>
internal sealed record PendingEntry(AuditEvent Fact, Actor Actor, DateTimeOffset Now, Action<long>? Written);

/// <summary>Makes a silent change impossible: whatever is audited and changes must be named by a fact of the same save.</summary>
internal static class AuditGuard
{
    /// <exception cref="InvalidOperationException">An audited thing changed without a fact that names it, or a log entry was to be
    /// changed.</exception>
    public static void Check(GovernanceDbContext db)
    {
        HashSet<string>? named = null;
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
            {
                continue;
            }

            if (
                entry.Entity is AuditEntry or AuditNode or StoredCheckpoint or CheckpointCosignature
                && entry.State is not EntityState.Added
            )
            {
                throw new InvalidOperationException(
                    "What the log wrote (entries, nodes, checkpoints, cosignatures) must never be changed or deleted."
                );
            }

            if (entry.Entity is not IAudited audited)
            {
                // Parts, and what carries rights: whichever entry of the save speaks of it, one states the row.
                if (db.Pending.Count == 0 && RecordTables.Of(db).IsChanged(entry))
                {
                    throw new InvalidOperationException(
                        $"{entry.Metadata.ClrType.Name} was {entry.State.ToString().ToLowerInvariant()}, but this save has no "
                            + "log entry that could state it."
                    );
                }

                continue;
            }

            named ??= [.. db.Pending.Where(p => !p.Fact.Refused).SelectMany(p => p.Fact.Covers.Append(p.Fact.Subject))];
            if (!named.Contains(audited.AuditSubject))
            {
                throw new InvalidOperationException(
                    $"{entry.Entity.GetType().Name} {audited.AuditSubject} was {entry.State.ToString().ToLowerInvariant()}, but no log "
                        + $"entry of this save names it."
                );
            }
        }
    }
}
