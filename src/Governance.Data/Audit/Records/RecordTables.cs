using System.Runtime.CompilerServices;
using Governance.Data.Api;
using Governance.Data.Approvals;
using Governance.Data.Conversations;
using Governance.Data.Identity;
using Governance.Data.Integrations;
using Governance.Domain.Agents;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Agents.Tools;
using Governance.Domain.Approvals;
using Governance.Domain.Calendars;
using Governance.Domain.Cards;
using Governance.Domain.Competences;
using Governance.Domain.Compliance;
using Governance.Domain.Datasets;
using Governance.Domain.Decisions;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Discovery;
using Governance.Domain.Experiments;
using Governance.Domain.Explanations;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Intake;
using Governance.Domain.Integrations;
using Governance.Domain.Lineage;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Governance.Domain.Models.Registries;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Oversight;
using Governance.Domain.Risks;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Domain.Threats;
using Governance.Domain.Training;
using Governance.Domain.Validation;
using Governance.Domain.Views;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.Audit.Records;

/// <summary>
/// The tables whose rows the log states. A table is one of them unless it is named here with the reason why not: a new one is never left
/// out by oversight.
/// </summary>
internal sealed class RecordTables
{
    private const string OfTheLog = "is the log's own; verified with it";
    private const string Passing = "worthless after minutes or days, and nothing that lasts is read from it";
    private const string Derived = "worked out from things that are stated; whoever decides reads those";
    private const string Queue = "work still to be done; what came of it is an entry of its own";
    private const string Personal = "how one person looks at things or was told of them; nothing follows from it";

    private static readonly Dictionary<Type, string> s_unsealed = new()
    {
        [typeof(Domain.Audit.AuditEntry)] = OfTheLog,
        [typeof(AuditNode)] = OfTheLog,
        [typeof(StoredCheckpoint)] = OfTheLog,
        [typeof(CheckpointCosignature)] = OfTheLog,
        [typeof(WitnessedLog)] = OfTheLog,
        [typeof(LogCheckDay)] = OfTheLog,
        [typeof(OutsideState)] = OfTheLog,
        [typeof(LogFollower)] = OfTheLog,
        [typeof(RecordSeal)] = OfTheLog,
        [typeof(Role)] = "a list fixed by the program, compared with it",
        [typeof(UserSession)] = "a cookie that the key folder's keys seal names session, person and role; no row opens one",
        [typeof(ReauthenticationProof)] = Passing,
        [typeof(AnsweredChallenge)] = Passing,
        [typeof(SignOffDraft)] = Passing,
        [typeof(TextDraft)] = Passing,
        [typeof(IdempotencyRecord)] = Passing,
        [typeof(Counter)] = "the last number given out; one given out twice is refused by the table's key",
        [typeof(Setting)] =
            "installation id and the log's name, which checkpoints state; that setting up is over, from which nothing follows",
        [typeof(Decision)] = "the entry of its batch holds the root over its commitment",
        [typeof(DecisionKey)] = "the entry of its batch holds the root over its commitment",
        [typeof(DecisionSource)] = "a short number of a version; the commitments name the version",
        [typeof(AgentCall)] = "the entry of its batch holds the root over its commitment",
        [typeof(AgentRun)] = Derived,
        [typeof(AgentStep)] = "what an agent's program tells; agent-spans.stored holds the digest over what came at once",
        [typeof(AgentStepContent)] = "content of a step; agent-spans.stored holds the digest over its digests with those of the step",
        [typeof(DecisionHour)] = Derived,
        [typeof(DecisionTruth)] = "labels.stored holds the digest of the file it is read from",
        [typeof(ReviewTally)] = Derived,
        [typeof(ReviewTask)] = Queue,
        [typeof(EngineDecision)] = "the entry of its decision log holds the root over its commitment",
        [typeof(Jobs.WorkAttempt)] = Queue,
        [typeof(PostureCheck)] = Queue,
        [typeof(HookCall)] = Queue,
        [typeof(RetrainCall)] = Queue,
        [typeof(PlaybookCall)] = Queue,
        [typeof(WindowEvaluation)] = Queue,
        [typeof(WindowPull)] = Queue,
        [typeof(WindowObject)] = "what files a source was seen to have; the window that took rows of them holds the rows and states itself",
        [typeof(StreamPart)] = "rows that wait for their window; rows.received holds their digest, and the window states itself",
        [typeof(StreamRead)] = "how far a stream was read; nothing is decided by it",
        [typeof(ValidationRun)] = Queue,
        [typeof(RegistryImport)] = Queue,
        [typeof(RegistryWrite)] = Queue,
        [typeof(RegistryDifference)] = "what an import found to differ, for the page; its end is an entry of its own",
        [typeof(MlFlowDelivery)] = Queue,
        [typeof(Dispatch)] = Queue,
        [typeof(Delivery)] = Queue,
        [typeof(InboundMessage)] = Queue,
        [typeof(IncidentMessage)] = Queue,
        [typeof(DestinationHealth)] = Queue,
        [typeof(ForeignIncident)] = "a name of the incident elsewhere",
        [typeof(FeatureDrift)] = Derived,
        [typeof(DecisionIdFilter)] = Derived,
        [typeof(LineageNode)] = Derived,
        [typeof(LineageRun)] = Derived,
        [typeof(LineageFlow)] = Derived,
        [typeof(LineageEdge)] = Derived,
        [typeof(RegisteredDataset)] = "part of its version's registration; version.registered holds its digest",
        [typeof(Notification)] = Personal,
        [typeof(NotificationPreferences)] = Personal,
        [typeof(SavedView)] = Personal,
    };

    // What acting, signing, opening a gate and deploying is decided by: read by an action, it is compared with the log before the action
    // counts.
    private static readonly HashSet<Type> s_deciding =
    [
        typeof(User),
        typeof(IdentityUserRole<int>),
        typeof(IdentityUserToken<int>),
        typeof(IdentityUserPasskey<int>),
        typeof(TimeCodeKey),
        typeof(StoredRecoveryCode),
        typeof(ProviderIdentity),
        typeof(ProviderRole),
        typeof(AccessGrant),
        typeof(RoleScope),
        typeof(ApiKey),
        typeof(Delegation),
        typeof(Promotion),
        typeof(SignOff),
        typeof(SignedStatement),
        typeof(EmergencyOverride),
        typeof(OverrideConfirmation),
        typeof(GateRun),
        typeof(PolicyVersion),
        typeof(PolicyProposal),
        typeof(PolicyApproval),
        typeof(Waiver),
        typeof(Posture),
        typeof(PostureFinding),
        typeof(ModelReview),
        typeof(WaiverWord),
        typeof(DeploymentPermit),
        typeof(Model),
        typeof(Agent),
        typeof(DatasetRecord),
        typeof(TrainingPermit),
        typeof(TrainingAnswer),
        typeof(TrainingRun),
        typeof(IssuedTrainingPermit),
        typeof(DataTask),
        typeof(Experiment),
        typeof(ExperimentBatch),
        typeof(ExperimentDecision),
        typeof(AgentCallBatch),
        typeof(AgentCallAnswer),
        typeof(AgentRunTotal),
        typeof(AgentToolObservation),
        typeof(AgentToolReview),
        typeof(ModelVersion),
        typeof(ModelAlias),
        typeof(MlFlowModel),
        typeof(MlFlowVersion),
        typeof(RollbackPlan),
        typeof(ModelSignature),
        typeof(Evidence),
        typeof(EvidenceAttestation),
        typeof(Deployment),
        typeof(SourceReview),
        typeof(Card),
        typeof(Alert),
        typeof(MonitorReading),
        typeof(PlaybookVersion),
        typeof(PlaybookApproval),
        typeof(ExplanationRequest),
        typeof(TierAssessment),
        typeof(ModelValidation),
        typeof(ValidationReport),
        typeof(ValidationFinding),
        typeof(FindingExtension),
        typeof(ModelChange),
        typeof(ModelOverlay),
        typeof(CalendarFeed),
        typeof(DiscoveryItem),
        typeof(UseCase),
        typeof(UseCaseOpinion),
        typeof(UseCaseCondition),
        typeof(ReviewPolicy),
        typeof(DecisionPolicy),
        typeof(AgentContentPolicy),
        typeof(ImportedModel),
        typeof(ImportedVersion),
        typeof(DecisionReview),
        typeof(ThreatModel),
        typeof(ValidationSchedule),
        typeof(Risk),
        typeof(RiskAcceptance),
        typeof(AcceptanceSignature),
        typeof(AiSystem),
        typeof(Overseer),
        typeof(StopTest),
        typeof(Competence),
        typeof(CompetencePlan),
        typeof(Supplier),
        typeof(SupplierRecord),
        typeof(SystemTargets),
        typeof(TargetsSignature),
        typeof(Assessment),
    ];

    private static readonly ConditionalWeakTable<IModel, RecordTables> s_known = [];

    private readonly Dictionary<string, RecordTable> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<IReadOnlyEntityType, RecordTable> _byType = [];
    private readonly Dictionary<string, IReadOnlyList<RecordPart>> _parts = new(StringComparer.Ordinal);

    private RecordTables(IModel model, bool postgres)
    {
        foreach (var table in model.GetRelationalModel().Tables)
        {
            var types = table.EntityTypeMappings.Select(m => m.TypeBase).OfType<IEntityType>().ToList();
            var main = types.First(t => t.FindOwnership() is not { } ownership || !types.Contains(ownership.PrincipalEntityType));
            if (table.PrimaryKey is null || s_unsealed.ContainsKey(Root(main).ClrType))
            {
                continue;
            }

            var record = new RecordTable(table, main, postgres);
            _byName.Add(record.Name, record);
            foreach (var type in types)
            {
                _byType[type] = record;
            }
        }

        foreach (var json in model.GetEntityTypes().Where(t => t.IsMappedToJson() && !_byType.ContainsKey(t)))
        {
            if (_byType.TryGetValue(Root(json), out var record))
            {
                _byType[json] = record;
            }
        }

        foreach (var part in _byName.Values)
        {
            if (part.Main.FindOwnership() is { } ownership && Find(ownership.PrincipalEntityType) is { } owner)
            {
                _parts[owner.Name] = [.. PartsOf(owner), RecordPart.Of(part, ownership)];
            }
        }
    }

    /// <summary>All of them, by name.</summary>
    public IEnumerable<RecordTable> All => _byName.Values.OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>Those of a context's model.</summary>
    public static RecordTables Of(GovernanceDbContext db) =>
        s_known.GetValue(db.Model, model => new RecordTables(model, db.Database.IsNpgsql()));

    /// <summary>The table of this name; null when its rows are not stated.</summary>
    public RecordTable? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The table of a type of row.</summary>
    /// <exception cref="InvalidOperationException">Its rows are not stated.</exception>
    public RecordTable Of(Type type) =>
        _byType.FirstOrDefault(t => t.Key.ClrType == type && !t.Key.IsOwned()).Value
        ?? throw new InvalidOperationException($"The log does not state {type.Name}.");

    /// <summary>
    /// Tables whose rows are a part of a row of this one, such as the labels of a model. Who reads a row reads its parts with it, so they
    /// are compared wherever it is.
    /// </summary>
    public IReadOnlyList<RecordPart> PartsOf(RecordTable table) => _parts.GetValueOrDefault(table.Name, []);

    /// <summary>The table a tracked thing is a row of, or a part of a row; null when its rows are not stated.</summary>
    public RecordTable? Find(IReadOnlyEntityType type) => _byType.GetValueOrDefault(type);

    /// <summary>True for what decides: an action that read such a row compares it with the log.</summary>
    public static bool Decides(RecordTable table) => s_deciding.Contains(table.Main.ClrType);

    /// <summary>True when a save would change what the log states of a row.</summary>
    public bool IsChanged(EntityEntry entry) =>
        Find(entry.Metadata) is not null
        && entry.State switch
        {
            EntityState.Added or EntityState.Deleted => true,
            EntityState.Modified => IsChanged(entry.Properties, entry.ComplexProperties),
            _ => false,
        };

    private static bool IsChanged(IEnumerable<PropertyEntry> properties, IEnumerable<ComplexPropertyEntry> parts) =>
        properties.Any(p => p.IsModified && !p.Metadata.IsNotSealed()) || parts.Any(p => IsChanged(p.Properties, p.ComplexProperties));

    /// <summary>Names the row that a tracked thing is, or is a part of.</summary>
    public static RecordKey KeyOf(RecordTable table, EntityEntry entry) =>
        table.Of([.. table.Key.Select(column => Provided(column, entry))]);

    private static object Provided(IColumn column, EntityEntry entry)
    {
        var own = column.PropertyMappings.FirstOrDefault(m => m.Property.DeclaringType == entry.Metadata)?.Property;
        var stored = own ?? column.PropertyMappings[0].Property;
        // A part kept as JSON has no column of the key; its link to the whole has the same values.
        var value = own is not null ? entry.Property(own.Name).CurrentValue : Linked(stored, entry);
        return Provided(stored, value);
    }

    /// <summary>A value of a property as the database takes it.</summary>
    internal static object Provided(IProperty property, object? value) =>
        property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value)! : value!;

    private static object? Linked(IProperty principal, EntityEntry entry)
    {
        var ownership = entry.Metadata.FindOwnership()!;
        var index = ownership.PrincipalKey.Properties.ToList().IndexOf(principal);
        return entry.Property(ownership.Properties[index].Name).CurrentValue;
    }

    private static IReadOnlyEntityType Root(IReadOnlyEntityType type)
    {
        while (type.FindOwnership() is { } ownership)
        {
            type = ownership.PrincipalEntityType;
        }

        return type;
    }
}
