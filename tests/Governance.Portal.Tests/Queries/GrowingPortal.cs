using System.Globalization;
using System.Net;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Decisions;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Lineage;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// A portal whose statements are counted and whose tables grow: so many models in production, each with an open request, a risk, an alert,
/// a monitor with readings, decisions, an incident, a system and lineage. No job runs beside what is counted.
/// </summary>
internal sealed class GrowingPortal : IAsyncDisposable
{
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private GateRun _run = null!;
    private int _size;

    private GrowingPortal(ApprovalsScene scene) => Scene = scene;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ApprovalsScene Scene { get; }

    public PortalFactory Portal => Scene.Portal;

    /// <summary>The promotion of the scene, which waits for every signature.</summary>
    public PromotionId Waiting { get; private set; }

    public static async Task<GrowingPortal> StartAsync()
    {
        var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            var before = portal.Replace;
            portal.Replace = services =>
            {
                before?.Invoke(services);
                StatementCounter.Listen(services);
                RemoveJobs(services);
            };
        });
        var growing = new GrowingPortal(scene);
        var asked = await scene.RequestAsync();
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        growing.Waiting = asked;
        growing._run = await db.GateRuns.AsNoTracking().OrderBy(r => r.Id).FirstAsync(r => r.Promotion == asked, Ct);
        foreach (var role in new[] { Roles.RiskOfficer, Roles.ComplianceOfficer, Roles.Auditor, Roles.Administrator, Roles.Sponsor })
        {
            await scene.PersonAsync($"{role}@test.example", role);
        }

        scene.Portal.Server.PreserveExecutionContext = true;
        return growing;
    }

    /// <summary>Leaves out what the portal does by itself.</summary>
    public static void RemoveJobs(IServiceCollection services)
    {
        foreach (
            var job in services
                .Where(s =>
                    s.ServiceType == typeof(IHostedService)
                    && (s.ImplementationType?.Namespace ?? "Governance").StartsWith("Governance", StringComparison.Ordinal)
                )
                .ToList()
        )
        {
            services.Remove(job);
        }
    }

    /// <summary>
    /// Grows to so many models, and as much of everything else, but for what a model has a thousand of: at most <paramref name="open"/>
    /// requests are open.
    /// </summary>
    public async Task GrowAsync(int to, int open)
    {
        var numbers = Enumerable.Range(_size + 1, to - _size).ToList();
        var requested = numbers.Where(n => n <= open).ToList();
        _size = to;
        var now = Scene.Clock.GetUtcNow();
        var owner = Scene.Owner.User!.Value;
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        await Crowd.AddAsync<Model>(
            db,
            numbers.Select(n => new
            {
                Name = Name(n),
                DisplayName = $"Model {n}",
                RiskClass = (RiskClass?)RiskClass.High,
                Owner = owner,
                RegisteredAt = now,
                RegisteredBy = "host",
            }),
            Ct
        );
        await Crowd.AddAsync<ModelVersion>(
            db,
            numbers.Select(n => new
            {
                Model = Name(n),
                Version = "1.0.0",
                Number = 1,
                VersionKey = "1.0.0",
                Stage = Stage.Production,
                ArtifactSha256 = new string('a', 64),
                ArtifactMediaType = "application/octet-stream",
                ManifestSha256 = n.ToString("x64", CultureInfo.InvariantCulture),
                ManifestBytes = "{}"u8.ToArray(),
                RegisteredAt = now,
                RegisteredBy = "host",
            }),
            Ct
        );
        await Crowd.AddAsync<Promotion>(
            db,
            requested.Select(n => new
            {
                Id = new PromotionId(100 + n),
                Model = Name(n),
                Version = "1.0.0",
                From = Stage.Staging,
                To = Stage.Production,
                State = PromotionState.Open,
                RequestedBy = Scene.Engineer.Id,
                RequestedAt = now,
                DueAt = now.AddDays(5),
                ExpiresAt = now.AddDays(30),
                Bundle = new byte[2_000],
                BundleDigest = new string('b', 64),
                GateRun = new GateRunId(100 + n),
                GateOutcome = GateOutcome.Pass,
                Requesters = new List<UserId> { Scene.Engineer.User!.Value },
                RequiredRoles = new List<SignOffRole> { SignOffRole.Security, SignOffRole.Legal, SignOffRole.Owner },
                Revision = 1,
            }),
            Ct
        );
        await Crowd.AddAsync<GateRun>(
            db,
            requested.Select(n => new
            {
                Id = new GateRunId(100 + n),
                Promotion = (PromotionId?)new PromotionId(100 + n),
                Model = Name(n),
                Version = "1.0.0",
                Stage = Stage.Production,
                Outcome = GateOutcome.Pass,
                _run.Input,
                _run.InputSha256,
                _run.InputFactsSha256,
                _run.Result,
                _run.ResultSha256,
                _run.PolicySha256s,
                _run.PolicyDigest,
                _run.Engine,
                EvaluatedAt = now,
            }),
            Ct
        );
        await Crowd.AddAsync<Deployment>(
            db,
            numbers.Select(n => new
            {
                Id = new DeploymentId(100 + n),
                Model = Name(n),
                Version = "1.0.0",
                Stage = Stage.Production,
                Environment = "cluster-a",
                Promotion = new PromotionId(100 + n),
                Since = now.AddDays(-1),
                ArtifactSha256 = new string('a', 64),
                DeployedBy = "host",
            }),
            Ct
        );
        await Crowd.AddAsync<Risk>(
            db,
            numbers.Select(n => new
            {
                Id = new RiskId(100 + n),
                Title = $"Risk {n}",
                Model = Name(n),
                Cause = "cause",
                Consequence = "consequence",
                Owner = owner,
                InherentLikelihood = 4,
                InherentImpact = 4,
                InherentScore = 16,
                ResidualLikelihood = 3,
                ResidualImpact = 4,
                ResidualScore = 12,
                RaisedAt = now,
                ReviewAt = now.AddDays(90),
                ReviewedAt = now,
                SignalMonitor = (MonitorId?)new MonitorId(100 + n),
                Revision = 1,
            }),
            Ct
        );
        await Crowd.AddAsync<RiskVersion>(
            db,
            numbers.Select(n => new
            {
                Risk = new RiskId(100 + n),
                Revision = 1,
                At = now,
                By = "host",
                Action = "risk.raised",
                State = RiskState.Open,
                Residual = (int?)12,
            }),
            Ct
        );
        await Crowd.AddAsync<ModelMonitor>(
            db,
            numbers.Select(n => new
            {
                Id = new MonitorId(100 + n),
                Model = Name(n),
                Target = "age",
                IsEnabled = true,
                CreatedAt = now,
            }),
            Ct
        );
        await Crowd.AddAsync<MonitoringWindow>(
            db,
            numbers.Select(n => new
            {
                Id = new WindowId(100 + n),
                Model = Name(n),
                Version = "1.0.0",
                Role = WindowRole.Current,
                Start = now.AddDays(-2),
                End = now.AddDays(-1),
                UploadedAt = now,
                UploadedBy = "host",
                OptionsJson = "{}",
            }),
            Ct
        );
        await Crowd.AddAsync<FeatureDrift>(
            db,
            numbers.Select(n => new
            {
                Window = new WindowId(100 + n),
                Position = 0,
                Name = "age",
                Psi = (double?)(n % 97 / 97.0),
            }),
            Ct
        );
        await Crowd.AddAsync<MonitorReading>(
            db,
            numbers.SelectMany(n =>
                Enumerable
                    .Range(0, 3)
                    .Select(i => new
                    {
                        Id = (10L * n) + i,
                        Monitor = new MonitorId(100 + n),
                        Version = "1.0.0",
                        Start = now.AddDays(i - 5),
                        End = now.AddDays(i - 4),
                        Value = (double?)(0.1 * (i + 1)),
                        Rows = 100L,
                    })
            ),
            Ct
        );
        await Crowd.AddAsync<Alert>(
            db,
            numbers.Select(n => new
            {
                Id = new AlertId(100 + n),
                Model = Name(n),
                Version = "1.0.0",
                Field = "age",
                Rule = AlertRule.Drift,
                Level = DriftLevel.Alert,
                State = AlertState.Open,
                Monitor = (MonitorId?)new MonitorId(100 + n),
                RaisedAt = now,
                BeganAt = now,
                SeenAt = now,
                SeenThrough = now,
                Count = 1L,
                Value = (double?)0.3,
                Owner = (UserId?)owner,
            }),
            Ct
        );
        await Crowd.AddAsync<DecisionSource>(
            db,
            numbers.Select(n => new
            {
                Id = n,
                Model = Name(n),
                Version = "1.0.0",
            }),
            Ct
        );
        await Crowd.AddAsync<Decision>(
            db,
            numbers.Select(n => new
            {
                Number = (long)n,
                Time = now.AddHours(-2),
                Source = n,
                Id = $"d-{n}",
                Commitment = new byte[32],
            }),
            Ct
        );
        await Crowd.AddAsync<Incident>(
            db,
            numbers.Select(n => new
            {
                Id = new IncidentId(100 + n),
                Title = $"Incident {n}",
                OpenedAt = now,
                OpenedBy = "host",
                Lead = owner,
                Playbook = "model-harm",
                PlaybookVersion = 1,
                Systems = new List<string> { new SystemId(100 + n).ToString() },
            }),
            Ct
        );
        await Crowd.AddAsync<IncidentVersion>(
            db,
            numbers.Select(n => new
            {
                Incident = new IncidentId(100 + n),
                Model = Name(n),
                Version = "1.0.0",
            }),
            Ct
        );
        await Crowd.AddAsync<AiSystem>(
            db,
            numbers.Select(n => new
            {
                Id = new SystemId(100 + n),
                Name = $"System {n}",
                NameKey = $"system {n}",
                Purpose = "purpose",
                Owner = owner,
                Models = new List<string> { Name(n) },
                RegisteredAt = now,
                RegisteredBy = "host",
                ChangedAt = now,
                Revision = 1,
            }),
            Ct
        );
        await Crowd.AddAsync<LineageNode>(
            db,
            numbers.SelectMany(n =>
                new object[]
                {
                    new
                    {
                        Id = 2 * n,
                        Kind = LineageNodeKind.Job,
                        Namespace = "crowd",
                        Name = $"job-{n}",
                        Key = LineageNode.KeyOf(LineageNodeKind.Job, new LineageName("crowd", $"job-{n}")),
                        Search = $"job-{n}",
                        FirstAt = now,
                        LastAt = now,
                    },
                    new
                    {
                        Id = (2 * n) + 1,
                        Kind = LineageNodeKind.Dataset,
                        Namespace = "crowd",
                        Name = $"set-{n}",
                        Key = LineageNode.KeyOf(LineageNodeKind.Dataset, new LineageName("crowd", $"set-{n}")),
                        Search = $"set-{n}",
                        FirstAt = now,
                        LastAt = now,
                    },
                }
            ),
            Ct
        );
        await Crowd.AddAsync<LineageEdge>(
            db,
            numbers.Select(n => new
            {
                Job = 2 * n,
                Dataset = (2 * n) + 1,
                Direction = FlowDirection.Output,
                FirstAt = now,
                LastAt = now,
            }),
            Ct
        );
        await Crowd.AddAsync<LineageRun>(
            db,
            numbers.Select(n => new
            {
                Id = new Guid(n, 0, 0, new byte[8]).ToString("D"),
                Job = 2 * n,
                State = RunState.Complete,
                StateAt = now,
                FirstAt = now,
                LastAt = now,
            }),
            Ct
        );
        await Crowd.AddAsync<BusinessFigure>(
            db,
            numbers.Select(n => new
            {
                Id = (long)n,
                Model = Name(n),
                Version = "1.0.0",
                Name = "approval_rate",
                Start = now.AddDays(-2),
                End = now.AddDays(-1),
                Value = 0.5,
                StoredAt = now,
                StoredBy = "host",
            }),
            Ct
        );
        await Crowd.AddAsync<Notification>(
            db,
            numbers.Select(n => new
            {
                Id = 1_000L + n,
                Person = Scene.Legal.User!.Value,
                Key = $"crowd-{n}",
                Subject = new PromotionId(100 + n).ToString(),
                Link = $"/approvals/{new PromotionId(100 + n)}",
                CreatedAt = now,
            }),
            Ct
        );
    }

    /// <summary>So many more entries of the log, by the log's own way.</summary>
    public async Task WriteLogAsync(int entries)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync(Ct);
        foreach (var n in Enumerable.Range(0, entries))
        {
            db.Append(new AuditEvent("database.changed", $"subject-{n}", []), Actor.Host, Scene.Clock.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }

    /// <summary>Someone of the scene, by the part of the address before the @, or by a role; no one when it is empty.</summary>
    public async Task<HttpClient> ClientAsync(string who)
    {
        if (!_clients.TryGetValue(who, out var client))
        {
            _clients[who] = client =
                who.Length == 0
                    ? Portal.CreateDefaultClient(Portal.ClientOptions.BaseAddress)
                    : await Portal.SignInAsync($"{who}@test.example");
        }

        return client;
    }

    /// <summary>The statements of a GET that is answered, if by the page that says that nothing is there.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="address">The address.</param>
    /// <param name="isFirst">True to ask once before, for what is made at the first use.</param>
    public async Task<IReadOnlyList<string>> GetAsync(string who, string address, bool isFirst)
    {
        var client = await ClientAsync(who);
        if (isFirst)
        {
            await AskAsync(client, who, address);
        }

        return await StatementCounter.OfAsync(() => AskAsync(client, who, address));
    }

    // What is not there says so, and the person who may not look is told that, or sent away: these pages have a budget too.
    private static async Task AskAsync(HttpClient client, string who, string address)
    {
        using var answer = await client.GetAsync(address, Ct);
        _ = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(
            answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound
                || (answer.StatusCode, address) is (HttpStatusCode.Found, "/setup") or (HttpStatusCode.Forbidden, "/forbidden"),
            $"{address} ({who}): {answer.StatusCode}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        await Scene.DisposeAsync();
    }

    private static string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"model-{n:00000}");
}
