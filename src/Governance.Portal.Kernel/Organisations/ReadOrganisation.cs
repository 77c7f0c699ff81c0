using Governance.Data;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Organisations;

/// <summary>
/// Says who the organisation is: the one place that is asked. What people wrote on its page counts; until they have, the configuration's
/// <c>Reports__Organisation</c> and, for the time zone alone, <c>Incidents__TimeZone</c>.
/// </summary>
public sealed class ReadOrganisation(IDbContextFactory<GovernanceDbContext> dbFactory, IConfiguration configuration)
{
    private const string NameKey = "Reports:Organisation";
    private const string ZoneKey = "Incidents:TimeZone";

    /// <summary>The name that the configuration gives; null where it gives none.</summary>
    public string? ConfiguredName => configuration[NameKey]?.Trim() is { Length: > 0 } name ? name : null;

    /// <summary>The time zone that counts where the organisation names none.</summary>
    public string ConfiguredZone => configuration[ZoneKey] is { Length: > 0 } zone ? zone : "Etc/UTC";

    /// <summary>The organisation as it is known now, by one statement.</summary>
    public async Task<KnownOrganisation> RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await RunAsync(db, ct);
    }

    /// <summary>The same for an action, which reads in its own transaction.</summary>
    public async Task<KnownOrganisation> RunAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Organisations.AsNoTracking().SingleOrDefaultAsync(ct) is { } named
            ? new(named.Name, named.Address, named.Email, Zone(named.TimeZone))
            : new(ConfiguredName, "", "", Zone(null));
    }

    // One that this host's tables do not know any more leaves the clocks readable.
    private TimeZoneInfo Zone(string? named) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(named ?? ConfiguredZone, out var zone) ? zone : TimeZoneInfo.Utc;
}
