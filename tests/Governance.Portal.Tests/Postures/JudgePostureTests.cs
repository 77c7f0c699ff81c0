using System.Data.Common;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Approvals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Postures;

/// <summary>What keeps a deployment from being judged.</summary>
public sealed class JudgePostureTests
{
    [Fact]
    public async Task ADatabaseThatIsAwayForAMoment_PutsNothingOutOfPolicy()
    {
        await Assert.ThrowsAsync<Away>(() => JudgeAsync(new Away()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => JudgeAsync(new InvalidOperationException("Transient.", new Away())));
    }

    [Fact]
    public async Task ARecordThatCannotBeRead_IsOutOfPolicy_AndJudgedAgainSoon()
    {
        var judged = await JudgeAsync(new FormatException("This is no result."));

        Assert.Equal(("posture.not-judged", true), (judged.Faults.Single().Rule, judged.Faults.Single().Blocks));
        Assert.Equal(new ManualClock().GetUtcNow() + JudgePosture.AgainAfter, judged.Next);
    }

    private static Task<PostureJudgement> JudgeAsync(Exception problem) =>
        new JudgePosture(
            new Failing(problem),
            new Failing(problem),
            new EnvironmentStages(Options.Create(new EnvironmentsOptions())),
            new ManualClock(),
            NullLogger<JudgePosture>.Instance
        ).RunAsync(null!, new Deployment { Id = new DeploymentId(1) }, null, PostureScene.Ct);

    private sealed class Away() : DbException("The server is not there.");

    private sealed class Failing(Exception problem) : IReadGateFacts, IReadAgedRules
    {
        public DecisionReads Reads { get; } = new DecisionReads<object?>("gate");

        public Task<GateFacts> ReadAsync(
            GovernanceDbContext db,
            PromotionId promotion,
            IReadOnlyList<PolicyDocument> proposed,
            DateTimeOffset now,
            CancellationToken ct
        ) => Task.FromException<GateFacts>(problem);

        public Task<IReadOnlyList<DeployReason>> OfPromotionAsync(GovernanceDbContext db, PromotionId promotion, CancellationToken ct) =>
            Task.FromException<IReadOnlyList<DeployReason>>(problem);
    }
}
