using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Risks;

/// <summary>A watched model whose artifact is stored, with the people who sign and those who keep the register.</summary>
internal sealed class RiskScene : IAsyncDisposable
{
    public const string Policy = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: register, version: "1"}
        spec:
          appliesTo: {stages: [production]}
          mode: enforce
          rules:
            - {id: RISK-01, type: risk_appetite, severity: high, params: {maxResidual: 12, requireMitigation: true}}
          onError: fail
        """;

    private readonly Dictionary<string, Actor> _people = new(StringComparer.Ordinal);

    private RiskScene(WatchedModel watched) => Watched = watched;

    public WatchedModel Watched { get; }

    public PortalFactory Portal => Watched.Portal;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<RiskScene> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var scene = new RiskScene(await WatchedModel.StartAsync(kind));
        await scene.Portal.Get<ContentStore>().StoreAsync("model"u8.ToArray(), Ct);
        var stored = await scene
            .Portal.Get<ActionRunner>()
            .RunAsync<Done>(
                Actor.Host,
                new Attempt("artifact.stored", $"{WatchedModel.Name}@{WatchedModel.Version}", null),
                async (context, token) =>
                {
                    var version = await context.Db.Versions.SingleAsync(token);
                    Assert.True(version.StoreArtifact(version.ArtifactSha256, 5, "host", context.Now).Value);
                    context.Append(new AuditEvent("artifact.stored", version.Id, []));
                    return Done.Instance;
                },
                Ct
            );
        Assert.Null(stored.Refusal);
        return scene;
    }

    public T Get<T>()
        where T : notnull => Portal.Get<T>();

    /// <summary>A person with a session in this role; the model's owner is there already.</summary>
    public async Task<Actor> AsAsync(string role)
    {
        if (_people.TryGetValue(role, out var known))
        {
            return known;
        }

        var email = role == Roles.ModelOwner ? "owner@test.example" : $"{role.ToLowerInvariant()}@test.example";
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        var id =
            role == Roles.ModelOwner
                ? new UserId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct))
                : await Portal.CreateUserAsync(email, role);
        var session = Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(email));
        db.Sessions.Add(
            new UserSession
            {
                Hash = session,
                User = id,
                ActiveRole = role,
                Method = "password",
                OpenedAt = TimeProvider.System.GetUtcNow(),
                LastSeenAt = TimeProvider.System.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Ct);
        return _people[role] = Actor.OfUser(id, role, session);
    }

    public async Task<string> ProofAsync(Actor actor) =>
        (await Get<ReauthenticationService>().IssueAsync(actor.User!.Value, actor.Session!, "password", null, Ct)).Text;

    public async Task<RiskId> RaiseAsync(
        RatingBody? residual,
        string title = "Economic shock breaks calibration",
        string? treatment = "reduce",
        string? model = WatchedModel.Name
    )
    {
        var outcome = await Get<RaiseRisk>()
            .RunAsync(
                await AsAsync(Roles.ComplianceOfficer),
                new()
                {
                    Title = title,
                    Category = "drift",
                    Model = model,
                    Inherent = new(5, 4),
                    Residual = residual,
                    Treatment = treatment,
                    Owner = "owner@test.example",
                },
                Ct
            );
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }

    public async Task<RiskView> ReadAsync(RiskId id) => (await Get<ListRisks>().GetAsync(id, Ct)).Value;

    public async Task ActivateAsync() =>
        Assert.Null(
            (await Get<ActivatePolicy>().RunAsync(Actor.Host, System.Text.Encoding.UTF8.GetBytes(Policy), "register.yaml", Ct)).Refusal
        );

    public async Task<PromotionId> RequestAsync()
    {
        var outcome = await Get<RequestPromotion>()
            .RunAsync(await AsAsync(Roles.Engineer), new(WatchedModel.Name, WatchedModel.Version, "production", "First release"), Ct);
        Assert.Null(outcome.Refusal);
        return outcome.Value;
    }

    public async Task SignAllAsync(PromotionId id)
    {
        foreach (
            var (role, slot) in new[] { (Roles.SecurityReviewer, "security"), (Roles.LegalReviewer, "legal"), (Roles.ModelOwner, "owner") }
        )
        {
            var actor = await AsAsync(role);
            var digest = (await PromotionAsync(id)).BundleDigest;
            var signed = await Get<SignPromotion>()
                .RunAsync(actor, new(id, slot, "approve", null, null, digest, await ProofAsync(actor)), Ct);
            Assert.Null(signed.Refusal);
        }
    }

    public async Task<PromotionView> PromotionAsync(PromotionId id) => (await Get<GetPromotion>().RunAsync(id, Ct)).Value;

    public Task<DeployAnswer> AskAsync() =>
        Get<EvaluateDeploymentGate>().JudgeAsync(new(WatchedModel.Name, WatchedModel.Version, "production", null), Ct);

    public async Task<MonitorId> DriftMonitorAsync() => (await Watched.MonitorAsync(MonitorKind.Drift, "amount")).Id;

    public ValueTask DisposeAsync() => Watched.DisposeAsync();
}
