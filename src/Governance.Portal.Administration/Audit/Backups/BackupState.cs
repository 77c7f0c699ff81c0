using Governance.Data;
using Governance.Data.Postgres;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>How old backups and rehearsals are, and whether someone has to act, as figures.</summary>
internal sealed class BackupState(BackupStanding standing, IOptions<BackupOptions> options, IConfiguration configuration) : IMeasureState
{
    private DateTimeOffset? _began;

    public async Task MeasureAsync(PortalMeter meter, GovernanceDbContext db, MeasuringRound round, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(round);
        var now = round.Now;
        var (backup, drill) = await BackupRecords.ReadAsync(db, ct);
        _began ??= await BackupStanding.BeganAsync(db, ct);
        var began = _began ?? now;
        var isExternal = options.Value.Database is BackedUpDatabase.External;
        var concerns = standing.Judge(backup, drill, began, now).ToLookup(c => c.Of);
        Tell(BackedUp.Backup, backup?.GoodAt, backup?.Wrong is not null);
        Tell(BackedUp.Drill, drill?.GoodAt, drill?.Wrong is not null);
        if (isExternal)
        {
            var isStuck =
                DataServices.KindOf(configuration.Database()) is DatabaseKind.Postgres && await PostgresTools.IsArchivingStuckAsync(db, ct);
            Tell(BackedUp.Database, standing.Marked(), isStuck);
        }

        void Tell(BackedUp of, DateTimeOffset? good, bool failed) =>
            meter.Backups.Looked(WireName.Of(of), now - (good ?? began), failed, concerns[of].Any());
    }
}
