using Governance.Data.Audit;
using Governance.Data.Integrations;
using Governance.Domain.Integrations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

public abstract partial class GovernanceDbContext
{
    /// <summary>Work of queues that was begun and has not ended.</summary>
    public DbSet<Jobs.WorkAttempt> WorkAttempts => Set<Jobs.WorkAttempt>();

    public DbSet<LogFollower> LogFollowers => Set<LogFollower>();

    public DbSet<Destination> Destinations => Set<Destination>();

    public DbSet<DestinationHealth> DestinationHealth => Set<DestinationHealth>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<InboundMessage> InboundMessages => Set<InboundMessage>();

    public DbSet<ForeignIncident> ForeignIncidents => Set<ForeignIncident>();
}
