using System.Linq.Expressions;
using Governance.Data.Api;
using Governance.Data.Approvals;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.Conversations;
using Governance.Data.Identity;
using Governance.Data.Integrations;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Calendars;
using Governance.Domain.Cards;
using Governance.Domain.Competences;
using Governance.Domain.Compliance;
using Governance.Domain.Conversations;
using Governance.Domain.Datasets;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Discovery;
using Governance.Domain.Documents;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Intake;
using Governance.Domain.Integrations;
using Governance.Domain.Kpis;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Organisations;
using Governance.Domain.Oversight;
using Governance.Domain.Reports;
using Governance.Domain.Retirements;
using Governance.Domain.Risks;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Domain.Threats;
using Governance.Domain.Views;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.DataScopes;

/// <summary>
/// What someone with a limited role reads of every table. Each table is in exactly one group, and one that is in none stops the model from
/// being built: a new table is never readable by oversight.
/// </summary>
internal static class DataScopeFilters
{
    // Belongs to no system, and gives nothing of one away: who has an account, the person's own things, what every gate asks, the log
    // (whose pages a limited role does not open, and which single pages read by the id of a thing they show).
    private static readonly HashSet<Type> s_open =
    [
        typeof(User),
        typeof(Role),
        typeof(IdentityUserRole<int>),
        typeof(IdentityUserClaim<int>),
        typeof(IdentityRoleClaim<int>),
        typeof(IdentityUserLogin<int>),
        typeof(IdentityUserToken<int>),
        typeof(IdentityUserPasskey<int>),
        typeof(UserSession),
        typeof(ReauthenticationProof),
        typeof(AnsweredChallenge),
        typeof(TimeCodeKey),
        typeof(StoredRecoveryCode),
        typeof(ProviderIdentity),
        typeof(ProviderRole),
        typeof(AccessGrant),
        typeof(AccessReview),
        typeof(RoleScope),
        typeof(ApiKey),
        typeof(SignOffDraft),
        typeof(PolicyVersion),
        // What incidents follow is the same for all of them.
        typeof(PlaybookVersion),
        typeof(PlaybookApproval),
        typeof(DashboardSubscription),
        typeof(SavedView),
        typeof(CalendarFeed),
        typeof(Notification),
        typeof(NotificationPreferences),
        typeof(Dispatch),
        typeof(IdempotencyRecord),
        typeof(AuditEntry),
        typeof(AuditNode),
        typeof(StoredCheckpoint),
        typeof(CheckpointCosignature),
        typeof(WitnessedLog),
        typeof(LogCheckDay),
        typeof(RecordSeal),
        typeof(OutsideState),
        typeof(LogFollower),
        typeof(Jobs.WorkAttempt),
        typeof(DecisionBatch),
        typeof(DecisionKey),
        // Bits by which a file is known not to contain a decision; named by the digest of the file.
        typeof(DecisionIdFilter),
        typeof(Counter),
        typeof(Setting),
        typeof(Organisation),
        // What a tool can do is the same for every agent; which tools there are, one reads of manifests.
        typeof(AgentToolReview),
        // A person's own trainings, and what every signature asks; the register is not for limited roles.
        typeof(Competence),
        typeof(CompetencePlan),
        // Comments are read by those who read what they are about: pages and endpoints load that first.
        typeof(Comment),
        typeof(CommentAttachment),
        typeof(TextDraft),
    ];

    // Belongs to the whole organisation, and names things of every system.
    private static readonly HashSet<Type> s_hidden =
    [
        typeof(PolicyProposal),
        typeof(PolicyApproval),
        typeof(EngineDecision),
        typeof(ReviewTask),
        typeof(StoredLineageEvent),
        typeof(LineageRun),
        typeof(LineageFlow),
        typeof(LineageEdge),
        typeof(RegistryImport),
        typeof(RegistryDifference),
        typeof(MlFlowDelivery),
        typeof(NotificationChannel),
        typeof(Destination),
        typeof(DestinationHealth),
        typeof(Delivery),
        typeof(InboundMessage),
        typeof(ForeignIncident),
        typeof(IgnoredAgent),
        typeof(StreamPart),
        typeof(StreamRead),
        typeof(DiscoverySource),
        typeof(DiscoveryItem),
        typeof(Supplier),
        typeof(SupplierRecord),
    ];

    /// <summary>Gives every table its filter.</summary>
    public static void Apply(ModelBuilder builder, GovernanceDbContext db)
    {
        Own(builder, db);
        Parts(builder, db);
        // What was only come across on the way, such as the members of a column kept as JSON, is no table in the end.
        foreach (
            var type in builder
                .Model.GetEntityTypes()
                .Where(t =>
                    !t.IsOwned()
                    && ((IConventionEntityType)t).GetConfigurationSource() is not ConfigurationSource.Convention
                    && t.GetDeclaredQueryFilters().Count == 0
                    && !s_open.Contains(t.ClrType)
                )
                .ToList()
        )
        {
            if (s_hidden.Contains(type.ClrType))
            {
                type.SetQueryFilter(Never(type));
            }
            else if (type.FindProperty("Model") is { } model && model.ClrType == typeof(string))
            {
                type.SetQueryFilter(OfModel(type, db));
            }
            else
            {
                throw new InvalidOperationException(
                    $"Say in {nameof(DataScopeFilters)} what a person whose role is limited to some systems reads of {type.ClrType.Name}."
                );
            }
        }
    }

    // Tables with another way to name where they belong than a column Model.
    private static void Own(ModelBuilder builder, GovernanceDbContext db)
    {
        builder.Entity<Model>().HasQueryFilter(m => db.ScopeModels.Contains(m.Name));
        builder.Entity<AiSystem>().HasQueryFilter(s => db.ScopeSystems.Contains(s.Id));
        builder.Entity<Overseer>().HasQueryFilter(o => db.ScopeSystems.Contains(o.System));
        builder.Entity<StopTest>().HasQueryFilter(t => db.ScopeSystems.Contains(t.System));
        builder.Entity<SystemTargets>().HasQueryFilter(t => db.ScopeSystems.Contains(t.System));
        builder.Entity<TargetsSignature>().HasQueryFilter(s => db.ScopeSystems.Contains(s.System));
        builder.Entity<Assessment>().HasQueryFilter(a => db.ScopeSystems.Contains(a.System));
        builder.Entity<Duty>().HasQueryFilter(d => db.ScopeSystems.Contains(d.System));
        // What is only proposed belongs to no system yet.
        builder.Entity<UseCase>().HasQueryFilter(u => u.System != null && db.ScopeSystems.Contains(u.System.Value));
        builder.Entity<ThreatModel>().HasQueryFilter(m => db.ScopeSystems.Contains(m.System));
        builder.Entity<ThreatPoint>().HasQueryFilter(p => db.ScopeSystems.Contains(p.System));
        builder.Entity<SectionEntry>().HasQueryFilter(e => db.ScopeSystems.Contains(e.System));
        builder.Entity<Risk>().HasQueryFilter(r => db.ScopePlaces.Contains(r.Model!) || db.ScopePlaces.Contains(r.SystemId!));
        builder.Entity<ThreatVerdict>().HasQueryFilter(v => db.ScopePlaces.Contains(v.Place));
        builder.Entity<Incident>().HasQueryFilter(i => db.ScopeIncidents.Contains(i.Id));
        builder
            .Entity<Card>()
            .HasQueryFilter(c =>
                db.ScopePlaces.Contains(c.Subject)
                || db.Set<ModelVersion>().Any(v => db.ScopeModels.Contains(v.Model) && v.Model + "@" + v.Version == c.Subject)
            );
        builder
            .Entity<Retirement>()
            .HasQueryFilter(r =>
                db.ScopePlaces.Contains(r.Subject)
                || db.Set<ModelVersion>().Any(v => db.ScopeModels.Contains(v.Model) && v.Model + "@" + v.Version == r.Subject)
            );
        builder
            .Entity<Report>()
            .HasQueryFilter(r =>
                db.ScopePlaces.Contains(r.Subject)
                || (db.ScopeSelf.Contains(r.RequestedBy) && !EF.Functions.Like(r.Subject, "*%"))
                || db.Set<ModelVersion>().Any(v => db.ScopeModels.Contains(v.Model) && v.Model + "@" + v.Version == r.Subject)
            );
        builder.Entity<Delegation>().HasQueryFilter(d => db.ScopePeople.Contains(d.From) || db.ScopePeople.Contains(d.To));
        builder.Entity<Decision>().HasQueryFilter(d => db.Set<DecisionSource>().Any(s => s.Id == d.Source));
        builder.Entity<DecisionHour>().HasQueryFilter(h => db.Set<DecisionSource>().Any(s => s.Id == h.Source));
        builder.Entity<DecisionOverride>().HasQueryFilter(o => db.Set<Decision>().Any(d => d.Number == o.Decision));
        builder.Entity<DecisionTruth>().HasQueryFilter(t => db.Set<DecisionSource>().Any(s => s.Id == t.Source));
        builder.Entity<DecisionUnmasking>().HasQueryFilter(u => db.Set<Decision>().Any(d => d.Number == u.Decision));
    }

    // Parts are read by those who read the whole: the whole's own filter applies within.
    private static void Parts(ModelBuilder builder, GovernanceDbContext db)
    {
        // By what its own record says: a version that names it, anyone who registers versions writes.
        builder
            .Entity<DatasetRecord>()
            .HasQueryFilter(d =>
                db.ScopeSystemTexts.Any(system => ((string)(object)EF.Property<List<string>>(d, "_systems")).Contains(system))
            );
        builder.Entity<DatasetChange>().HasQueryFilter(c => db.Set<DatasetRecord>().Any(d => d.Id == c.Dataset));
        builder.Entity<SignOff>().HasQueryFilter(s => db.Set<Promotion>().Any(p => p.Id == s.Promotion));
        builder.Entity<AgentStep>().HasQueryFilter(s => db.Set<AgentRun>().Any(r => r.Id == s.Run));
        builder
            .Entity<AgentStepContent>()
            .HasQueryFilter(c => db.Set<AgentStep>().Any(s => s.TraceId == c.TraceId && s.SpanId == c.SpanId));
        builder.Entity<RollbackPlan>().HasQueryFilter(p => db.Set<Deployment>().Any(d => d.Id == p.Deployment));
        builder.Entity<SignedStatement>().HasQueryFilter(t => db.Set<SignOff>().Any(s => s.Id == t.SignOff));
        builder.Entity<OverrideConfirmation>().HasQueryFilter(c => db.Set<EmergencyOverride>().Any(o => o.Id == c.Override));
        builder.Entity<PostureFinding>().HasQueryFilter(f => db.Set<Posture>().Any(p => p.Id == f.Posture));
        builder.Entity<WaiverWord>().HasQueryFilter(w => db.Set<Waiver>().Any(x => x.Id == w.Waiver));
        builder.Entity<RiskVersion>().HasQueryFilter(v => db.Set<Risk>().Any(r => r.Id == v.Risk));
        builder.Entity<RiskAcceptance>().HasQueryFilter(a => db.Set<Risk>().Any(r => r.Id == a.Risk));
        builder.Entity<AcceptanceSignature>().HasQueryFilter(s => db.Set<RiskAcceptance>().Any(a => a.Id == s.Acceptance));
        builder.Entity<IncidentEntry>().HasQueryFilter(e => db.ScopeIncidents.Contains(e.Incident));
        builder.Entity<PlaybookCall>().HasQueryFilter(c => db.ScopeIncidents.Contains(c.Incident));
        builder.Entity<IncidentMessage>().HasQueryFilter(m => db.ScopeIncidents.Contains(m.Incident));
        builder.Entity<RetirementEntry>().HasQueryFilter(e => db.Set<Retirement>().Any(r => r.Id == e.Retirement));
        builder.Entity<UseCaseOpinion>().HasQueryFilter(o => db.Set<UseCase>().Any(u => u.Id == o.UseCase));
        builder.Entity<UseCaseCondition>().HasQueryFilter(c => db.Set<UseCase>().Any(u => u.Id == c.UseCase));
        // Beside the filter of what counts, which every reader has.
        const string scope = "scope";
        builder.Entity<MonitoringWindow>().HasQueryFilter(scope, w => db.ScopeModels.Contains(w.Model));
        builder.Entity<BusinessFigure>().HasQueryFilter(scope, f => db.ScopeModels.Contains(f.Model));
        builder.Entity<LabelBatch>().HasQueryFilter(scope, b => db.ScopeModels.Contains(b.Model));
        builder.Entity<WindowLabels>().HasQueryFilter(l => db.Set<MonitoringWindow>().Any(w => w.Id == l.Window));
        builder.Entity<FeatureDrift>().HasQueryFilter(f => db.Set<MonitoringWindow>().Any(w => w.Id == f.Window));
        builder.Entity<WindowEvaluation>().HasQueryFilter(e => db.Set<MonitoringWindow>().Any(w => w.Id == e.Window));
        builder.Entity<MonitorReading>().HasQueryFilter(scope, r => db.Set<ModelMonitor>().Any(m => m.Id == r.Monitor));
    }

    private static LambdaExpression OfModel(IMutableEntityType type, GovernanceDbContext db)
    {
        var row = Expression.Parameter(type.ClrType, "row");
        var named = Expression.Call(typeof(EF), nameof(EF.Property), [typeof(string)], row, Expression.Constant("Model"));
        var reached = Expression.Property(Expression.Constant(db, typeof(GovernanceDbContext)), nameof(GovernanceDbContext.ScopeModels));
        return Expression.Lambda(Expression.Call(reached, nameof(List<string>.Contains), null, named), row);
    }

    private static LambdaExpression Never(IMutableEntityType type) =>
        Expression.Lambda(Expression.Constant(false), Expression.Parameter(type.ClrType, "row"));
}
