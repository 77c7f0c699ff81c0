using Governance.Data;
using Governance.Domain.Cards;
using Governance.Domain.Compliance;
using Governance.Domain.Explanations;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Notifications;
using Governance.Domain.Oversight;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Domain.Threats;
using Governance.Domain.Validation;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Overview;

/// <summary>One of most things that wait for someone, past the actions that would lead to them.</summary>
internal static class WaitingWork
{
    private static readonly SystemId s_system = new(1);

    private static CancellationToken Ct => ApprovalsScene.Ct;

    public static async Task AddAsync(GovernanceDbContext db, ApprovalsScene scene, Actor risk, Actor compliance, Actor admin)
    {
        var now = scene.Clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var (owner, engineer, security, legal) = (Of(scene.Owner), Of(scene.Engineer), Of(scene.Security), Of(scene.Legal));
        const string Model = ApprovalsScene.ModelName;
        const string Version = "1.4.0";
        await Crowd.AddAsync<AiSystem>(
            db,
            [
                new
                {
                    Id = s_system,
                    Name = "Fraud scoring",
                    Owner = owner,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<PolicyProposal>(
            db,
            [
                new
                {
                    Id = new PolicyProposalId(1),
                    Name = "credit",
                    Version = "2",
                    Authors = new List<UserId> { Of(risk) },
                    ProposedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<Waiver>(
            db,
            [
                new
                {
                    Id = new WaiverId(1),
                    Policy = "credit",
                    Rule = "FAIR-01",
                    Model,
                    Version,
                    AskedBy = engineer,
                    AskedAt = now,
                    ExpiresAt = now.AddDays(30),
                },
            ],
            Ct
        );
        await Crowd.AddAsync<Card>(
            db,
            [
                new
                {
                    Id = new CardId(1),
                    Subject = $"{Model}@{Version}",
                    Number = 1,
                    State = CardState.Submitted,
                    Authors = new List<UserId> { owner },
                    SubmittedAt = (DateTimeOffset?)now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<Assessment>(
            db,
            [
                new
                {
                    Id = new AssessmentId(1),
                    System = s_system,
                    State = AssessmentState.Submitted,
                    Authors = new List<int> { Of(compliance).Number },
                    SubmittedAt = (DateTimeOffset?)now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<SystemTargets>(
            db,
            [
                new
                {
                    Id = new SystemTargetsId(1),
                    System = s_system,
                    Place = s_system.ToString(),
                    Number = 1,
                    Appetite = 10,
                    Authors = new List<UserId> { Of(risk) },
                    DraftedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<StopTest>(
            db,
            [
                new
                {
                    Id = new StopTestId(1),
                    System = s_system,
                    RecordedBy = owner,
                    RecordedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ThreatModel>(
            db,
            [
                new
                {
                    Id = new ThreatModelId(1),
                    System = s_system,
                    Number = 1,
                    State = ThreatModelState.Submitted,
                    Authors = new List<UserId> { Of(risk) },
                    SubmittedAt = (DateTimeOffset?)now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ThreatPoint>(
            db,
            [
                new
                {
                    System = s_system,
                    Number = 1,
                    Text = "Rotate the key",
                    Owner = security,
                    DueOn = today.AddDays(-1),
                    AddedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ExplanationRequest>(
            db,
            [
                new
                {
                    Id = new ExplanationRequestId(1),
                    Model,
                    State = ExplanationState.Drafted,
                    Authors = new List<UserId> { Of(compliance) },
                    ReceivedAt = now,
                    DueAt = now.AddDays(30),
                },
            ],
            Ct
        );
        await AddModelRiskAsync(db, now, owner, Of(risk));
        await Crowd.AddAsync<Risk>(
            db,
            new[] { (Number: 1, Days: 3), (Number: 2, Days: 100) }.Select(r => new
            {
                Id = new RiskId(r.Number),
                Title = "Credit review",
                Owner = owner,
                InherentLikelihood = 4,
                InherentImpact = 4,
                InherentScore = 16,
                ReviewAt = now.AddDays(r.Days),
                ReviewedAt = now,
            }),
            Ct
        );
        await Crowd.AddAsync<Duty>(
            db,
            [
                new
                {
                    System = s_system,
                    Obligation = "OBL-9",
                    Owner = (UserId?)legal,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<AccessReview>(
            db,
            [
                new
                {
                    Id = new AccessReviewId(1),
                    DueAt = now.AddDays(7),
                    OpenedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<AccessLine>(
            db,
            new[] { Of(admin), owner }.Select(
                (holder, i) =>
                    new
                    {
                        Review = new AccessReviewId(1),
                        Number = i + 1,
                        Holder = holder.ToString(),
                    }
            ),
            Ct
        );
        await Crowd.AddAsync<RiskLowering>(
            db,
            [
                new
                {
                    Id = 1L,
                    Model,
                    From = RiskClass.High,
                    AskedBy = $"user:{engineer}",
                    AskedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ApiKey>(
            db,
            [
                new
                {
                    Id = new ApiKeyId(1),
                    Name = "pipeline",
                    Owner = (UserId?)engineer,
                    CreatedAt = now,
                    ExpiresAt = now.AddDays(3),
                },
            ],
            Ct
        );
        await Crowd.AddAsync<Notification>(
            db,
            [
                new
                {
                    Id = 1L,
                    Person = legal,
                    Key = "mentioned/RSK-0001/1",
                    Kind = NotificationKind.Mentioned,
                    Subject = "RSK-0001",
                    Link = "/risks/RSK-0001#comment-1",
                    CreatedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ValidationSchedule>(
            db,
            [
                new
                {
                    Id = new ValidationScheduleId(1),
                    Model,
                    Version,
                    Owner = Of(risk),
                    FailingSince = (DateTimeOffset?)now.AddDays(-1),
                    DueAt = now,
                },
            ],
            Ct
        );
    }

    private static async Task AddModelRiskAsync(GovernanceDbContext db, DateTimeOffset now, UserId owner, UserId risk)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        const string Model = ApprovalsScene.ModelName;
        await Crowd.AddAsync<ValidationFinding>(
            db,
            [
                new
                {
                    Id = new FindingId(1),
                    Model,
                    Version = "1.4.0",
                    Severity = FindingSeverity.Critical,
                    Owner = owner,
                    DueOn = today.AddDays(60),
                    DueAt = now.AddDays(60),
                    RaisedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<FindingExtension>(
            db,
            [
                new
                {
                    Model,
                    Finding = new FindingId(1),
                    Number = 1,
                    By = owner,
                    At = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ModelValidation>(
            db,
            [
                new
                {
                    Id = new ValidationId(1),
                    Model,
                    Version = "1.4.0",
                    Validator = risk,
                    DueOn = today.AddDays(60),
                    PlannedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<ModelOverlay>(
            db,
            [
                new
                {
                    Id = new OverlayId(1),
                    Model,
                    Owner = owner,
                    ProposedBy = owner,
                    ProposedAt = now,
                },
            ],
            Ct
        );
        await Crowd.AddAsync<TierAssessment>(
            db,
            [
                new
                {
                    Id = new TierAssessmentId(1),
                    Model,
                    By = risk,
                    At = now,
                },
            ],
            Ct
        );
    }

    private static UserId Of(Actor actor) => actor.User!.Value;
}
