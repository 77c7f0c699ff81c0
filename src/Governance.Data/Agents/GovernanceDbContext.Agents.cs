using Governance.Domain.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Agents.Tools;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Agents and what they asked.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Agent> Agents => Set<Agent>();

    public DbSet<AgentCall> AgentCalls => Set<AgentCall>();

    public DbSet<AgentCallBatch> AgentCallBatches => Set<AgentCallBatch>();

    public DbSet<AgentRunTotal> AgentRunTotals => Set<AgentRunTotal>();

    public DbSet<AgentCallAnswer> AgentCallAnswers => Set<AgentCallAnswer>();

    public DbSet<AgentToolObservation> AgentToolObservations => Set<AgentToolObservation>();

    public DbSet<AgentToolReview> AgentToolReviews => Set<AgentToolReview>();

    public DbSet<AgentRun> AgentRuns => Set<AgentRun>();

    public DbSet<AgentStep> AgentSteps => Set<AgentStep>();

    public DbSet<AgentStepContent> AgentStepContents => Set<AgentStepContent>();

    public DbSet<AgentContentPolicy> AgentContentPolicies => Set<AgentContentPolicy>();

    public DbSet<AgentContentReading> AgentContentReadings => Set<AgentContentReading>();

    public DbSet<IgnoredAgent> IgnoredAgents => Set<IgnoredAgent>();

    private static void AgentConventions(ModelConfigurationBuilder builder)
    {
        DisplayId<AgentCallId>(builder);
        DisplayId<AgentCallBatchId>(builder);
        DisplayId<AgentObservationId>(builder);
        DisplayId<AgentRunId>(builder);
        Wire<AgentStepKind>(builder);
        Wire<CallVerdict>(builder);
        Wire<ContentHandling>(builder);
        Wire<ContentOmission>(builder);
    }
}
