using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Data;

/// <summary>What is saved while the log is damaged: sign-ins to read, recorded beside it.</summary>
public abstract partial class GovernanceDbContext
{
    /// <summary>What is known to be wrong with the log, so that nothing is changed; null while nothing is.</summary>
    public string? LogDamage => AcceptsLoss ? null : Memory?.Damage;

    /// <summary>
    /// True while a sign-in to read is made beside a damaged log: <see cref="SaveBesideAsync"/> saves it, and nothing that the log would
    /// have to state is changed.
    /// </summary>
    public bool SavesBeside { get; set; }

    /// <summary>
    /// Saves rows that the log does not state, and none of those that it does; the facts that wait are answered, to be kept elsewhere.
    /// </summary>
    /// <exception cref="LogDamagedException">Something is to be changed that the log states.</exception>
    public async Task<IReadOnlyList<(AuditEvent Fact, Actor Actor, DateTimeOffset At)>> SaveBesideAsync(CancellationToken cancellationToken)
    {
        AuditGuard.Check(this);
        var tables = RecordTables.Of(this);
        if (ChangeTracker.Entries().FirstOrDefault(tables.IsChanged) is { } stated)
        {
            throw new LogDamagedException(
                $"{stated.Metadata.ClrType.Name} is stated by the log, and is not changed while the log is damaged."
            );
        }

        await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);
        IReadOnlyList<(AuditEvent, Actor, DateTimeOffset)> facts = [.. _pending.Select(p => (p.Fact, p.Actor, p.Now))];
        _pending.Clear();
        return facts;
    }
}
