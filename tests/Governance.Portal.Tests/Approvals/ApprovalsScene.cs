using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Portal.Tests.Approvals;

/// <summary>The real portal with five people, a model of risk class high and a version whose artifact is stored.</summary>
internal sealed class ApprovalsScene : IAsyncDisposable
{
    public const string ModelName = "fraud-scorer";

    /// <summary>The container image that every version of the scene declares.</summary>
    public static readonly string Image = $"registry.example/fraud-scorer@sha256:{new string('c', 64)}";

    // The scene as most tests begin with it, played once.
    private static readonly Lazy<Task<Played>> s_played = new(KeepAsync);

    private int _artifacts;
    private int _versions;

    private ApprovalsScene(PortalFactory portal, ManualClock clock) => (Portal, Clock) = (portal, clock);

    public PortalFactory Portal { get; }

    public ManualClock Clock { get; }

    public Actor Engineer { get; private set; } = null!;

    public Actor Owner { get; private set; } = null!;

    public Actor Security { get; private set; } = null!;

    public Actor Legal { get; private set; } = null!;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ApprovalsScene> CreateAsync(
        DatabaseKind kind = DatabaseKind.Sqlite,
        RiskClass? riskClass = RiskClass.High,
        bool kestrel = false,
        Action<PortalFactory>? configure = null
    )
    {
        var scene = Begin(kind);
        configure?.Invoke(scene.Portal);
        if (kestrel)
        {
            scene.Portal.UseKestrel(0);
            scene.Portal.StartServer();
        }

        if (riskClass is RiskClass.High && scene.Portal.IsBlank)
        {
            scene.Take(await s_played.Value);
        }
        else
        {
            await scene.PlayAsync(riskClass);
        }

        return scene;
    }

    private static ApprovalsScene Begin(DatabaseKind kind, string? keptIn = null)
    {
        var clock = new ManualClock();
        return new ApprovalsScene(
            new PortalFactory(kind)
            {
                Replace = services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)),
                KeptIn = keptIn,
            },
            clock
        );
    }

    private static async Task<Played> KeepAsync()
    {
        var folder = KeptFiles.NewFolder();
        await using var scene = Begin(DatabaseKind.Sqlite, folder);
        await scene.PlayAsync(RiskClass.High);
        return new(new KeptFiles(folder), scene.Engineer, scene.Owner, scene.Security, scene.Legal);
    }

    private void Take(Played played)
    {
        played.Files.CopyTo(Portal);
        (Engineer, Owner, Security, Legal) = (played.Engineer, played.Owner, played.Security, played.Legal);
        _artifacts = 1;
        _ = Portal.Services;
    }

    private async Task PlayAsync(RiskClass? riskClass)
    {
        Engineer = await PersonAsync("engineer@test.example", Roles.Engineer);
        Owner = await PersonAsync("owner@test.example", Roles.ModelOwner);
        Security = await PersonAsync("security@test.example", Roles.SecurityReviewer);
        Legal = await PersonAsync("legal@test.example", Roles.LegalReviewer);
        await DoAsync(
            "model.registered",
            ModelName,
            context =>
            {
                context.Db.Models.Add(
                    Model
                        .Register(
                            new ModelFacts(ModelName) { DisplayName = "Fraud scorer", RiskClass = riskClass },
                            Owner.User!.Value,
                            [],
                            "host",
                            context.Now
                        )
                        .Value
                );
                return Task.CompletedTask;
            }
        );
        await RegisterVersionAsync("1.4.0");
    }

    public T Get<T>()
        where T : notnull => Portal.Get<T>();

    public async Task<Actor> PersonAsync(string email, string role, params string[] further)
    {
        var id = await Portal.CreateUserAsync(email, [role, .. further]);
        var session = Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(email));
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        db.Sessions.Add(
            new UserSession
            {
                Hash = session,
                User = id,
                ActiveRole = role,
                Method = "password",
                OpenedAt = Clock.GetUtcNow(),
                LastSeenAt = Clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(Ct);
        return Actor.OfUser(id, role, session);
    }

    public async Task RegisterVersionAsync(
        string version,
        bool stored = true,
        double auc = 0.9,
        SourceFacts? source = null,
        IReadOnlyList<DatasetFacts>? datasets = null,
        Actor? by = null
    )
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes($"model {version} {++_artifacts}");
        var sha256 = Sha256Hex.Of(bytes);
        await Get<ContentStore>().StoreAsync(bytes, Ct);
        await DoAsync(
            "version.registered",
            $"{ModelName}@{version}",
            async context =>
            {
                var number = await context.Db.Versions.CountAsync(Ct) + 1;
                var manifest = new VersionManifest(
                    ModelName,
                    version,
                    new ArtifactFacts(sha256, bytes.Length, "application/octet-stream", null),
                    source,
                    datasets ?? [],
                    [new MetricFacts("auc", auc, 5000, null, null)],
                    []
                )
                {
                    Images = [Image],
                };
                var registered = ModelVersion.Register(manifest, number, (by ?? Actor.Host).Id, context.Now).Value;
                if (stored)
                {
                    Assert.True(registered.StoreArtifact(sha256, bytes.Length, "host", context.Now).Value);
                }

                context.Db.Versions.Add(registered);
                context.Db.RegisteredDatasets.AddRange(RegisteredDataset.Of(manifest));
            }
        );
    }

    /// <summary>Registers a further version, for a case that shares the scene with others.</summary>
    public async Task<string> NewVersionAsync()
    {
        var version = $"2.{++_versions}.0";
        await RegisterVersionAsync(version);
        return version;
    }

    /// <summary>Adds evidence as the registry does: re-evaluates live promotions in the same transaction.</summary>
    public Task AddEvidenceAsync(string version, EvidenceKind kind, string? payload = null, Actor? by = null) =>
        DoAsync(
            "evidence.added",
            "",
            async context =>
            {
                var bytes = System.Text.Encoding.UTF8.GetBytes(payload ?? SampleEvidence.Of(kind));
                var artifact = await context.Db.Versions.Where(v => v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
                var evidence = new Evidence
                {
                    Id = await context.Db.NextIdAsync<EvidenceId>(Ct),
                    Model = ModelName,
                    Version = version,
                    Kind = kind,
                    Tool = "test",
                    ProducedAt = context.Now,
                    Sha256 = Sha256Hex.Of(bytes),
                    SizeBytes = bytes.Length,
                    MediaType = "application/json",
                    ArtifactSha256 = artifact,
                    FactsJson = StoredEvidenceFacts.Write(EvidenceFacts.Read(WireName.Of(kind), bytes, "application/json")),
                    AddedAt = context.Now,
                    AddedBy = (by ?? Actor.Host).Id,
                };
                context.Db.Evidence.Add(evidence);
                context.Append(new AuditEvent("evidence.added", evidence.Id.ToString(), new JsonObject()));
                await Get<PromotionEvaluator>().ReevaluateAsync(context, ModelName, version, Ct);
            },
            by
        );

    public async Task DoAsync(string action, string subject, Func<ActionContext, Task> act, Actor? by = null)
    {
        var outcome = await Get<ActionRunner>()
            .RunAsync<Done>(
                by ?? Actor.Host,
                new Attempt(action, subject, null),
                async (context, _) =>
                {
                    await act(context);
                    if (subject.Length > 0)
                    {
                        context.Append(new AuditEvent(action, subject, new JsonObject()));
                    }

                    return Done.Instance;
                },
                Ct
            );
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
    }

    public async Task<PromotionId> RequestAsync(string version = "1.4.0", string to = "production", Actor? by = null)
    {
        var outcome = await Get<RequestPromotion>().RunAsync(by ?? Engineer, new(ModelName, version, to, "Better recall"), Ct);
        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        return outcome.Value;
    }

    public async Task<string> ProofAsync(Actor actor, string? boundTo = null) =>
        (await Get<ReauthenticationService>().IssueAsync(actor.User!.Value, actor.Session!, "password", boundTo, Ct)).Text;

    public async Task<Result<Signed>> SignAsync(
        PromotionId id,
        Actor actor,
        string role,
        string decision = "approve",
        string? comment = null,
        string? condition = null,
        string? digest = null,
        string? proof = null
    )
    {
        digest ??= (await ReadAsync(id)).BundleDigest;
        proof ??= await ProofAsync(actor);
        return await Get<SignPromotion>().RunAsync(actor, new(id, role, decision, comment, condition, digest, proof), Ct);
    }

    public async Task SignAllAsync(PromotionId id)
    {
        foreach (var (actor, role) in new[] { (Security, "security"), (Legal, "legal"), (Owner, "owner") })
        {
            var outcome = await SignAsync(id, actor, role);
            Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        }
    }

    public async Task<PromotionView> ReadAsync(PromotionId id) => (await Get<GetPromotion>().RunAsync(id, Ct)).Value;

    public async Task<Result<PolicyView>> ActivateAsync(string yaml) =>
        await Get<ActivatePolicy>().RunAsync(Actor.Host, System.Text.Encoding.UTF8.GetBytes(yaml), "test.yaml", Ct);

    public async Task<IReadOnlyList<JsonNode>> LogAsync(string? action = null, string? subject = null)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        var leaves = await db
            .AuditEntries.Where(e => (action == null || e.Action == action) && (subject == null || e.Subject == subject))
            .OrderBy(e => e.Index)
            .Select(e => e.Leaf)
            .ToListAsync(Ct);
        return [.. leaves.Select(l => JsonNode.Parse(l)!)];
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    private sealed record Played(KeptFiles Files, Actor Engineer, Actor Owner, Actor Security, Actor Legal);

    public static string Policy(string version, string rules, string extra = "") =>
        $$"""
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: test-policy, version: "{{version}}"}
            spec:
              appliesTo: {stages: [production]}
              mode: enforce
              rules:
            {{rules}}
            {{extra}}
              onError: fail
            """;
}

/// <summary>A clock that only moves when told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
