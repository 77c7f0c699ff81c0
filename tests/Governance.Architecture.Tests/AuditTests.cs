using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Architecture;

/// <summary>Every stored thing either answers to the audit log or has a reason not to.</summary>
public sealed partial class AuditTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    // What is stored without being audited by itself, and why that is right.
    private static readonly Dictionary<string, string> s_notAudited = new(StringComparer.Ordinal)
    {
        ["AuditEntry"] = "is the log",
        ["AuditNode"] = "is the log's tree, written with the entries",
        ["StoredCheckpoint"] = "is the log's signature",
        ["AgentCall"] = "part of its batch; agent-calls.decided holds the root over its commitment",
        ["AgentRun"] = "worked out from its steps",
        ["AgentRunTotal"] = "how far a run is; agent-calls.decided states it with the batch that moved it on",
        ["AgentStep"] = "what an agent's program tells; agent-spans.stored holds the digest over what came at once",
        ["AgentStepContent"] = "content of a step; agent-spans.stored holds the digest over its digests with those of the step",
        ["DiscoveryItem"] = "part of its source, whose scans the log names; what is decided about it is an entry of its own",
        ["SignOff"] = "part of its promotion, whose id the log names",
        ["SignedStatement"] = "part of its sign-off; promotion.signed holds its digest",
        ["SignOffDraft"] = "a statement nobody has signed yet, worthless after minutes",
        ["CommentAttachment"] = "part of its comment; promotion.commented and its like hold the digests of its files",
        ["TextDraft"] =
            "what one person has written and not sent: nobody else sees it, nothing follows from it, "
            + "and it ends with the posting or after a month",
        ["AnsweredChallenge"] = "remembers one-time challenges until they run out",
        ["OverrideConfirmation"] = "part of its emergency override, whose id the log names",
        ["WaiverWord"] = "part of its waiver, whose id the log names",
        ["RiskAcceptance"] = "part of its risk, whose id the log names",
        ["TargetsSignature"] = "part of a version of appetite and targets, whose id the log names",
        ["PlaybookApproval"] = "part of its version of a playbook, whose id the log names",
        ["PlaybookCall"] = "when a call is sent next; what was asked for and what came of it stand in the incident",
        ["IncidentVersion"] = "part of its incident, whose id the log names",
        ["RetirementVersion"] = "part of its retirement, whose id the log names",
        ["IncidentMessage"] = "part of its incident, whose id the log names; the entries hold the digest of its words",
        ["AcceptanceSignature"] = "part of its risk's acceptance; risk.accepted holds the digest of its statement",
        ["PolicyApproval"] = "part of its proposed policy change, whose id the log names",
        ["RoleScope"] = "what a role was given for; role.granted and role.scope-changed are entries of their own",
        ["AccessGrant"] = "who gave access last; user.created, user.link-sent and role.granted are entries of their own",
        ["MonitorReading"] = "part of its window; stated with the entry that measures it",
        ["WindowLabels"] = "part of its window; stated with the entry of the labels or of the evaluation that finds them",
        ["WindowEvaluation"] = "queue of the monitoring job; window.evaluated is an entry of its own",
        ["WindowPull"] = "queue of pulled windows; window.stored and source.window-empty are entries of their own",
        ["WindowObject"] = "what files a source was seen to have; window.stored and source.window-empty are entries of their own",
        ["StreamPart"] = "rows that wait for their window; rows.received holds their digest, window.stored is an entry of its own",
        ["StreamRead"] = "how far a stream was read",
        ["RetrainCall"] = "a call still to be made; retrain.sent and retrain.missed are entries of their own",
        ["EngineDecision"] = "part of its decision log; verdicts.stored holds the root over its commitment",
        ["HookCall"] = "queue of answers; hook.asked, hook.answered and hook.failed are entries of their own",
        ["WorkAttempt"] = "how often work of a queue was begun and did not end; work.started-again is an entry of its own",
        ["LogFollower"] = "how far somebody has read the log",
        ["Delivery"] = "queue of events; what they say is an entry already, integration.given-up is one of its own",
        ["DestinationHealth"] = "how a destination answers; integration.disabled is an entry of its own",
        ["InboundMessage"] = "ids of messages taken; what they did is an entry of its own",
        ["ForeignIncident"] = "a name of the incident elsewhere; incident.opened is an entry of its own",
        ["StoredLineageEvent"] = "lineage.stored holds the digest over the digests of its events",
        ["LineageNode"] = "what the stored lineage events say together",
        ["LineageRun"] = "what the stored lineage events say together",
        ["LineageFlow"] = "what the stored lineage events say together",
        ["LineageEdge"] = "what the stored lineage events say together",
        ["RegisteredDataset"] = "part of its version's registration; version.registered holds its digest",
        ["DecisionIdFilter"] = "which decision ids a stored file of labels may hold, worked out from its bytes by their digest",
        ["FeatureDrift"] = "part of its window, whose id the log names",
        ["ModelTag"] = "part of its model, whose name the log names",
        ["User"] = "Identity writes it; the account actions append user.* entries",
        ["Role"] = "fixed list, seeded by the migration",
        ["ProviderIdentity"] = "user.identity-linked and user.identity-unlinked are entries of their own",
        ["ProviderRole"] = "which roles come from single sign-on; role.granted and role.revoked are entries of their own",
        ["UserSession"] = "session.opened and session.closed are entries of their own",
        ["ReauthenticationProof"] = "one-time secret, worthless after minutes",
        ["OneTimeLink"] = "one-time secret; the action that makes it appends its entry",
        ["IdempotencyRecord"] = "copy of an answer, kept a day",
        ["Setting"] = "installation id; the log's name, whose change log.continued names",
        ["CheckpointCosignature"] = "a witness's word about the log, bound to it by its signature",
        ["WitnessedLog"] = "what this portal saw of another log",
        ["OutsideState"] = "how far anchors and witnesses have come; what they got is an entry of its own, once an hour",
        ["RecordSeal"] = "where the log states a row, and the salt of the digest it states; worth nothing without the leaf",
        ["LogCheckDay"] = "count of verifications, for the page",
        ["Counter"] = "last number given out",
        ["Decision"] = "part of its batch, whose entry holds the root over its commitment",
        ["DecisionKey"] = "the id of a decision, checked against it",
        ["DecisionHour"] = "counted from the decisions of a batch, which its entry commits to; db check counts again",
        ["DecisionSource"] = "short number of a version, named by the batches that use it",
        ["Notification"] = "what one person was told of entries of the log; personal, and removed after a time",
        ["NotificationPreferences"] = "how one person wants to be told; personal",
        ["Dispatch"] = "queue of mails and messages; channel.given-up is an entry of its own",
        ["TimeCodeKey"] = "secret of one person; codes.set-up and codes.removed are entries of their own",
        ["StoredRecoveryCode"] = "one-time secrets; codes.set-up names how many were made",
        ["PostureCheck"] = "when a deployment is judged next; posture.changed is an entry of its own",
        ["PostureFinding"] = "part of a posture; posture.changed states it",
        ["MlFlowDelivery"] = "ids of calls taken; mlflow.event-noted is an entry of its own",
        ["RegistryImport"] = "queue of the import job; registry.import-requested and registry.import-ended are entries of their own",
        ["RegistryDifference"] = "what an import found to differ, for the page",
        ["RegistryWrite"] = "queue of what registries are notified of; registry.approval-written is an entry of its own",
        ["ImportedModel"] = "what a registry was seen to say; registry.model-imported is an entry of its own",
        ["ImportedVersion"] = "what a registry was seen to say; version.registered is an entry of its own",
        ["SavedView"] = "how one person looks at a list; a shared one leaves view.saved and view.removed",
        ["DecisionTruth"] = "what a label said was true in the end, read from uploads that are entries of their own",
        ["ReviewTask"] = "queue of what reviewers are asked; decision-reviews.assigned is an entry of its own",
        ["ReviewTally"] = "count of decisions that came in on a day, for figures",
        ["UseCaseOpinion"] = "part of a use case, whose entries state each opinion",
        ["UseCaseCondition"] = "part of a use case, whose entries state each condition",
        ["FindingExtension"] = "part of a finding, whose entries state how its day was moved",
        ["ValidationReport"] = "part of a validation; validation.reported states it",
        ["EvidenceAttestation"] = "signature under a piece of evidence; evidence.attested states it",
        ["ValidationRun"] = "queue of the runs of a schedule; how each ended is an entry of its own",
        ["GateQuestion"] = "count of repeated questions; a changed answer is an entry of its own",
    };

    // Writes that go round the change tracker, and with it round the guard. Each has to be harmless or append its own entry.
    private static readonly Dictionary<string, string> s_directWrites = new(StringComparer.Ordinal)
    {
        ["src/Governance.Data/Postgres/PostgresTools.cs"] = "asks the server whether it archives; empties databases of rehearsals",
        ["src/Governance.Data/GovernanceDbContext.Ids.cs"] = "counts the next readable id",
        ["src/Governance.Data/GovernanceDbContext.cs"] = "reads how long the log is",
        ["src/Governance.Data/Approvals/PromotionQueries.cs"] = "reads promotions without their bundles; writes nothing",
        ["src/Governance.Data/Api/IdempotentWrite.cs"] = "takes an idempotency key in the transaction whose entries state the change",
        ["src/Governance.Data/Postgres/PostgresGovernanceDbContext.cs"] = "takes locks; looks for rows of the log that cannot be",
        ["src/Governance.Data/Sqlite/SqliteGovernanceDbContext.cs"] = "looks for rows of the log that cannot be",
        ["src/Governance.Data/Audit/Records/RecordReader.cs"] =
            "reads rows as they are stored, and writes the seals that go with the entries of a save",
        ["src/Governance.Data/Audit/Records/KnownRows.cs"] = "reads rows that were decided by, to compare them; writes nothing",
        ["src/Governance.Data/Audit/LogWriter.cs"] = "the entries of a save themselves, their subtrees and the seals that go with them",
        ["src/Governance.Data/Audit/LogSearch.cs"] = "looks for entries by what stands in them; writes nothing",
        ["src/Governance.Portal.Kernel/Facts/VersionFacts.cs"] = "joins what it reads to three numbers; writes nothing",
        ["src/Governance.Data/Audit/LogTail.cs"] = "reads the last entries of the log; writes nothing",
        ["src/Governance.Data/RowInserts.cs"] = "entries and subtrees of the log, and calls of tools, whose batch is an entry's",
        ["src/Governance.Data/OpenCommands.cs"] = "makes the commands of the others that are named here",
        ["src/Governance.Data/Agents/AgentCallStore.cs"] =
            "calls of a batch; the action appends agent-calls.decided, which holds the root over them, in the same transaction",
        ["src/Governance.Data/Audit/LogVerifier.cs"] = "reads how long the log is",
        ["src/Governance.Data/Audit/LogFollowers.cs"] = "where a follower of the log begins, which changes nothing that is governed",
        ["src/Governance.Portal.Kernel/Identity/ApiKeyHandler.cs"] = "when a key was last used, at most once a minute",
        ["src/Governance.Data/Decisions/DecisionWriter.cs"] = "counts decisions by hour that a batch of before was stored without",
        ["src/Governance.Data/Decisions/SqliteDecisionWriter.cs"] =
            "rows of a batch and their erasure; the action appends decisions.stored or decisions.erased in the same transaction",
        ["src/Governance.Data/Decisions/PostgresDecisionWriter.cs"] =
            "the same by COPY, and partitions made before the first decision of a month",
        ["src/Governance.Data/Copies/PostgresCopySide.cs"] =
            "a whole database as it is stored, with the log's own entry database.copied; every row is compared with its source",
        ["src/Governance.Portal.Compliance/Reports/MakeReport.cs"] =
            "frees reports of a process that is gone; making them is an entry of its own",
        ["src/Governance.Portal.Approvals/Postures/FollowPostures.cs"] =
            "when deployments are judged next; posture.changed is an entry of its own",
        ["src/Governance.Portal.Approvals/Postures/KeepPostures.cs"] = "the same, once they are judged",
        ["src/Governance.Portal.Operations/Decisions/EraseDecisions.cs"] =
            "what was true in the end goes with the content; decisions.erased is appended in the same transaction",
        ["src/Governance.Portal.Operations/Decisions/Reviews/FollowReviews.cs"] =
            "forgets what was true by a file of labels that two people withdrew; the files that are left are read again",
        ["src/Governance.Portal.Operations/Decisions/Reviews/ReadLabels.cs"] = "takes a task that was read to its end out of the queue",
        ["src/Governance.Portal.Approvals/Policies/StoreEngineLog.cs"] =
            "erases reported decisions whose time is over; verdicts.erased is appended in the same transaction",
        ["src/Governance.Portal.Operations/Monitoring/Monitors/EvaluateWindow.cs"] =
            "deletes drift figures of a window that is compared again; the window, which states itself, is changed in the same transaction",
        ["src/Governance.Portal.Operations/Monitoring/Windows/DecideMeasurement.cs"] =
            "deletes queued work that follow from a window which two people withdrew, in the transaction of that entry",
        ["src/Governance.Data/Monitoring/AlertStore.cs"] = "reads alerts and takes their locks",
        ["src/Governance.Portal.Kernel/Api/Idempotency.cs"] = "deletes an answer that was kept for a day",
        ["src/Governance.Portal.Administration/Admin/SchemaCheck.cs"] = "reads the database's own checks; writes nothing",
        ["src/Governance.Portal.Administration/Audit/LogCheckDays.cs"] = "counts verifications",
        ["src/Governance.Portal/Hosting/StorageProbe.cs"] = "asks whether a transaction can be written down; changes no row",
        ["src/Governance.Portal.Kernel/Jobs/WorkQueue.cs"] = "clears the count of attempts of work that ended",
        ["src/Governance.Portal.Kernel/Identity/ExpiryJob.cs"] = "deletes answers, proofs and ended sessions that nobody can use any more",
        ["src/Governance.Portal.Operations/Monitoring/Sources/SourceView.cs"] =
            "forgets what files a source was seen to have; source.set or source.removed is appended in the same transaction",
        ["src/Governance.Portal.Kernel/Identity/SessionCookies.cs"] = "when a session was last seen",
    };

    [Fact]
    public async Task Entity_InTheDatabase_IsAuditedOrHasAReasonNotToBe()
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var findings = db
            .Model.GetEntityTypes()
            .Where(e => !e.IsOwned() && !typeof(IAudited).IsAssignableFrom(e.ClrType))
            .Select(e => e.ClrType.Name.Split('`')[0])
            .Where(name => !name.StartsWith("Identity", StringComparison.Ordinal) && !s_notAudited.ContainsKey(name))
            .ToList();

        Assert.True(findings.Count == 0, $"Make these IAudited, or say here why not: {string.Join(", ", findings)}");
    }

    [Fact]
    public async Task AuditedType_OfTheDomain_IsStored()
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var stored = db.Model.GetEntityTypes().Select(e => e.ClrType).ToHashSet();
        var audited = typeof(IAudited)
            .Assembly.GetTypes()
            .Concat(typeof(GovernanceDbContext).Assembly.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IAudited).IsAssignableFrom(t))
            .ToList();

        Assert.NotEmpty(audited);
        Assert.All(audited, type => Assert.Contains(type, stored));
    }

    [Fact]
    public void Source_ThatWritesRoundTheGuard_IsOnTheList()
    {
        var findings = Repository
            .Sources.Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal) && !s_directWrites.ContainsKey(f))
            .Where(f => DirectWrite().IsMatch(Repository.Flat(f)))
            .ToList();

        Assert.True(
            findings.Count == 0,
            $"These write without the change tracker, so the audit guard does not see them: {string.Join(", ", findings)}"
        );
    }

    [GeneratedRegex(
        @"\b(?:ExecuteUpdate|ExecuteDelete|ExecuteSql|ExecuteSqlRaw|ExecuteSqlInterpolated"
            + @"|SqlQuery|SqlQueryRaw|FromSql|FromSqlRaw)(?:Async)?\s*[(<]"
            + @"|\.BeginBinaryImport(?:Async)?|sqlite3_prepare|OpenCommands\.OfAsync|\.BeginTextImport"
    )]
    private static partial Regex DirectWrite();
}
