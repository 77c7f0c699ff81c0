using Governance.Data;
using Governance.Domain.Organisations;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Organisations;

namespace Governance.Portal.Administration.Organisations;

/// <summary>Reads the organisation's time zone again when it changed, here or on another node.</summary>
internal sealed partial class OrganisationZoneJob(
    ReadOrganisation organisations,
    OrganisationZone zone,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<OrganisationZoneJob> logger
) : PeriodicJob(TimeSpan.FromHours(1), clock)
{
    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken ct) => zone.Zone = (await organisations.RunAsync(ct)).Zone;

    /// <inheritdoc/>
    protected override IDisposable Listen() => feed.Subscribe([Organisation.Subject], _ => Wake());

    /// <inheritdoc/>
    protected override void Tell(Exception problem) => LogFailed(problem);

    [LoggerMessage(2104, LogLevel.Error, "Reading the organisation's time zone failed; the next attempt follows soon")]
    private partial void LogFailed(Exception e);
}
