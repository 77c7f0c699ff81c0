using Governance.Data.Api;
using Governance.Data.Approvals;
using Governance.Data.Audit;
using Governance.Data.Audit.Records;
using Governance.Data.Conventions;
using Governance.Data.Identity;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Reports;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <summary>The database. One context per action; a save writes the changes and their log entries in one transaction, or nothing.</summary>
public abstract partial class GovernanceDbContext(DbContextOptions options) : IdentityDbContext<User, Role, int>(options)
{
    /// <summary>Beyond it a number of ticks is no time.</summary>
    private protected static readonly long LastTick = DateTimeOffset.MaxValue.UtcTicks;

    private readonly List<PendingEntry> _pending = [];

    public DbSet<Model> Models => Set<Model>();

    public DbSet<ModelVersion> Versions => Set<ModelVersion>();

    public DbSet<StageChange> StageChanges => Set<StageChange>();

    public DbSet<ModelSignature> ModelSignatures => Set<ModelSignature>();

    public DbSet<Evidence> Evidence => Set<Evidence>();

    public DbSet<Deployment> Deployments => Set<Deployment>();

    public DbSet<Promotion> Promotions => Set<Promotion>();

    public DbSet<SignOff> SignOffs => Set<SignOff>();

    public DbSet<SignedStatement> SignedStatements => Set<SignedStatement>();

    public DbSet<SignOffDraft> SignOffDrafts => Set<SignOffDraft>();

    public DbSet<Delegation> Delegations => Set<Delegation>();

    public DbSet<EmergencyOverride> Overrides => Set<EmergencyOverride>();

    public DbSet<AccessGrant> AccessGrants => Set<AccessGrant>();

    public DbSet<GateRun> GateRuns => Set<GateRun>();

    public DbSet<PolicyVersion> Policies => Set<PolicyVersion>();

    public DbSet<PolicyProposal> PolicyProposals => Set<PolicyProposal>();

    public DbSet<Waiver> Waivers => Set<Waiver>();

    public DbSet<DeploymentPermit> Permits => Set<DeploymentPermit>();

    public DbSet<EngineDecision> EngineDecisions => Set<EngineDecision>();

    public DbSet<HookCall> HookCalls => Set<HookCall>();

    public DbSet<SourceReview> SourceReviews => Set<SourceReview>();

    public DbSet<MonitoringWindow> Windows => Set<MonitoringWindow>();

    public DbSet<FeatureDrift> FeatureDrifts => Set<FeatureDrift>();

    public DbSet<LabelBatch> LabelBatches => Set<LabelBatch>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<ModelMonitor> Monitors => Set<ModelMonitor>();

    public DbSet<ServedRate> ServedRates => Set<ServedRate>();

    public DbSet<WindowSource> WindowSources => Set<WindowSource>();

    public DbSet<WindowPull> WindowPulls => Set<WindowPull>();

    public DbSet<WindowObject> WindowObjects => Set<WindowObject>();

    public DbSet<StreamPart> StreamParts => Set<StreamPart>();

    public DbSet<StreamRead> StreamReads => Set<StreamRead>();

    public DbSet<MonitorReading> MonitorReadings => Set<MonitorReading>();

    public DbSet<WindowEvaluation> WindowEvaluations => Set<WindowEvaluation>();

    public DbSet<BusinessFigure> BusinessFigures => Set<BusinessFigure>();

    public DbSet<RetrainCall> RetrainCalls => Set<RetrainCall>();

    public DbSet<Risk> Risks => Set<Risk>();

    public DbSet<RiskVersion> RiskVersions => Set<RiskVersion>();

    public DbSet<Incident> Incidents => Set<Incident>();

    public DbSet<IncidentVersion> IncidentVersions => Set<IncidentVersion>();

    public DbSet<IncidentEntry> IncidentEntries => Set<IncidentEntry>();

    public DbSet<DecisionBatch> DecisionBatches => Set<DecisionBatch>();

    public DbSet<DecisionSource> DecisionSources => Set<DecisionSource>();

    public DbSet<Decision> Decisions => Set<Decision>();

    public DbSet<DecisionHour> DecisionHours => Set<DecisionHour>();

    public DbSet<DecisionKey> DecisionIds => Set<DecisionKey>();

    public DbSet<DecisionOverride> DecisionOverrides => Set<DecisionOverride>();

    public DbSet<DecisionUnmasking> DecisionUnmaskings => Set<DecisionUnmasking>();

    public DbSet<DecisionPolicy> DecisionPolicies => Set<DecisionPolicy>();

    public DbSet<Report> Reports => Set<Report>();

    public DbSet<AiSystem> AiSystems => Set<AiSystem>();

    public DbSet<Assessment> Assessments => Set<Assessment>();

    public DbSet<Duty> Duties => Set<Duty>();

    public DbSet<StoredLineageEvent> LineageEvents => Set<StoredLineageEvent>();

    public DbSet<LineageNode> LineageNodes => Set<LineageNode>();

    public DbSet<LineageRun> LineageRuns => Set<LineageRun>();

    public DbSet<LineageFlow> LineageFlows => Set<LineageFlow>();

    public DbSet<LineageEdge> LineageEdges => Set<LineageEdge>();

    public DbSet<RegisteredDataset> RegisteredDatasets => Set<RegisteredDataset>();

    public DbSet<Card> Cards => Set<Card>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<UserSession> Sessions => Set<UserSession>();

    public DbSet<ReauthenticationProof> ReauthenticationProofs => Set<ReauthenticationProof>();

    public DbSet<AnsweredChallenge> AnsweredChallenges => Set<AnsweredChallenge>();

    public DbSet<TimeCodeKey> TimeCodeKeys => Set<TimeCodeKey>();

    public DbSet<StoredRecoveryCode> RecoveryCodes => Set<StoredRecoveryCode>();

    public DbSet<AccessReview> AccessReviews => Set<AccessReview>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditNode> AuditNodes => Set<AuditNode>();

    public DbSet<StoredCheckpoint> Checkpoints => Set<StoredCheckpoint>();

    public DbSet<CheckpointCosignature> CheckpointCosignatures => Set<CheckpointCosignature>();

    public DbSet<WitnessedLog> WitnessedLogs => Set<WitnessedLog>();

    public DbSet<LogCheckDay> LogCheckDays => Set<LogCheckDay>();

    public DbSet<OutsideState> OutsideStates => Set<OutsideState>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    public DbSet<Setting> Settings => Set<Setting>();

    public DbSet<Counter> Counters => Set<Counter>();

    public DbSet<RecordSeal> RecordSeals => Set<RecordSeal>();

    /// <summary>Rows that the next save states as they are, without writing them.</summary>
    internal List<RecordKey> Restated { get; } = [];

    /// <summary>What was signed of the log, remembered outside the database; null where nothing signs.</summary>
    internal ILogMemory? Memory { get; set; }

    /// <summary>True for the one entry by which the log goes on from a state older than what was signed: it says so itself.</summary>
    public bool AcceptsLoss { get; set; }

    /// <summary>What this process is called among the nodes that share the database; null where there are none.</summary>
    internal string? Node { get; set; }

    // What jobs of this process remember of the log's end is no longer all there is.
    internal LogTip? Tip { get; set; }

    /// <summary>Facts waiting to be written with the next save.</summary>
    internal IReadOnlyList<PendingEntry> Pending => _pending;

    /// <inheritdoc/>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <summary>Queues a fact for the log; it is written by the next save, in the same transaction.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="written">Told the entry's index just before the save, so that a row can point at its entry.</param>
    public void Append(AuditEvent fact, Actor actor, DateTimeOffset now, Action<long>? written = null) =>
        _pending.Add(new(fact, actor, now, written));

    /// <summary>
    /// What time it is to the database: the one clock that all nodes have in common. Whose turn it is ends by it, so that a node whose own
    /// clock is wrong neither keeps a turn for hours nor takes one that is someone else's.
    /// </summary>
    public abstract Task<DateTimeOffset> TimeAsync(CancellationToken ct);

    /// <summary>Takes the lock under which log positions are given out, until the transaction ends.</summary>
    internal abstract Task LockLogAsync(CancellationToken ct);

    /// <summary>Takes that lock and reads where the log ends.</summary>
    internal virtual async Task<LogEdge> LockEdgeAsync(CancellationToken ct)
    {
        await LockLogAsync(ct);
        await using var open = await OpenCommands.OfAsync(this, ct);
        await using var command = open.Command(LogEdge.Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await LogEdge.ReadAsync(reader, ct);
    }

    /// <summary>
    /// Whether writes go on: the log's lock can be had, as each of them has to, or the log grows while one waits for it. Someone who holds
    /// the lock and does not go on stops all writes.
    /// </summary>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="ct">Cancels.</param>
    public abstract Task<bool> CanAppendAsync(TimeSpan patience, CancellationToken ct);

    /// <summary>
    /// Takes the lock under which checkpoints are signed, until the transaction ends: one signer at a time, on whatever node.
    /// </summary>
    public abstract Task LockSignerAsync(CancellationToken ct);

    /// <summary>
    /// Keeps other nodes from setting up the same database until what is returned is disposed of: several that start at once on an empty
    /// one would make its tables, its id and its key twice.
    /// </summary>
    public abstract Task<IAsyncDisposable?> LockSetupAsync(CancellationToken ct);

    // Whether the list of applied migrations is there. EF Core looks for a file's by itself, without a statement that fails.
    internal virtual Task<bool> HasHistoryAsync(CancellationToken ct) => Task.FromResult(true);

    // Makes the database on its server; a file is made by the migrations.
    internal virtual Task EnsureDatabaseAsync(CancellationToken ct) => Task.CompletedTask;

    // Refuses where the role may not apply migrations, and makes the list of them.
    internal virtual Task EnsureMayMigrateAsync(int missing, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Names rows of the log with a value that none can have: the driver would not read it, or read it as another.</summary>
    internal abstract Task<List<CorruptRow>> FindCorruptRowsAsync(CancellationToken ct);

    /// <summary>Reads a person's row and keeps others from changing it (their roles, their lock) until the transaction ends.</summary>
    public abstract Task<User?> LockUserForShareAsync(int id, CancellationToken ct);

    /// <summary>The same for several people, by one statement.</summary>
    public abstract Task<List<User>> LockUsersForShareAsync(IReadOnlyCollection<int> ids, CancellationToken ct);

    /// <summary>
    /// Reads a model's row and keeps other actions on its versions waiting until the transaction ends: evidence that arrives while a
    /// promotion is requested is then seen by one of the two, never by neither.
    /// </summary>
    public abstract Task<Model?> LockModelAsync(string name, CancellationToken ct);

    /// <summary>The same for several, by one statement, in the order of their names.</summary>
    public abstract Task<List<Model>> LockModelsAsync(IReadOnlyCollection<string> names, CancellationToken ct);

    /// <summary>Takes that lock without reading the row.</summary>
    public abstract Task LockModelOnlyAsync(string name, CancellationToken ct);

    /// <summary>The same for the model that a promotion is of; null when there is no such promotion.</summary>
    public abstract Task<Model?> LockModelOfAsync(PromotionId promotion, CancellationToken ct);

    /// <summary>
    /// Reads a person's row in order to change it: others wait, for reading it in an action too, until the transaction ends.
    /// </summary>
    public abstract Task<User?> LockUserForUpdateAsync(int id, CancellationToken ct);

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync: log entries are written with it.");

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        AuditGuard.Check(this);
        if (_pending.Count == 0)
        {
            // A turn that is kept is work for no one.
            var isWork =
                Tip is not null
                && ChangeTracker.Entries().Any(e => e.State is EntityState.Added or EntityState.Modified && e.Entity is not LogFollower);
            var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            if (isWork)
            {
                Tip!.Wrote();
            }

            return rows;
        }

        if (!acceptAllChangesOnSuccess)
        {
            throw new NotSupportedException("What the log states has been read back from the database, so all changes must be accepted.");
        }

        if (SavesBeside)
        {
            throw new InvalidOperationException("What is saved beside the log is saved by SaveBesideAsync.");
        }

        if (LogDamage is { } damage)
        {
            throw new LogDamagedException(damage);
        }

        try
        {
            return await SaveLoggedAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (LogDamagedException e) when (!AcceptsLoss)
        {
            Memory?.Report(e.Message);
            throw;
        }
    }

    private async Task<int> SaveLoggedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        // Asked before the database, which may have grown since, but never shrunk.
        var remembered = AcceptsLoss ? 0 : Memory?.SignedSize() ?? 0;
        var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        try
        {
            var write = IdempotentWrite.Current;
            var taken = write is not null && await write.TakeAsync(this, _pending, cancellationToken);

            // Only now, and for as few round trips as can be: until the transaction ends no other writer of any node gets further than
            // here. Places first, for rows that point at their entry; then the rows; then what the entries state of them, as it was stored.
            var edge = await LockEdgeAsync(cancellationToken);
            // A newer node may have changed the schema since this one started.
            SchemaVersions.Refuse(this, edge.Schema);
            var size = LogAppender.Place(edge, remembered, _pending);
            var touched = RecordStatements.Collect(this);
            await RecordStatements.EnsureAsync(this, touched, cancellationToken);
            foreach (var rows in DecidedBy)
            {
                await rows.EnsureAsync(this, cancellationToken);
            }

            var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            var (facts, seals) = await RecordStatements.StateAsync(this, touched, _pending, size, cancellationToken);
            var addition = LogAppender.Add(edge, facts);
            await LogWriter.WriteAsync(this, addition, seals, cancellationToken);
            written += addition.Entries.Count + addition.Nodes.Count;
            if (taken && write!.Keep(this) is { } kept)
            {
                await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
                Entry(kept).State = EntityState.Detached;
            }

            _pending.Clear();
            Restated.Clear();
            Tip?.Moved();
            if (own is not null)
            {
                await own.CommitAsync(cancellationToken);
            }

            return written;
        }
        finally
        {
            if (own is not null)
            {
                await own.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(GovernanceDbContext).Assembly);
        builder.AddSearch();
        FilterMeasurements(builder);
        if (DataScope is not null)
        {
            DataScopes.DataScopeFilters.Apply(builder, this);
        }
    }
}
