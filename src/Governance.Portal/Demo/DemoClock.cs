using Governance.Data;
using Governance.Portal.Kernel.Organisations;
using Microsoft.AspNetCore.Identity;

namespace Governance.Portal.Demo;

/// <summary>
/// The clock while the demo is seeded: the story sets it, act by act, so that half a year passes in a minute. It never goes back, never
/// runs ahead of the system's clock, and is the system's clock before the story and after it.
/// </summary>
/// <remarks>Only <c>demo seed</c> has it. A portal that serves is given the system's clock, which nothing can move.</remarks>
internal sealed class DemoClock(OrganisationZone organisation) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _at;

    // The people of the demo sign more than forty times: what a password costs to guess would be half of the time that seeding takes. The
    // demo's is printed, and its hash is made again, as costly as anyone's, when its owner signs in to the portal that serves.
    private const int HashIterations = 10_000;

    /// <summary>Puts it in the place of the system's clock, and of the database's, for a program that serves no one.</summary>
    public static void Use(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<TimeProvider, DemoClock>();
        services.AddSingleton<DatabaseClock, SameTime>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = HashIterations);
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => organisation.Zone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _at ?? System.GetUtcNow();
        }
    }

    /// <summary>Sets it; an earlier time than it shows, or one that is still to come, leaves it at the nearest possible.</summary>
    public void MoveTo(DateTimeOffset at)
    {
        lock (_gate)
        {
            var (earliest, latest) = (_at ?? DateTimeOffset.MinValue, System.GetUtcNow());
            _at =
                at < earliest ? earliest
                : at > latest ? latest
                : at;
        }
    }

    /// <summary>Makes it the system's clock again.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _at = null;
        }
    }

    private sealed class SameTime(TimeProvider clock) : DatabaseClock
    {
        public override Task<DateTimeOffset> NowAsync(GovernanceDbContext db, CancellationToken ct) => Task.FromResult(clock.GetUtcNow());
    }
}
