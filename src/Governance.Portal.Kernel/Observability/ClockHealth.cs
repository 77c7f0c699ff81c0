using System.Runtime.CompilerServices;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Whether this node's clock agrees with the database's, and runs evenly.</summary>
internal sealed class ClockHealth(
    ClockWatch watch,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DatabaseClock time,
    TimeProvider clock
) : IHealthSource
{
    public string Subject => "Clock";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var offset = clock.GetUtcNow() - await time.NowAsync(db, ct);
        FormattableString limit = $"Leases and queue order follow the clock of the database, whatever this node's clock says.";
        if (await LogAhead.FindAsync(db, clock.GetUtcNow(), ct) is { } ahead)
        {
            FormattableString order = $"Entries keep their order in the log, whatever time they carry.";
            yield return HealthLine.Impaired(
                Subject,
                $"The last log entry is {Formats.Duration(ahead)} later than the node's clock: it was or is wrong. Check its time service.",
                order
            );
        }

        yield return offset.Duration() > ClockWatch.Most
            ? HealthLine.Impaired(
                Subject,
                $"The clocks of node and database are {Formats.Duration(offset.Duration())} apart. Start the time service on both.",
                limit
            )
        : watch.LastJump is not var (by, at) ? HealthLine.Well(Subject, $"The clock runs evenly and agrees with the database.", limit)
        : by > TimeSpan.Zero
            ? HealthLine.Impaired(
                Subject,
                $"The clock jumped forward by {Formats.Duration(by)}: it was changed or the machine was suspended. Check its time service.",
                limit,
                at
            )
        : HealthLine.Impaired(
            Subject,
            $"The clock was set back by {Formats.Duration(-by)}. Check the time service of the machine.",
            limit,
            at
        );
    }
}
